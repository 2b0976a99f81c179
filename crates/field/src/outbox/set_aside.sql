-- What is damaged but was accepted needs nobody: it was only offered again for safety.
UPDATE outbox
SET seq = NULL,
    stuck = (?2 IS NULL OR state = 'pending'),
    code = CASE state WHEN 'pending' THEN COALESCE(?2, code) ELSE code END
WHERE n = ?1
