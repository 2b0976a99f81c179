FROM proposal p
JOIN household h ON h.town_id = p.town_id AND h.id = p.household_id
WHERE p.town_id = ?1
    AND (?2 IS NULL OR h.village_id = ?2)
    AND (?3 IS NULL OR p.household_id = ?3)
    AND (?4 IS NULL OR h.village_id IN (SELECT unhex(value) FROM json_each(?4)))
