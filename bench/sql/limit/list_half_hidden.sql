WITH found AS MATERIALIZED (
  SELECT c.id, c.opened_at, c.number, c.title, c.stage, c.phase, c.status, c.assignee, c.version, c.updated_at
  FROM "case" c
  WHERE c.tenant_id = 'demo' AND c.case_type = 'InsuranceClaim' AND c.assignee = $1 AND c.status = 'active'
    AND NOT EXISTS (SELECT 1 FROM exclusion e WHERE e.case_id = c.id AND e.subject = 'half')
  ORDER BY c.opened_at DESC, c.id DESC LIMIT 51
), page AS MATERIALIZED (
  SELECT bench_cursor(opened_at, id) AS cursor, concat(
           '{"id":"InsuranceClaim-', id, '","number":"', number, '","title":', to_json(title), ',"stage":"', stage,
           '","phase":"', upper(phase), '","status":"', upper(status), '","assignee":', to_json(assignee),
           ',"version":', version, ',"openedAt":"', bench_time(opened_at), '","updatedAt":"', bench_time(updated_at),
           '"}'
         ) AS node
  FROM (SELECT * FROM found LIMIT 50) shown
)
SELECT concat('{"data":{"insuranceClaims":{"edges":[',
              string_agg(concat('{"cursor":"', cursor, '","node":', node, '}'), ','),
              '],"pageInfo":{"hasNextPage":', to_json((SELECT count(*) > 50 FROM found)),
              ',"endCursor":', coalesce(to_json((array_agg(cursor))[count(*)])::text, 'null'), '}}}}')
FROM page
