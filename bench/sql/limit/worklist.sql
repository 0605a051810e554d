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
  SELECT bench_cursor(due_at, id) AS cursor, concat(
           '{"id":"Task-', id, '","title":', to_json(title), ',"state":"', upper(state), '","role":', to_json(role),
           ',"assignee":', coalesce(to_json(assignee)::text, 'null'), ',"dueAt":"', bench_time(due_at), '","case":', (
             SELECT concat('{"id":"InsuranceClaim-', c.id, '","number":"', c.number, '","title":', to_json(c.title),
                           ',"status":"', upper(c.status), '"}')
             FROM "case" c WHERE c.id = shown.case_id
           ), '}'
         ) AS node
  FROM (SELECT * FROM found LIMIT 50) shown
)
SELECT concat('{"data":{"worklist":{"edges":[',
              string_agg(concat('{"cursor":"', cursor, '","node":', node, '}'), ','),
              '],"pageInfo":{"hasNextPage":', to_json((SELECT count(*) > 50 FROM found)),
              ',"endCursor":', coalesce(to_json((array_agg(cursor))[count(*)])::text, 'null'), '}}}}')
FROM page
