UPDATE pulled SET left = 1
WHERE entity = 'household'
  AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.entity = 'household' AND staged.id = pulled.id);
DELETE FROM pulled
WHERE entity <> 'household'
  AND NOT EXISTS (SELECT 1 FROM staged WHERE staged.entity = pulled.entity AND staged.id = pulled.id);
INSERT INTO pulled (entity, id, body, household_id, open)
SELECT entity, id, body, household_id, open FROM staged WHERE true
ON CONFLICT (entity, id) DO UPDATE
SET body = excluded.body, household_id = excluded.household_id, open = excluded.open, left = 0;
DELETE FROM staged;
