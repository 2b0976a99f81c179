INSERT INTO visit (
    town_id, id, household_id, account_id, device_id, mode, outside_rule, cadre,
    visited_on, finished_at, received_at, version, op_id
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
ON CONFLICT (town_id, id) DO UPDATE SET
    mode = excluded.mode,
    outside_rule = excluded.outside_rule,
    cadre = excluded.cadre,
    visited_on = excluded.visited_on,
    finished_at = excluded.finished_at,
    version = excluded.version,
    op_id = excluded.op_id
