INSERT INTO outbox (op_id, seq, kind, hash, bytes, state, household_id, visit_id, saved_at)
VALUES (?1, ?2, ?3, ?4, ?5, 'pending', ?6, ?7, ?8)
ON CONFLICT (op_id) DO NOTHING
