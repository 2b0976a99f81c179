INSERT INTO enrolment
    (n, device_id, account_id, account_name, role, town, addresses, ca, access, refresh, access_expires_at)
VALUES (1, ?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10);
