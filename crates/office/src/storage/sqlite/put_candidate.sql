INSERT INTO candidate (town_id, id, household_id, kind, live, state, visit_id, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)
ON CONFLICT (town_id, id) DO UPDATE SET
    live = excluded.live,
    state = excluded.state,
    body = excluded.body
