DELETE FROM pulled
WHERE entity <> 'household'
  AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.entity = pulled.entity AND staged.id = pulled.id)
RETURNING household_id
