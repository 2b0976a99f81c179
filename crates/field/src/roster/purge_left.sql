DELETE FROM pulled
WHERE entity = 'household'
  AND left = 1
  AND NOT EXISTS (SELECT 1 FROM draft WHERE draft.household_id = pulled.id)
  AND NOT EXISTS (
      SELECT 1 FROM outbox
      WHERE outbox.household_id = pulled.id AND outbox.state IN ('pending', 'rejected')
  )
RETURNING id
