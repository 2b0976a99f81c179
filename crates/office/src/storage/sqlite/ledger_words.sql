SELECT DISTINCT 1, code FROM finding
WHERE town_id = ?1 AND state <> 'rejected'
    AND (?2 IS NULL OR village_id IN (SELECT unhex(value) FROM json_each(?2)))
UNION
SELECT DISTINCT 0, unit FROM finding
WHERE town_id = ?1 AND unit IS NOT NULL
    AND (?2 IS NULL OR village_id IN (SELECT unhex(value) FROM json_each(?2)))
ORDER BY 1, 2
