-- What one cadre's device keeps. Everything pulled can be pulled again; draft, visit and outbox exist only here.

-- Operations in stream order. A row leaves `pending` only on the office's result for the same id and hash.
CREATE TABLE outbox (
    n INTEGER PRIMARY KEY,
    op_id BLOB NOT NULL UNIQUE,
    -- NULL while set aside: the office refuses every request that carries it (`stuck`).
    seq INTEGER UNIQUE,
    stuck INTEGER NOT NULL DEFAULT 0 CHECK (stuck IN (0, 1)),
    kind TEXT NOT NULL,
    hash BLOB NOT NULL,
    -- Canonical JSON; NULL once secured in the office and 30 days old.
    bytes TEXT,
    state TEXT NOT NULL DEFAULT 'pending'
        CHECK (state IN ('pending', 'accepted', 'rejected', 'deferred', 'discarded')),
    code TEXT,
    detail TEXT,
    household_id BLOB,
    visit_id BLOB,
    saved_at TEXT NOT NULL,
    acked_at TEXT,
    -- 1: the office has confirmed it under its present number. After a restore of the office it counts anew.
    settled INTEGER NOT NULL DEFAULT 0 CHECK (settled IN (0, 1)),
    -- 1: in a second copy of the office as well.
    secured INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX outbox_stuck ON outbox (n) WHERE stuck = 1;
CREATE INDEX outbox_unsent ON outbox (state, seq) WHERE state <> 'accepted';
CREATE INDEX outbox_of_visit ON outbox (visit_id);

-- The one row of this database's stream and its place in the office's feed.
CREATE TABLE stream (
    n INTEGER PRIMARY KEY CHECK (n = 1),
    stream_id BLOB NOT NULL,
    next_seq INTEGER NOT NULL DEFAULT 1,
    accepted_through INTEGER NOT NULL DEFAULT 0,
    secured_through INTEGER NOT NULL DEFAULT 0,
    office_epoch TEXT,
    cursor TEXT,
    -- Set while a reset fills `staged`.
    staging_cursor TEXT,
    clock_offset_ms INTEGER,
    last_contact_at TEXT,
    last_success_at TEXT
) STRICT;

-- Who this device is to the office. One row once enrolled.
CREATE TABLE enrolment (
    n INTEGER PRIMARY KEY CHECK (n = 1),
    device_id BLOB NOT NULL,
    account_id BLOB NOT NULL,
    account_name TEXT NOT NULL,
    role TEXT NOT NULL,
    town TEXT NOT NULL,
    -- JSON array of office addresses, tried in order.
    addresses TEXT NOT NULL,
    -- The office's CA certificate (DER) that the ticket's fingerprint named.
    ca BLOB,
    access TEXT NOT NULL,
    refresh TEXT NOT NULL,
    access_expires_at TEXT NOT NULL
) STRICT;

-- Rows of the office, byte for byte as they came, for the digest.
CREATE TABLE pulled (
    n INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    id BLOB NOT NULL,
    body TEXT NOT NULL,
    -- 1: no longer this cadre's, kept while unsent work refers to it.
    left INTEGER NOT NULL DEFAULT 0,
    household_id BLOB,
    -- 1: a finding or candidate that is not finished.
    open INTEGER NOT NULL DEFAULT 0,
    UNIQUE (entity, id)
) STRICT;
CREATE INDEX pulled_of_household ON pulled (household_id, entity) WHERE household_id IS NOT NULL;

CREATE TABLE staged (
    n INTEGER PRIMARY KEY,
    entity TEXT NOT NULL,
    id BLOB NOT NULL,
    body TEXT NOT NULL,
    left INTEGER NOT NULL DEFAULT 0,
    household_id BLOB,
    open INTEGER NOT NULL DEFAULT 0,
    UNIQUE (entity, id)
) STRICT;

-- What the list and the search need of a household and no more, so that unlocking reads little.
CREATE TABLE household_line (
    n INTEGER PRIMARY KEY,
    household_id BLOB NOT NULL UNIQUE,
    line TEXT NOT NULL,
    -- As in `pulled`.
    left INTEGER NOT NULL DEFAULT 0,
    open_findings INTEGER NOT NULL DEFAULT 0,
    open_candidates INTEGER NOT NULL DEFAULT 0,
    visited_on TEXT,
    visited_mode TEXT,
    visited_by TEXT
) STRICT;

-- Grows with every change of pulled rows; tells the list in memory that it is stale.
CREATE TABLE roster_revision (
    n INTEGER PRIMARY KEY CHECK (n = 1),
    lines INTEGER NOT NULL DEFAULT 0,
    marks INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO roster_revision (n) VALUES (1);

-- Visits under way. Each answer is a row version in `draft_step`, so that the last change can be undone.
CREATE TABLE draft (
    n INTEGER PRIMARY KEY,
    visit_id BLOB NOT NULL UNIQUE,
    household_id BLOB NOT NULL,
    body TEXT NOT NULL,
    updated_at TEXT NOT NULL
) STRICT;
CREATE INDEX draft_of_household ON draft (household_id);

CREATE TABLE draft_step (
    n INTEGER PRIMARY KEY,
    visit_id BLOB NOT NULL REFERENCES draft (visit_id) ON DELETE CASCADE,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX draft_step_of_visit ON draft_step (visit_id, n);

-- Own visits in every version, for “my visits” and for amending.
CREATE TABLE visit (
    n INTEGER PRIMARY KEY,
    visit_id BLOB NOT NULL,
    household_id BLOB NOT NULL,
    version INTEGER NOT NULL,
    record TEXT NOT NULL,
    reason TEXT,
    op_id BLOB NOT NULL UNIQUE,
    head_name TEXT NOT NULL,
    place TEXT NOT NULL,
    mode TEXT NOT NULL,
    visited_on TEXT NOT NULL,
    saved_at TEXT NOT NULL,
    UNIQUE (visit_id, version)
) STRICT;
CREATE INDEX visit_of_household ON visit (household_id);
