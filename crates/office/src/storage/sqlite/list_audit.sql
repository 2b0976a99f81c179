FROM audit
WHERE town_id = ?1
    AND (?2 IS NULL OR instr(who, ?2) > 0)
    AND (?3 IS NULL OR event = ?3)
    AND (?4 IS NULL OR substr(at, 1, 10) >= ?4)
    AND (?5 IS NULL OR substr(at, 1, 10) <= ?5)
