-- Who did what. Rows are only added; each carries the hash of the one before, so that a changed or removed row shows.
CREATE TABLE audit (
    town_id     INTEGER NOT NULL,
    n           INTEGER NOT NULL,
    at          TEXT    NOT NULL,
    -- Missing for the office itself and for names that do not exist.
    account_id  BLOB,
    who         TEXT    NOT NULL,
    event       TEXT    NOT NULL,
    -- Ids only; no personal data here or in detail.
    subject     TEXT    NOT NULL,
    detail      TEXT    NOT NULL,
    previous    BLOB    NOT NULL CHECK (length(previous) = 32),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),
    PRIMARY KEY (town_id, n)
) STRICT, WITHOUT ROWID;
CREATE TRIGGER audit_is_never_changed BEFORE UPDATE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;
CREATE TRIGGER audit_is_never_removed BEFORE DELETE ON audit
BEGIN SELECT RAISE(ABORT, 'the audit log is only added to'); END;

-- The newest row once more, so that rows cut off at the end are missed.
CREATE TABLE audit_head (
    town_id     INTEGER PRIMARY KEY,
    n           INTEGER NOT NULL,
    hash        BLOB    NOT NULL
) STRICT;
