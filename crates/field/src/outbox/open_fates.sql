SELECT op_id
FROM outbox
WHERE state = 'deferred' OR (stuck = 1 AND code = 'op_damaged')
ORDER BY n
LIMIT 1000
