INSERT INTO pulled (entity, id, body, household_id, open)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (entity, id) DO UPDATE
SET body = excluded.body, household_id = excluded.household_id, open = excluded.open, left = 0
