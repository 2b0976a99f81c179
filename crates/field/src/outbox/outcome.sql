-- What a person discarded stays discarded, however often the office repeats its refusal.
UPDATE outbox
SET state = CASE WHEN state = 'discarded' AND ?2 = 'rejected' THEN state ELSE ?2 END,
    code = ?3,
    detail = ?4,
    acked_at = COALESCE(acked_at, ?5),
    stuck = 0,
    settled = 1
WHERE op_id = ?1
