SELECT t.hash, t.device_id, t.kind, t.expires_at, d.account_id, d.revoked_at IS NOT NULL
FROM token t
JOIN device d ON d.town_id = t.town_id AND d.id = t.device_id
WHERE t.town_id = ?1 AND t.hash = ?2
