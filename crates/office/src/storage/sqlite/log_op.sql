INSERT INTO op_log (
    town_id, op_id, hash, kind, v, account_id, device_id,
    bytes, occurred_at, received_at, outcome, code, detail
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)
