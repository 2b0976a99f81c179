-- What is damaged cannot be handed in by trying again.
SELECT
    (SELECT COUNT(*) FROM outbox WHERE seq > (SELECT accepted_through FROM stream)),
    COUNT(*) FILTER (WHERE code IS NOT 'op_damaged'),
    COUNT(*) FILTER (WHERE code = 'op_damaged')
FROM outbox
WHERE stuck = 1 AND seq IS NULL
