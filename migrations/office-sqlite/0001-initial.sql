-- The office's first schema. `town_id` leads every key, so that the same tables can be distributed by town under
-- PostgreSQL. Ids are UUIDs in 16 bytes; `n` is this file's own row number and never leaves it.

-- One row per town: its epoch and the counter from which every change takes its number.
CREATE TABLE office (
    town_id     INTEGER PRIMARY KEY,
    town        TEXT    NOT NULL,
    epoch       TEXT    NOT NULL,
    change_seq  INTEGER NOT NULL,
    -- Everything up to this change is in a second copy.
    secured     INTEGER NOT NULL,
    -- Cursors below this change start again, because what they would need has been purged.
    horizon     INTEGER NOT NULL
) STRICT;

-- Every operation ever received, byte for byte, applied or not.
CREATE TABLE op_log (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    op_id       BLOB    NOT NULL CHECK (length(op_id) = 16),
    hash        BLOB    NOT NULL CHECK (length(hash) = 32),
    kind        TEXT    NOT NULL,
    v           INTEGER NOT NULL,
    account_id  BLOB    NOT NULL,
    device_id   BLOB    NOT NULL,
    bytes       TEXT    NOT NULL,
    occurred_at TEXT    NOT NULL,
    received_at TEXT    NOT NULL,
    outcome     TEXT    NOT NULL CHECK (outcome IN ('accepted', 'rejected', 'deferred')),
    code        TEXT,
    detail      TEXT,
    UNIQUE (town_id, op_id)
) STRICT;

-- Other bytes under a known op_id: kept, never applied.
CREATE TABLE op_conflict (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    op_id       BLOB    NOT NULL,
    hash        BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    device_id   BLOB    NOT NULL,
    bytes       TEXT    NOT NULL,
    received_at TEXT    NOT NULL,
    UNIQUE (town_id, op_id, hash)
) STRICT;

