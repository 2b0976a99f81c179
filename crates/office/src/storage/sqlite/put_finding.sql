INSERT INTO finding (
    town_id, id, ledger_key, live, household_id, village_id, state, visit_id, body,
    code, focus, bucket, severity, due_on, unit, extension_asked
) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)
ON CONFLICT (town_id, id) DO UPDATE SET
    live = excluded.live,
    state = excluded.state,
    body = excluded.body,
    bucket = excluded.bucket,
    severity = excluded.severity,
    due_on = excluded.due_on,
    unit = excluded.unit,
    extension_asked = excluded.extension_asked
