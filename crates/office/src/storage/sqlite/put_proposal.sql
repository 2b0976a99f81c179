INSERT INTO proposal (town_id, op_id, account_id, household_id, state, body, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (town_id, op_id) DO UPDATE SET state = excluded.state
