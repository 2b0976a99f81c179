INSERT INTO op_conflict (town_id, op_id, hash, account_id, device_id, bytes, received_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (town_id, op_id, hash) DO NOTHING
