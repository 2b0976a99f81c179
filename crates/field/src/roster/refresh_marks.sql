UPDATE household_line
SET open_findings = (
        SELECT count(*) FROM pulled
        WHERE pulled.household_id = ?1 AND entity = 'finding' AND open = 1
    ),
    open_candidates = (
        SELECT count(*) FROM pulled
        WHERE pulled.household_id = ?1 AND entity = 'candidate' AND open = 1
    ),
    visited_on = mark.body ->> 'visited_on',
    visited_mode = mark.body ->> 'mode',
    visited_by = mark.body ->> 'by'
FROM (SELECT 1) AS one
LEFT JOIN pulled AS mark ON mark.household_id = ?1 AND mark.entity = 'visit_mark'
WHERE household_line.household_id = ?1
