INSERT INTO outbox (op_id, seq, kind, hash, bytes, household_id, visit_id, saved_at)
SELECT ?1, s.next_seq, ?2, ?3, ?4, v.household_id, v.visit_id, COALESCE(?5, v.saved_at, ?6)
FROM stream AS s
LEFT JOIN visit AS v ON v.op_id = ?1
