SELECT
    count(*),
    count(*) FILTER (WHERE due_on < ?3 AND state IN ('open', 'fixing', 'submitted', 'returned')),
    count(*) FILTER (WHERE due_on BETWEEN ?3 AND ?4 AND state IN ('open', 'fixing', 'submitted', 'returned')),
    count(*) FILTER (WHERE state = 'submitted'),
    count(*) FILTER (WHERE extension_asked = 1)
FROM finding
WHERE town_id = ?1 AND state <> 'rejected' AND (?2 IS NULL OR village_id = ?2)
    AND (?5 IS NULL OR village_id IN (SELECT unhex(value) FROM json_each(?5)))
