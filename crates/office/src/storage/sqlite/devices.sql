SELECT d.id, d.account_id, a.name, d.name, d.app_version, d.enrolled_at, d.revoked_at,
    d.last_contact_at, d.clock_offset_ms, d.pending
FROM device d
JOIN account a ON a.town_id = d.town_id AND a.id = d.account_id
WHERE d.town_id = ?1
