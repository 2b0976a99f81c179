SELECT seq, op_id, hash, bytes
FROM outbox
WHERE seq > (SELECT accepted_through FROM stream)
ORDER BY seq
LIMIT ?1
