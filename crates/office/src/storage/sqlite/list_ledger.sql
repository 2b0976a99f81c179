FROM finding l
JOIN village v ON v.town_id = l.town_id AND v.id = l.village_id
WHERE l.town_id = ?1 AND l.state <> 'rejected'
    AND (?2 IS NULL OR l.village_id = ?2)
    AND (?3 IS NULL OR l.focus = ?3)
    AND (?4 IS NULL OR substr(l.code, 1, length(?4)) = ?4)
    AND (?5 IS NULL OR l.bucket = ?5)
    AND (?6 IS NULL OR l.severity = ?6)
    AND (?7 IS NULL OR l.state = ?7)
    AND (?8 IS NULL OR l.unit = ?8)
    AND (?9 = 0
        OR (?9 = 1 AND l.due_on < ?10 AND l.state IN ('open', 'fixing', 'submitted', 'returned'))
        OR (?9 = 2 AND l.due_on BETWEEN ?10 AND ?11 AND l.state IN ('open', 'fixing', 'submitted', 'returned'))
        OR (?9 = 3 AND l.state = 'submitted')
        OR (?9 = 4 AND l.extension_asked = 1))
    AND (?12 IS NULL OR l.village_id IN (SELECT unhex(value) FROM json_each(?12)))
