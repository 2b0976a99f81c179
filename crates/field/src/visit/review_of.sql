SELECT r.body, (SELECT coalesce(max(version), 0) FROM visit AS v WHERE v.visit_id = r.id)
FROM pulled AS r
WHERE r.entity = 'visit_review' AND r.id = ?1;
