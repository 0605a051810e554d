SELECT '{"data":{"acknowledgeInsuranceClaim":{"insuranceClaim":' || row_to_json(claim) || ',"problems":[]}}}' FROM (
  SELECT 'InsuranceClaim-' || id AS id, number, title, stage, upper(phase) AS phase, upper(status) AS status,
         version, bench_time(opened_at) AS "openedAt"
  FROM bench_acknowledge($1::uuid, $2)
) claim
