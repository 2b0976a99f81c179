SELECT id, village_id, substr(json_extract(body, '$.discovered_on'), 1, 4),
    row_number() OVER (
        PARTITION BY village_id, substr(json_extract(body, '$.discovered_on'), 1, 4) ORDER BY n)
FROM finding WHERE town_id = ?1
