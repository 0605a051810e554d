-- A database of casewright filled with claims, by the tables' own rules: global order by id, event chains that verify.
-- Settings of the session say how many: bench.cases, bench.assignees, and bench.parts (on: tasks, documents, events).

SET session_replication_role = replica;  -- the rows refer to each other rightly; no trigger has to look
SET synchronous_commit = off;
SET work_mem = '256MB';
SET maintenance_work_mem = '512MB';

CREATE FUNCTION pg_temp.id_at(moment timestamptz, salt text) RETURNS uuid LANGUAGE sql IMMUTABLE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM moment) * 1000)::bigint), 12, '0') || '7' || substr(md5(salt), 1, 3)
          || 'a' || substr(md5(salt), 4, 15))::uuid
$$;

CREATE FUNCTION pg_temp.body(event uuid, the_case uuid, at timestamptz, k int, name text, actor text, data text)
RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT '{"actor":"' || actor || '","at":"' || to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US') || '+00:00",'
    || '"case":"' || the_case || '","data":' || data || ',"id":"' || event || '","name":"' || name || '","sequence":' || k || '}'
$$;

CREATE FUNCTION pg_temp.chain(bodies text[]) RETURNS text[] LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE
  hashes text[] := '{}';
  head text := '';
  body text;
BEGIN
  FOREACH body IN ARRAY bodies LOOP
    head := encode(sha256(convert_to(head || body, 'UTF8')), 'hex');
    hashes := hashes || head;
  END LOOP;
  RETURN hashes;
END $$;

CREATE TEMP TABLE claim AS
SELECT n, pg_temp.id_at(opened_at, 'case' || n) AS id, opened_at, luck,
       'adjuster-' || luck % current_setting('bench.assignees')::int AS assignee,
       CASE WHEN n % 10 < 8 THEN 'active' WHEN n % 10 = 8 THEN 'suspended' ELSE 'completed' END AS status,
       CASE WHEN n % 10 = 9 THEN 'closed_watch' WHEN luck % 3 = 0 THEN 'triage' ELSE 'fnol' END AS stage,
       'CLM-2024-' || lpad(n::text, 7, '0') AS number,
       'AUT-' || lpad((luck % 1000000)::text, 6, '0') AS policy_number,
       (DATE '2024-06-01' + n % 700) AS lost_on,
       (ARRAY['collision', 'theft', 'glass', 'hail', 'vandalism', 'animal'])[1 + luck % 6] AS peril
FROM (
  SELECT n, hashint4(n) & 2147483647 AS luck,
         TIMESTAMPTZ '2024-10-01 08:00:00.000111Z' + n * (INTERVAL '1 second' * (63000000 / current_setting('bench.cases')::int)
                                                        + INTERVAL '13 microseconds') AS opened_at
  FROM generate_series(1, current_setting('bench.cases')::int) n
) drawn;

CREATE TEMP TABLE history AS
SELECT n, ids, bodies, pg_temp.chain(bodies) AS hashes
FROM (
  SELECT n, array_agg(event ORDER BY k) AS ids,
         array_agg(pg_temp.body(event, id, at, k, CASE k WHEN 1 THEN 'opened' ELSE 'note_added' END, assignee,
                                CASE k WHEN 1 THEN '{"to":"fnol"}' ELSE '{"note":' || k || '}' END) ORDER BY k) AS bodies
  FROM (
    SELECT n, id, assignee, k, opened_at + INTERVAL '1 hour' * (k - 1) AS at,
           pg_temp.id_at(opened_at + INTERVAL '1 hour' * (k - 1), 'event' || n || '-' || k) AS event
    FROM claim, generate_series(1, 5) k
    WHERE current_setting('bench.parts')::boolean
  ) happened
  GROUP BY n
) told;

INSERT INTO "case" (id, tenant_id, case_type, number, title, search, stage, phase, status, outcome, assignee, team,
                    risk_level, risk_points, fields, measures, schema_version, version, sequence, head,
                    opened_at, opened_by, updated_at, closed_at)
SELECT id, 'demo', 'InsuranceClaim', number, initcap(peril) || ' on ' || lost_on || ', ' || policy_number,
       lower(number) || ' ' || peril || ' on ' || lost_on || ', ' || lower(policy_number), stage,
       CASE stage WHEN 'fnol' THEN 'screening' WHEN 'triage' THEN 'stratifying_risk' ELSE 'post_transition' END,
       status, CASE status WHEN 'completed' THEN 'paid' END, assignee, 'motor', 'low', 0,
       jsonb_build_object(
         'policy_number', policy_number, 'peril', peril, 'lost_on', lost_on, 'reported_on', lost_on + 1,
         'place', 'Mill Lane, Hillsdale', 'description', 'Reported by telephone.', 'amount_claimed', (300 + luck % 20000)::text,
         'severity', 'minor', 'vehicle', jsonb_build_object('make', 'Saab', 'model', '9-3', 'year', 2015), 'injured', 0,
         'witnesses', 1, 'police_report', true, 'third_party_at_fault', false, 'statute_on', NULL, 'prior_similar_losses', 0,
         'policy', NULL, 'duplicate_of', NULL, 'coverage_verdict', NULL, 'segment', NULL, 'findings', NULL,
         'loss_value', NULL, 'reserves', '[]'::jsonb, 'approved', '0', 'payments', '[]'::jsonb, 'recoveries', '[]'::jsonb,
         'denial_reason', NULL, 'review', NULL, 'siu_referred_on', NULL, 'siu_grounds', NULL, 'siu_finding', NULL,
         'siu_report', NULL),
       '{"incurred": "0", "recovered": "0", "paid_total": "0", "reserve_total": "0"}', 1, 1,
       coalesce(cardinality(hashes), 0), coalesce(hashes[5], ''), opened_at, assignee,
       opened_at + INTERVAL '4 hours', CASE status WHEN 'completed' THEN opened_at + INTERVAL '4 hours' END
