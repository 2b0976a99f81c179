INSERT INTO finding (town_id, id, ledger_key, live, household_id, village_id, state, visit_id, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)
ON CONFLICT (town_id, id) DO UPDATE SET
    live = excluded.live,
    state = excluded.state,
    body = excluded.body
