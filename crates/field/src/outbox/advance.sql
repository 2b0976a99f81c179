UPDATE stream
SET accepted_through = COALESCE(
    (SELECT MIN(seq) - 1 FROM outbox WHERE seq > stream.accepted_through AND settled = 0),
    next_seq - 1)
