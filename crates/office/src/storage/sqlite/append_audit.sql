INSERT INTO audit (town_id, n, at, account_id, who, event, subject, detail, previous, hash)
VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)
