SELECT household_id, line, open_findings, open_candidates, visited_on, visited_mode, left
FROM household_line
