UPDATE household_line SET left = 1
WHERE household_id IN (SELECT id FROM pulled WHERE entity = 'household' AND left = 1)