FROM claim LEFT JOIN history USING (n)
ORDER BY n;

INSERT INTO event (id, tenant_id, case_id, sequence, name, actor, at, body, previous, hash, relayed_at, position)
SELECT ids[k], 'demo', id, k, CASE k WHEN 1 THEN 'opened' ELSE 'note_added' END, assignee,
       opened_at + INTERVAL '1 hour' * (k - 1), bodies[k], coalesce(hashes[k - 1], ''), hashes[k],
       opened_at + INTERVAL '1 hour' * k, (n - 1) * 5 + k
FROM claim JOIN history USING (n), generate_series(1, 5) k
ORDER BY n, k;

INSERT INTO feed_head (name, position) SELECT 'feed', max(position) FROM event HAVING max(position) IS NOT NULL;

INSERT INTO phase_visit (id, tenant_id, case_id, phase, stage, number, entered_at, entered_by)
SELECT pg_temp.id_at(opened_at, 'visit' || n), 'demo', id,
       CASE stage WHEN 'fnol' THEN 'screening' WHEN 'triage' THEN 'stratifying_risk' ELSE 'post_transition' END,
       stage, 1, opened_at, assignee
FROM claim WHERE current_setting('bench.parts')::boolean;

INSERT INTO phase_time (id, tenant_id, case_id, case_type, phase, seconds, since)
SELECT pg_temp.id_at(opened_at, 'time' || n), 'demo', id, 'InsuranceClaim', 'post_transition', 4 * 3600,
       opened_at + INTERVAL '4 hours'
FROM claim WHERE status = 'completed' AND current_setting('bench.parts')::boolean;

INSERT INTO task (id, tenant_id, case_id, case_type, template, title, stage, role, assignee, team, required, state, due_at,
                  created_at, completed_at, completed_by, result)
SELECT pg_temp.id_at(opened_at, 'task' || n || '-' || k), 'demo', id, 'InsuranceClaim', NULL,
       (ARRAY['Get the policy', 'Set the statute date', 'Call the claimant'])[k], stage,
       CASE WHEN k = 3 AND luck % 10 > 0 THEN 'manager' ELSE 'adjuster' END, CASE WHEN k < 3 THEN assignee END, 'motor', false,
       CASE WHEN k = 1 OR status = 'completed' THEN 'done' ELSE 'open' END, opened_at + INTERVAL '2 days' * k, opened_at,
       CASE WHEN k = 1 OR status = 'completed' THEN opened_at + INTERVAL '3 hours' END,
       CASE WHEN k = 1 OR status = 'completed' THEN assignee END,
       CASE WHEN k = 1 OR status = 'completed' THEN 'as asked' END
FROM claim, generate_series(1, 3) k WHERE current_setting('bench.parts')::boolean
ORDER BY n, k;

INSERT INTO document (id, tenant_id, case_id, name, category, current, created_by, created_at)
SELECT pg_temp.id_at(opened_at, 'document' || n || '-' || k), 'demo', id, 'Photograph ' || k || '.jpg', 'photograph', 1,
       assignee, opened_at
FROM claim, generate_series(1, 2) k WHERE current_setting('bench.parts')::boolean
ORDER BY n, k;

INSERT INTO document_version (id, tenant_id, case_id, document_id, number, key, state, media_type, size, sha256, created_by,
                              created_at, confirmed_at)
SELECT pg_temp.id_at(created_at, 'version' || id), 'demo', case_id, id, 1, 'demo/' || id, 'confirmed', 'image/jpeg', 1000,
       encode(sha256(id::text::bytea), 'hex'), created_by, created_at, created_at
FROM document;

-- The reader "half" must not see every second case; nobody is a party of their own claim.
INSERT INTO exclusion (id, tenant_id, case_id, subject, reason, created_by, created_at)
SELECT pg_temp.id_at(opened_at, 'exclusion' || n), 'demo', id, 'half', 'an interest of their own', 'manager', opened_at
FROM claim WHERE n % 2 = 0;

INSERT INTO party (id, tenant_id, kind, name, search, created_at)
SELECT pg_temp.id_at(opened_at, 'party' || n), 'demo', 'person', 'Person ' || n, 'person ' || n, opened_at FROM claim;

INSERT INTO case_party (id, tenant_id, case_id, party_id, role, since)
SELECT pg_temp.id_at(opened_at, 'role' || n), 'demo', id, pg_temp.id_at(opened_at, 'party' || n), 'claimant', opened_at
FROM claim;

DROP TABLE claim, history;

-- VACUUM marks no page as visible to all whose commit is not on disk yet, and each commit is late with that otherwise.
SET synchronous_commit = on;
CHECKPOINT;
VACUUM ANALYZE;
