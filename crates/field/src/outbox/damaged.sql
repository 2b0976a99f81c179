SELECT n, op_id, kind, hash, bytes, saved_at
FROM outbox
WHERE seq = ?1
