DELETE FROM draft_step
WHERE visit_id = ?1
  AND n NOT IN (SELECT n FROM draft_step WHERE visit_id = ?1 ORDER BY n DESC LIMIT ?2);
