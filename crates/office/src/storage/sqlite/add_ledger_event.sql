INSERT INTO ledger_event (
    town_id, entity, id, version, what, state, op_id, account_id, visit_id, at, text, changes
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
