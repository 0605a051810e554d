WITH found AS MATERIALIZED (
  SELECT c.id, c.opened_at, c.number, c.title, c.stage, c.phase, c.status, c.assignee, c.version, c.updated_at
  FROM "case" c
  WHERE c.tenant_id = 'demo' AND c.case_type = 'InsuranceClaim' AND c.assignee = $1 AND c.status = 'active'
  ORDER BY c.opened_at DESC, c.id DESC LIMIT 51
), page AS MATERIALIZED (
  SELECT bench_cursor(opened_at, id) AS cursor, concat(
           '{"id":"InsuranceClaim-', id, '","number":"', number, '","title":', to_json(title), ',"stage":"', stage,
           '","phase":"', upper(phase), '","status":"', upper(status), '","assignee":', to_json(assignee),
           ',"version":', version, ',"openedAt":"', bench_time(opened_at), '","updatedAt":"', bench_time(updated_at),
           '","tasks":[', (
             SELECT string_agg(concat(
                      '{"id":"Task-', id, '","title":', to_json(title), ',"state":"', upper(state),
                      '","assignee":', coalesce(to_json(assignee)::text, 'null'), ',"dueAt":"', bench_time(due_at), '"}'
                    ), ',')
             FROM (SELECT * FROM task t WHERE t.case_id = shown.id ORDER BY t.id LIMIT 3) task
           ), '],"documents":[', (
             SELECT string_agg(concat(
                      '{"id":"Document-', id, '","name":', to_json(name), ',"category":"', category,
                      '","createdBy":', to_json(created_by), ',"createdAt":"', bench_time(created_at), '"}'
                    ), ',')
             FROM (SELECT * FROM document d WHERE d.case_id = shown.id ORDER BY d.id LIMIT 2) document
           ), '],"events":[', (
             SELECT string_agg(concat(
                      '{"sequence":', sequence, ',"name":"', name, '","actor":', to_json(actor),
                      ',"at":"', bench_time(at), '","hash":"', hash, '"}'
                    ), ',')
             FROM (SELECT * FROM event e WHERE e.case_id = shown.id ORDER BY e.sequence DESC LIMIT 5) event
           ), ']}'
         ) AS node
  FROM (SELECT * FROM found LIMIT 50) shown
)
SELECT concat('{"data":{"insuranceClaims":{"edges":[',
              string_agg(concat('{"cursor":"', cursor, '","node":', node, '}'), ','),
              '],"pageInfo":{"hasNextPage":', to_json((SELECT count(*) > 50 FROM found)),
              ',"endCursor":', coalesce(to_json((array_agg(cursor))[count(*)])::text, 'null'), '}}}}')
FROM page
