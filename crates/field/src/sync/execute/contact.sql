UPDATE stream
SET office_epoch = ?1,
    clock_offset_ms = ?2,
    last_contact_at = ?3,
    last_success_at = ?3
