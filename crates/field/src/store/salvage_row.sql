SELECT op_id, kind, hash, bytes, household_id, visit_id, saved_at
FROM outbox
WHERE n = ?1 AND bytes IS NOT NULL;
