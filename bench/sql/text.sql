-- How casewright writes times and cursors, for the limit: the same bytes.

CREATE FUNCTION bench_time(at timestamptz) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT to_char(at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"+00:00"')
$$;

CREATE FUNCTION bench_cursor(at timestamptz, id uuid) RETURNS text LANGUAGE sql STABLE PARALLEL SAFE AS $$
  SELECT at || '~' || id
$$;