-- Deferred operations that wait for something or someone.
CREATE TABLE quarantine (
    town_id     INTEGER NOT NULL,
    op_id       BLOB    NOT NULL,
    code        TEXT    NOT NULL,
    account_id  BLOB    NOT NULL,
    -- Id of the visit or household that would release it.
    waits_for   BLOB,
    since       TEXT    NOT NULL,
    PRIMARY KEY (town_id, op_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX quarantine_waits_for ON quarantine (town_id, waits_for) WHERE waits_for IS NOT NULL;

CREATE TABLE stream (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    stream_id   BLOB    NOT NULL CHECK (length(stream_id) = 16),
    account_id  BLOB    NOT NULL,
    device_id   BLOB    NOT NULL,
    next_seq    INTEGER NOT NULL,
    UNIQUE (town_id, stream_id)
) STRICT;

-- Slots of a stream; two streams may point at one operation (a fork).
CREATE TABLE stream_op (
    town_id     INTEGER NOT NULL,
    stream      INTEGER NOT NULL REFERENCES stream (n),
    seq         INTEGER NOT NULL,
    op          INTEGER NOT NULL REFERENCES op_log (n),
    change_seq  INTEGER NOT NULL,
    PRIMARY KEY (town_id, stream, seq)
) STRICT, WITHOUT ROWID;

-- What each account may see and the newest change of it: a pull is a range scan.
CREATE TABLE feed (
    town_id     INTEGER NOT NULL,
    entity      INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    account     INTEGER NOT NULL,
    change_seq  INTEGER NOT NULL,
    -- 0 upsert, 1 delete, 2 leave
    action      INTEGER NOT NULL,
    PRIMARY KEY (town_id, entity, id, account)
) STRICT, WITHOUT ROWID;
CREATE UNIQUE INDEX feed_by_change ON feed (town_id, account, change_seq);

CREATE TABLE campaign (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;

CREATE TABLE checklist (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    campaign    TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;

CREATE TABLE village (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;

CREATE TABLE assignment (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    village_id  BLOB    NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;
CREATE INDEX assignment_by_village ON assignment (town_id, village_id);

CREATE TABLE household (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    village_id  BLOB    NOT NULL,
    "group"     TEXT    NOT NULL,
    head_name   TEXT    NOT NULL,
    met_at_door INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;
CREATE INDEX household_by_village ON household (town_id, village_id, "group");

-- A visit's id is the id of its visit.record; the record itself is the operation's body.
CREATE TABLE visit (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    household_id BLOB   NOT NULL,
    account_id  BLOB    NOT NULL,
    device_id   BLOB    NOT NULL,
    mode        INTEGER NOT NULL,
    outside_rule INTEGER NOT NULL,
    cadre       TEXT    NOT NULL,
    visited_on  TEXT    NOT NULL,
    finished_at TEXT    NOT NULL,
    received_at TEXT    NOT NULL,
    version     INTEGER NOT NULL,
    -- Operation that carries the newest version.
    op_id       BLOB    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;
CREATE INDEX visit_by_household ON visit (town_id, household_id);

-- Versions from the second on; the first is the visit.record itself.
CREATE TABLE visit_version (
    town_id     INTEGER NOT NULL,
    visit_id    BLOB    NOT NULL,
    version     INTEGER NOT NULL,
    op_id       BLOB    NOT NULL,
    reason      TEXT    NOT NULL,
    received_at TEXT    NOT NULL,
    PRIMARY KEY (town_id, visit_id, version)
) STRICT, WITHOUT ROWID;

CREATE TABLE visit_mark (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    household_id BLOB   NOT NULL,
    mode        INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, household_id)
) STRICT;

CREATE TABLE finding (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    -- Subject and code as text: a finding's identity while it is not closed.
    ledger_key  TEXT    NOT NULL,
    live        INTEGER NOT NULL,
    household_id BLOB,
    village_id  BLOB    NOT NULL,
    state       TEXT    NOT NULL,
    visit_id    BLOB,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;
CREATE UNIQUE INDEX finding_one_live ON finding (town_id, ledger_key) WHERE live = 1;
CREATE INDEX finding_by_household ON finding (town_id, household_id) WHERE household_id IS NOT NULL;
CREATE INDEX finding_by_visit ON finding (town_id, visit_id) WHERE visit_id IS NOT NULL;

-- Every step of a finding or candidate and every further sighting, in order.
CREATE TABLE ledger_event (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    entity      INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    version     INTEGER NOT NULL,
    what        TEXT    NOT NULL,
    state       TEXT    NOT NULL,
    op_id       BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    visit_id    BLOB,
    at          TEXT    NOT NULL
) STRICT;
CREATE INDEX ledger_event_by_id ON ledger_event (town_id, entity, id);
CREATE INDEX ledger_event_by_visit ON ledger_event (town_id, visit_id) WHERE visit_id IS NOT NULL;

CREATE TABLE candidate (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    household_id BLOB   NOT NULL,
    kind        TEXT    NOT NULL,
    live        INTEGER NOT NULL,
    state       TEXT    NOT NULL,
    visit_id    BLOB,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;
CREATE UNIQUE INDEX candidate_one_live ON candidate (town_id, household_id, kind) WHERE live = 1;
CREATE INDEX candidate_by_household ON candidate (town_id, household_id);

CREATE TABLE proposal (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    op_id       BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    household_id BLOB   NOT NULL,
    state       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    received_at TEXT    NOT NULL,
    UNIQUE (town_id, op_id)
) STRICT;
CREATE INDEX proposal_by_household ON proposal (town_id, household_id);

CREATE TABLE account (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    role        TEXT    NOT NULL,
    -- Argon2id in PHC form; only for accounts that sign in to the console.
    password    TEXT,
    created_at  TEXT    NOT NULL,
    UNIQUE (town_id, id),
    UNIQUE (town_id, name)
) STRICT;

CREATE TABLE device (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    name        TEXT    NOT NULL,
    app_version TEXT    NOT NULL,
    enrolled_at TEXT    NOT NULL,
    revoked_at  TEXT,
    last_contact_at TEXT,
    -- Office time minus device time at the last contact, in ms.
    clock_offset_ms INTEGER,
    -- Operations the device said it still holds.
    pending     INTEGER,
    UNIQUE (town_id, id)
) STRICT;

-- Secrets are kept as SHA-256 only: enrolment codes, tokens, console sessions.
CREATE TABLE enrolment (
    town_id     INTEGER NOT NULL,
    code_hash   BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    expires_at  INTEGER NOT NULL,
    device_id   BLOB,
    PRIMARY KEY (town_id, code_hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE token (
    town_id     INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    device_id   BLOB    NOT NULL,
    -- 'access', 'refresh' or 'previous' (the refresh token before, until the new one is used).
    kind        TEXT    NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (town_id, hash)
) STRICT, WITHOUT ROWID;
CREATE INDEX token_by_device ON token (town_id, device_id);

CREATE TABLE console_session (
    town_id     INTEGER NOT NULL,
    hash        BLOB    NOT NULL,
    account_id  BLOB    NOT NULL,
    expires_at  INTEGER NOT NULL,
    PRIMARY KEY (town_id, hash)
) STRICT, WITHOUT ROWID;
