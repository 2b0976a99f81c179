INSERT OR IGNORE INTO visit
    (n, visit_id, household_id, version, record, reason, op_id, head_name, place, mode, visited_on, saved_at)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
