SELECT l.state, count(*) FROM candidate l
JOIN household h ON h.town_id = l.town_id AND h.id = l.household_id
WHERE l.town_id = ?1
    AND (?2 IS NULL OR h.village_id = ?2)
    AND (?3 IS NULL OR h.village_id IN (SELECT unhex(value) FROM json_each(?3)))
GROUP BY l.state
