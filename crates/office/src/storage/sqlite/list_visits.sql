FROM visit v
JOIN household h ON h.town_id = v.town_id AND h.id = v.household_id
JOIN account a ON a.town_id = v.town_id AND a.id = v.account_id
LEFT JOIN visit_review r ON r.town_id = v.town_id AND r.visit_id = v.id
WHERE v.town_id = ?1
    AND (?2 IS NULL OR h.village_id = ?2)
    AND (?7 IS NULL OR h.village_id IN (SELECT unhex(value) FROM json_each(?7)))
    AND (?3 IS NULL OR v.mode = ?3)
    AND (?4 IS NULL OR v.household_id = ?4)
    AND (?5 IS NULL OR v.account_id = ?5)
    AND (?6 IS NULL OR instr(h.head_name, ?6) > 0 OR instr(v.cadre, ?6) > 0)
    AND (?8 IS NULL OR coalesce(r.state, 'handed_in') = ?8)
