SELECT op_id, kind, state, stuck, code, detail, household_id, visit_id, saved_at
FROM outbox
WHERE stuck = 1 OR state IN ('rejected', 'deferred')
ORDER BY n DESC
LIMIT 500
