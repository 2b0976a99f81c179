FROM candidate l
JOIN household h ON h.town_id = l.town_id AND h.id = l.household_id
WHERE l.town_id = ?1
    AND (?2 IS NULL OR h.village_id = ?2)
    AND (?3 IS NULL OR l.kind = ?3)
    AND (?4 IS NULL OR l.state = ?4)
    AND (?5 = 0 OR l.live = 1)
    AND (?6 IS NULL OR (l.live = 1 AND json_extract(l.body, '$.raised_on') <= ?6))
    AND (?7 IS NULL OR json_extract(l.body, '$.raised_on') >= ?7)
    AND (?8 IS NULL OR h.village_id IN (SELECT unhex(value) FROM json_each(?8)))
