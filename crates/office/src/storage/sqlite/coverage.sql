SELECT village.id,
    count(household.id),
    count(CASE visit_mark.mode WHEN 2 THEN 1 END),
    count(CASE visit_mark.mode WHEN 1 THEN 1 END),
    count(CASE visit_mark.mode WHEN 0 THEN 1 END)
FROM village
LEFT JOIN household ON household.town_id = village.town_id AND household.village_id = village.id
LEFT JOIN visit_mark ON visit_mark.town_id = household.town_id AND visit_mark.household_id = household.id
WHERE village.town_id = ?1
    AND (?2 IS NULL OR village.id IN (SELECT unhex(value) FROM json_each(?2)))
GROUP BY village.n, village.id
ORDER BY village.n
