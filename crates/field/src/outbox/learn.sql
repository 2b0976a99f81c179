UPDATE outbox
SET state = ?3,
    code = ?4,
    detail = ?5,
    acked_at = COALESCE(acked_at, ?6),
    stuck = 0
WHERE op_id = ?1
  AND hash = ?2
  AND (state = 'deferred' OR (stuck = 1 AND code = 'op_damaged'))
