SELECT id, household_id, account_id, device_id, mode, outside_rule, cadre,
    visited_on, finished_at, received_at, version, op_id
FROM visit
WHERE town_id = ?1 AND household_id = ?2
ORDER BY visited_on DESC, n DESC
