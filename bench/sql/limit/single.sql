SELECT row_to_json(answer)::text FROM (
  SELECT (
    SELECT row_to_json(data) FROM (
      SELECT (
        SELECT row_to_json(found) FROM (
          SELECT 'InsuranceClaim-' || c.id AS id, c.number, c.title, c.case_type AS type, c.stage,
                 upper(c.phase) AS phase, upper(c.status) AS status, c.assignee, c.team, c.version,
                 bench_time(c.opened_at) AS "openedAt", bench_time(c.updated_at) AS "updatedAt"
          FROM "case" c WHERE c.id = $1::uuid AND c.tenant_id = 'demo'
        ) found
      ) AS "case"
    ) data
  ) AS data
) answer
