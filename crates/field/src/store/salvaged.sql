INSERT INTO outbox (op_id, seq, kind, hash, bytes, household_id, visit_id, saved_at)
SELECT ?1, next_seq, ?2, ?3, ?4, ?5, ?6, ?7
FROM stream;
