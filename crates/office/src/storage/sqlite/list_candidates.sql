FROM candidate l
JOIN household h ON h.town_id = l.town_id AND h.id = l.household_id
WHERE l.town_id = ?1
    AND (?2 IS NULL OR h.village_id = ?2)
    AND (?3 IS NULL OR l.household_id = ?3)
    AND (?4 IS NULL OR h.village_id IN (SELECT unhex(value) FROM json_each(?4)))
    AND (?5 IS NULL OR l.id IN (
        SELECT id FROM ledger_event WHERE town_id = ?1 AND entity = 8 AND visit_id = ?5))
