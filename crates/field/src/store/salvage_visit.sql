SELECT n, visit_id, household_id, version, record, reason, op_id, head_name, place, mode, visited_on, saved_at
FROM visit
WHERE n = ?1
