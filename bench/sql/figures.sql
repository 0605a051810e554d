-- What figures are counted from, beside the seed: ends, two more stays of each case, a clock, a reading of the risk, an
-- assignment, opinions and costs. How long a stay takes differs from case to case.

SET session_replication_role = replica;
SET synchronous_commit = off;

CREATE FUNCTION pg_temp.fresh() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (substr(random, 1, 12) || '7' || substr(random, 13, 3) || 'a' || substr(random, 16, 15))::uuid
  FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS random) drawn
$$;

INSERT INTO rest (id, tenant_id, case_id, status, outcome, since)
SELECT pg_temp.fresh(), tenant_id, id, status, outcome, closed_at FROM "case" WHERE closed_at IS NOT NULL;

CREATE FUNCTION pg_temp.stay(the_case "case", k bigint) RETURNS interval LANGUAGE sql IMMUTABLE AS $$
  SELECT INTERVAL '1 second' * (abs(hashtext(the_case.id::text || k)::bigint)
                                % CASE WHEN the_case.closed_at IS NULL THEN 1000000 ELSE 7000 END)
$$;

INSERT INTO phase_visit (id, tenant_id, case_id, phase, stage, number, entered_at, entered_by, left_at, returned)
SELECT pg_temp.fresh(), tenant_id, id, stays.phase, 'seeded', 10 + k,
       opened_at + CASE k WHEN 1 THEN INTERVAL '0' ELSE pg_temp.stay("case", 1) END, opened_by,
       opened_at + pg_temp.stay("case", 1) + CASE k WHEN 1 THEN INTERVAL '0' ELSE pg_temp.stay("case", 2) END,
       hashtext(id::text) % 10 = 0
FROM "case", unnest(ARRAY['assessment', 'planning']) WITH ORDINALITY AS stays (phase, k);

UPDATE phase_visit SET entered_at = opened_at + pg_temp.stay("case", 1) + pg_temp.stay("case", 2)
FROM "case" WHERE "case".id = case_id AND phase_visit.number = 1;

TRUNCATE phase_time;
INSERT INTO phase_time (id, tenant_id, case_id, case_type, phase, seconds, since)
SELECT pg_temp.fresh(), tenant_id, case_id, case_type, phase,
       sum(floor(extract(epoch FROM finished)) - floor(extract(epoch FROM entered_at))), max(finished)
FROM (SELECT v.tenant_id, case_id, case_type, v.phase, entered_at, coalesce(left_at, closed_at) AS finished
      FROM phase_visit v JOIN "case" ON "case".id = case_id) stays
WHERE finished >= entered_at
GROUP BY tenant_id, case_id, case_type, phase;

INSERT INTO clock (id, tenant_id, case_id, case_type, name, status, started_at, stopped_at, deadline_at, paused_seconds)
SELECT pg_temp.fresh(), tenant_id, id, case_type, 'seeded', CASE WHEN closed_at IS NULL THEN 'running' ELSE 'met' END,
       opened_at, closed_at, opened_at + INTERVAL '10 days', CASE WHEN hashtext(id::text) % 5 = 0 THEN 3600 ELSE 0 END
FROM "case";

INSERT INTO feedback (id, tenant_id, case_id, source, rating, given_by, given_at)
SELECT pg_temp.fresh(), tenant_id, id, 'client', 1 + abs(hashtext(id::text)) % 5, opened_by, closed_at
FROM "case" WHERE closed_at IS NOT NULL;

INSERT INTO cost_entry (id, tenant_id, case_id, kind, hard, amount, currency, description, incurred_on, entered_by, entered_at)
SELECT pg_temp.fresh(), tenant_id, id, kind, true, 100, 'EUR', 'seeded', opened_at::date, opened_by, opened_at
FROM "case", unnest(ARRAY['potential', 'actual', 'case_management']) AS kinds (kind) WHERE closed_at IS NOT NULL;

INSERT INTO risk_assessment (id, tenant_id, case_id, level, points, factors, missing, assessed_by, assessed_at)
SELECT pg_temp.fresh(), tenant_id, id, risk_level, risk_points, '[]', '[]', 'rules', opened_at FROM "case";

INSERT INTO assignment (id, tenant_id, case_id, case_type, holders, subject, team, assigned_by, since)
SELECT pg_temp.fresh(), tenant_id, id, case_type, 1, assignee, team, opened_by, opened_at FROM "case";

-- As at the end of the seed: what is not on disk yet is marked as visible by no VACUUM.
SET synchronous_commit = on;
CHECKPOINT;
VACUUM ANALYZE rest, phase_visit, phase_time, clock, feedback, cost_entry, risk_assessment, assignment;
