SELECT concat(
         '{"data":{"case":{"id":"InsuranceClaim-', c.id, '","number":"', c.number, '","title":', to_json(c.title),
         ',"type":"', c.case_type, '","stage":"', c.stage, '","phase":"', upper(c.phase),
         '","status":"', upper(c.status), '","assignee":', coalesce(to_json(c.assignee)::text, 'null'),
         ',"team":', coalesce(to_json(c.team)::text, 'null'), ',"version":', c.version,
         ',"openedAt":"', bench_time(c.opened_at), '","updatedAt":"', bench_time(c.updated_at), '"}}}'
       )
FROM "case" c WHERE c.id = $1::uuid AND c.tenant_id = 'demo'
