SELECT slot.seq, op_log.op_id
FROM stream
JOIN stream_op slot ON slot.town_id = stream.town_id AND slot.stream = stream.n
JOIN op_log ON op_log.n = slot.op
WHERE stream.town_id = ?1 AND stream.stream_id = ?2
ORDER BY slot.seq
