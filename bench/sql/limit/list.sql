WITH found AS MATERIALIZED (
  SELECT c.id, c.opened_at, c.number, c.title, c.stage, c.phase, c.status, c.assignee, c.version, c.updated_at
  FROM "case" c
  WHERE c.tenant_id = 'demo' AND c.case_type = 'InsuranceClaim' AND c.assignee = $1 AND c.status = 'active'
  ORDER BY c.opened_at DESC, c.id DESC LIMIT 51
), page AS MATERIALIZED (
  SELECT bench_cursor(opened_at, id) AS cursor, (
    SELECT row_to_json(node) FROM (
      SELECT 'InsuranceClaim-' || id AS id, number, title, stage, upper(phase) AS phase,
             upper(status) AS status, assignee, version, bench_time(opened_at) AS "openedAt",
             bench_time(updated_at) AS "updatedAt"
    ) node
  ) AS node
  FROM (SELECT * FROM found LIMIT 50) shown
)
SELECT '{"data":{"insuranceClaims":{"edges":' || coalesce(json_agg(row_to_json(page))::text, '[]')
       || ',"pageInfo":{"hasNextPage":' || (SELECT count(*) > 50 FROM found)
       || ',"endCursor":' || coalesce(to_json((array_agg(cursor))[count(*)])::text, 'null') || '}}}}'
FROM page
