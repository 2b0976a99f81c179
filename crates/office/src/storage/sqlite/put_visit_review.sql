INSERT INTO visit_review (town_id, visit_id, household_id, state, body)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (town_id, visit_id) DO UPDATE SET state = excluded.state, body = excluded.body
