-- The two writes as one hand would write them in PL/pgSQL: the rows that casewright writes, in one call.
-- Used by the limit and by PostGraphile.

CREATE FUNCTION bench_id() RETURNS uuid LANGUAGE sql VOLATILE AS $$
  SELECT (lpad(to_hex((extract(epoch FROM clock_timestamp()) * 1000)::bigint), 12, '0') || '7'
          || substr(random, 1, 3) || 'a' || substr(random, 4, 15))::uuid
  FROM (SELECT replace(gen_random_uuid()::text, '-', '') AS random) drawn
$$;

CREATE FUNCTION bench_event(the_case "case", name text, actor text, at timestamptz, data jsonb)
RETURNS text LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  event uuid := bench_id();
  body text := jsonb_build_object('id', event, 'case', the_case.id, 'sequence', the_case.sequence + 1, 'name', name,
                                  'actor', actor, 'at', at, 'data', data)::text;
  head text := encode(sha256(convert_to(the_case.head || body, 'UTF8')), 'hex');
BEGIN
  INSERT INTO event (id, tenant_id, case_id, sequence, name, actor, at, body, previous, hash)
  VALUES (event, 'demo', the_case.id, the_case.sequence + 1, name, actor, at, body, the_case.head, head);
  RETURN head;
END $$;

CREATE FUNCTION bench_open(policy_number text, peril text, lost_on date, amount_claimed numeric)
RETURNS "case" LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  opened "case"%ROWTYPE;
  now timestamptz := clock_timestamp();
  counted bigint;
  number text;
  title text;
BEGIN
  INSERT INTO number_sequence AS last (id, tenant_id, case_type, year, value)
  VALUES (bench_id(), 'demo', 'InsuranceClaim', extract(year FROM now), 1)
  ON CONFLICT (tenant_id, case_type, year) DO UPDATE SET value = last.value + 1 RETURNING value INTO counted;
  PERFORM 1 FROM "case" c WHERE tenant_id = 'demo' AND case_type = 'InsuranceClaim' AND closed_at IS NULL
    AND fields->>'policy_number' = bench_open.policy_number AND fields->>'lost_on' = bench_open.lost_on::text LIMIT 20;
  number := 'CLM-' || extract(year FROM now) || '-' || lpad(counted::text, 6, '0');
  title := initcap(peril) || ' on ' || lost_on || ', ' || policy_number;
  INSERT INTO "case" (id, tenant_id, case_type, number, title, search, stage, phase, status, risk_level, risk_points, fields,
                      measures, schema_version, version, sequence, head, opened_at, opened_by, updated_at)
  VALUES (
    bench_id(), 'demo', 'InsuranceClaim', number, title,
    lower(number || ' ' || title || ' ' || policy_number || ' ' || peril || ' ' || lost_on),
    'fnol', 'screening', 'active', 'low', 0,
    jsonb_build_object(
      'policy_number', policy_number, 'peril', peril, 'lost_on', lost_on, 'reported_on', NULL, 'place', '',
      'description', '', 'amount_claimed', amount_claimed::text, 'severity', NULL, 'vehicle', NULL, 'injured', NULL,
      'witnesses', NULL, 'police_report', NULL, 'third_party_at_fault', true, 'statute_on', NULL,
      'prior_similar_losses', NULL, 'policy', NULL, 'duplicate_of', NULL, 'coverage_verdict', NULL, 'segment', NULL,
      'findings', NULL, 'loss_value', NULL, 'reserves', '[]'::jsonb, 'approved', '0', 'payments', '[]'::jsonb,
      'recoveries', '[]'::jsonb, 'denial_reason', NULL, 'review', NULL, 'siu_referred_on', NULL, 'siu_grounds', NULL,
      'siu_finding', NULL, 'siu_report', NULL),
    '{"incurred": "0", "recovered": "0", "paid_total": "0", "reserve_total": "0"}',
    1, 1, 0, '', now, 'adjuster-1', now)
  RETURNING * INTO opened;
  INSERT INTO phase_visit (id, tenant_id, case_id, phase, stage, number, entered_at, entered_by)
  VALUES (bench_id(), 'demo', opened.id, 'screening', 'fnol', 1, now, 'adjuster-1');
  INSERT INTO risk_assessment (id, tenant_id, case_id, level, points, factors, missing, assessed_by, assessed_at)
  VALUES (bench_id(), 'demo', opened.id, 'low', 0, '[]', '["near_the_limit"]', 'rules', now);
  INSERT INTO task (id, tenant_id, case_id, case_type, template, title, stage, role, required, state, due_at, created_at)
  VALUES (bench_id(), 'demo', opened.id, 'InsuranceClaim', 'set_the_statute_date', 'Set the statute date', 'fnol', 'adjuster',
          false, 'open', now + INTERVAL '2 days', now);
  INSERT INTO clock (id, tenant_id, case_id, case_type, name, status, started_at, goal_at, deadline_at)
  SELECT bench_id(), 'demo', opened.id, 'InsuranceClaim', name, status, started_at,
         started_at + INTERVAL '1 day', started_at + INTERVAL '15 days'
  FROM (VALUES ('acknowledge', 'running', now), ('decide', 'pending', NULL), ('special_investigation', 'pending', NULL))
       AS declared (name, status, started_at);
  INSERT INTO timer (id, tenant_id, case_id, name, kind, due_at, state)
  SELECT bench_id(), 'demo', opened.id, name, kind, now, state
  FROM (VALUES ('acknowledge', 'goal', 'pending'), ('decide', 'none', 'idle'), ('special_investigation', 'none', 'idle'))
       AS declared (name, kind, state);
  opened.head := bench_event(opened, 'opened', 'adjuster-1', now,
    jsonb_build_object('number', opened.number, 'to', 'fnol', 'fields', opened.fields,
                       'tasks', jsonb_build_array('Set the statute date'), 'possible_duplicates', 0));
  UPDATE "case" SET sequence = 1, head = opened.head WHERE id = opened.id RETURNING * INTO opened;
  RETURN opened;
