UPDATE device SET
    last_contact_at = ?3,
    clock_offset_ms = ?4,
    pending = coalesce(?5, pending),
    app_version = coalesce(?6, app_version)
WHERE town_id = ?1 AND id = ?2
