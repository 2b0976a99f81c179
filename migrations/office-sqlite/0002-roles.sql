-- Whose work reaches where, what an account may still do, and a record of who did what.

-- Villages of the roles that are bound to villages (domain, section 7.6).
CREATE TABLE account_village (
    town_id     INTEGER NOT NULL,
    account_id  BLOB    NOT NULL,
    village_id  BLOB    NOT NULL,
    PRIMARY KEY (town_id, account_id, village_id)
) STRICT, WITHOUT ROWID;