END $$;

CREATE FUNCTION bench_acknowledge(target uuid, expected_version int) RETURNS "case" LANGUAGE plpgsql VOLATILE AS $$
DECLARE
  moved "case"%ROWTYPE;
  now timestamptz := clock_timestamp();
  missing text;
BEGIN
  SELECT * INTO moved FROM "case" c WHERE c.id = target AND tenant_id = 'demo' FOR UPDATE;
  IF moved.version <> expected_version OR moved.stage <> 'fnol' THEN
    RAISE EXCEPTION 'the case is not as it was read';
  END IF;
  PERFORM title FROM task t WHERE t.case_id = moved.id AND t.stage = 'fnol' AND state = 'open' AND required;
  PERFORM stage FROM phase_visit v WHERE v.case_id = moved.id;
  UPDATE phase_visit v SET left_at = now WHERE v.case_id = moved.id AND left_at IS NULL;
  UPDATE task t SET state = 'cancelled', completed_at = now, completed_by = 'adjuster-1'
  WHERE t.case_id = moved.id AND t.stage = 'fnol' AND state = 'open';
  INSERT INTO phase_visit (id, tenant_id, case_id, phase, stage, number, entered_at, entered_by)
  SELECT bench_id(), 'demo', moved.id, 'screening', 'coverage_verification', count(*) + 1, now, 'adjuster-1'
  FROM phase_visit v WHERE v.case_id = moved.id AND phase = 'screening';
  INSERT INTO task (id, tenant_id, case_id, case_type, template, title, stage, role, team, required, state, due_at,
                    created_at)
  VALUES (bench_id(), 'demo', moved.id, 'InsuranceClaim', 'get_the_policy', 'Get the policy', 'coverage_verification',
          'adjuster', moved.team, false, 'open', now + INTERVAL '2 days', now);
  SELECT string_agg(level, '') INTO missing FROM risk_assessment r WHERE r.case_id = moved.id;
  IF missing IS NULL THEN  -- seeded cases have no reading of their risk yet
    INSERT INTO risk_assessment (id, tenant_id, case_id, level, points, factors, missing, assessed_by, assessed_at)
    VALUES (bench_id(), 'demo', moved.id, 'low', 0, '[]', '["near_the_limit"]', 'rules', now);
  END IF;
  PERFORM body FROM event e WHERE e.case_id = moved.id ORDER BY sequence;
  INSERT INTO clock AS c (id, tenant_id, case_id, case_type, name, status, started_at, stopped_at, goal_at, deadline_at)
  SELECT bench_id(), 'demo', moved.id, 'InsuranceClaim', name, status, now, CASE status WHEN 'met' THEN now END, now, now
  FROM (VALUES ('acknowledge', 'met'), ('decide', 'running')) AS declared (name, status)
  ON CONFLICT (case_id, name) DO UPDATE SET status = excluded.status, stopped_at = excluded.stopped_at,
    started_at = excluded.started_at, goal_at = excluded.goal_at, deadline_at = excluded.deadline_at;
  INSERT INTO timer AS t (id, tenant_id, case_id, name, kind, due_at, state)
  SELECT bench_id(), 'demo', moved.id, name, kind, now + INTERVAL '10 days', state
  FROM (VALUES ('acknowledge', 'none', 'idle'), ('decide', 'goal', 'pending')) AS declared (name, kind, state)
  ON CONFLICT (case_id, name) DO UPDATE SET kind = excluded.kind, due_at = excluded.due_at, state = excluded.state;
  moved.head := bench_event(moved, 'transitioned', 'adjuster-1', now,
    '{"transition": "acknowledge", "from": "fnol", "to": "coverage_verification", "arguments": {}, "changes": {}}');
  UPDATE "case" c SET stage = 'coverage_verification', phase = 'screening', version = version + 1, updated_at = now,
    sequence = sequence + 1, head = moved.head, schema_version = 1, title = c.title, search = c.search, fields = c.fields,
    measures = c.measures
  WHERE c.id = moved.id AND sequence = moved.sequence RETURNING * INTO moved;
  RETURN moved;
END $$;
