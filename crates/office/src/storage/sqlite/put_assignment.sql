INSERT INTO assignment (town_id, id, account_id, village_id, body)
VALUES (?1, ?2, ?3, ?4, ?5)
ON CONFLICT (town_id, id) DO UPDATE SET
    account_id = excluded.account_id,
    village_id = excluded.village_id,
    body = excluded.body
