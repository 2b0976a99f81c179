SELECT n
FROM outbox
WHERE bytes IS NOT NULL AND seq IS NOT NULL AND (secured = 0 OR settled = 0)
ORDER BY seq
