UPDATE stream
SET stream_id = ?1, next_seq = ?2, accepted_through = 0, secured_through = 0
