UPDATE outbox
SET settled = 0,
    secured = 0,
    state = CASE state WHEN 'discarded' THEN state ELSE 'pending' END
WHERE seq > ?1 AND bytes IS NOT NULL AND settled = 1
