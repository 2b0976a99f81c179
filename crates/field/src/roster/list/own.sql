SELECT household_id, 'draft' AS what, visit_id, NULL AS visited_on, NULL AS mode
FROM draft
UNION ALL
SELECT DISTINCT household_id, 'unsent', NULL, NULL, NULL
FROM outbox
WHERE state = 'pending' AND household_id IS NOT NULL
UNION ALL
SELECT household_id, 'visit', visit_id, max(visited_on), mode
FROM visit
GROUP BY household_id
