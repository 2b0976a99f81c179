INSERT INTO visit
    (visit_id, household_id, version, record, reason, op_id, head_name, place, mode, visited_on, saved_at)
SELECT ?1, ?2, 1 + coalesce(max(version), 0), ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10
FROM visit
WHERE visit_id = ?1;
