WITH found AS MATERIALIZED (
  (SELECT t.* FROM task t
   WHERE t.tenant_id = 'demo' AND t.state = 'open' AND t.assignee = 'adjuster-1'
   ORDER BY t.due_at, t.id LIMIT 51)
  UNION ALL
  (SELECT t.* FROM task t
   WHERE t.tenant_id = 'demo' AND t.state = 'open' AND t.assignee IS NULL AND t.role = 'adjuster'
   ORDER BY t.due_at, t.id LIMIT 51)
  ORDER BY due_at, id LIMIT 51
), page AS MATERIALIZED (
  SELECT bench_cursor(due_at, id) AS cursor, (
    SELECT row_to_json(node) FROM (
      SELECT 'Task-' || id AS id, title, upper(state) AS state, role, assignee, bench_time(due_at) AS "dueAt",
             (SELECT row_to_json(owner) FROM (
               SELECT 'InsuranceClaim-' || c.id AS id, c.number, c.title, upper(c.status) AS status
               FROM "case" c WHERE c.id = shown.case_id
             ) owner) AS "case"
    ) node
  ) AS node
  FROM (SELECT * FROM found LIMIT 50) shown
)
SELECT '{"data":{"worklist":{"edges":' || coalesce(json_agg(row_to_json(page))::text, '[]')
       || ',"pageInfo":{"hasNextPage":' || (SELECT count(*) > 50 FROM found)
       || ',"endCursor":' || coalesce(to_json((array_agg(cursor))[count(*)])::text, 'null') || '}}}}'
FROM page
