INSERT INTO household (town_id, id, village_id, "group", head_name, met_at_door, body)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
ON CONFLICT (town_id, id) DO UPDATE SET
    village_id = excluded.village_id,
    "group" = excluded."group",
    head_name = excluded.head_name,
    body = excluded.body
