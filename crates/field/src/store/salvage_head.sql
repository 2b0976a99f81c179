-- Readable even when the pages with the bytes are not: these columns lie before them, and their type is in the head.
SELECT op_id, kind, hash
FROM outbox
WHERE n = ?1 AND typeof(bytes) = 'text'
