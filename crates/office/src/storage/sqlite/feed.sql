INSERT INTO feed (town_id, entity, id, account, change_seq, action)
VALUES (?1, ?2, ?3, ?4, ?5, ?6)
ON CONFLICT (town_id, entity, id, account)
DO UPDATE SET change_seq = excluded.change_seq, action = excluded.action
