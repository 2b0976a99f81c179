INSERT INTO pulled (entity, id, body, household_id, open)
SELECT entity, id, body, household_id, open FROM staged WHERE n = ?1
ON CONFLICT (entity, id) DO UPDATE
SET body = excluded.body, household_id = excluded.household_id, open = excluded.open, left = 0
