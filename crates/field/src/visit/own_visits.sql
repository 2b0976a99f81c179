SELECT v.visit_id, v.household_id, v.head_name, v.place, v.mode, v.version, v.saved_at, o.state, o.code, o.detail,
    (SELECT count(*) FROM outbox AS u WHERE u.visit_id = v.visit_id AND u.state = 'pending'),
    r.body
FROM visit AS v
LEFT JOIN outbox AS o ON o.op_id = v.op_id
LEFT JOIN pulled AS r ON r.entity = 'visit_review' AND r.id = v.visit_id
WHERE v.version = (SELECT max(version) FROM visit AS w WHERE w.visit_id = v.visit_id)
  AND (?1 IS NULL OR v.household_id = ?1)
ORDER BY v.saved_at DESC, v.n DESC;
