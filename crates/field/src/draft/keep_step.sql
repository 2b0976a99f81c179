INSERT INTO draft_step (visit_id, body)
SELECT visit_id, body
FROM draft
WHERE visit_id = ?1;
