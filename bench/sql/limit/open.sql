SELECT '{"data":{"openInsuranceClaim":{"insuranceClaim":' || row_to_json(claim) || ',"problems":[]}}}' FROM (
  SELECT 'InsuranceClaim-' || id AS id, number, title, stage, upper(phase) AS phase, upper(status) AS status,
         version, bench_time(opened_at) AS "openedAt"
  FROM bench_open($1, $2, $3::text::date, $4::text::numeric)
) claim
