SELECT
    (SELECT COUNT(*) FROM outbox WHERE seq > (SELECT accepted_through FROM stream)),
    (SELECT COUNT(*) FROM outbox WHERE stuck = 1 AND seq IS NULL)
