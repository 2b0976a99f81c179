SELECT
    COUNT(*) FILTER (WHERE state = 'pending'),
    COUNT(*) FILTER (WHERE state = 'accepted'),
    COUNT(*) FILTER (WHERE state = 'rejected'),
    COUNT(*) FILTER (WHERE state = 'deferred'),
    COUNT(*) FILTER (WHERE state = 'discarded'),
    COUNT(*) FILTER (WHERE stuck = 1),
    COUNT(*) FILTER (WHERE secured = 1)
FROM outbox
