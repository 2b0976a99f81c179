-- Files of households on their way into the roster, from the upload to the commit, and what became of them after.
CREATE TABLE import_job (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    id          BLOB    NOT NULL CHECK (length(id) = 16),
    -- 'checking', 'refused', 'ready' or 'done'
    state       TEXT    NOT NULL,
    -- The roster's revision that the check saw.
    revision    INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, id)
) STRICT;

-- One household of the file, or one of the roster that the file does not name.
CREATE TABLE import_row (
    town_id     INTEGER NOT NULL,
    job_id      BLOB    NOT NULL,
    n           INTEGER NOT NULL,
    -- 'new', 'changed', 'unchanged', 'missing' or 'faulty'
    outcome     TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    -- The household as the roster will know it; dropped once it does.
    household   TEXT,
    PRIMARY KEY (town_id, job_id, n)
) STRICT, WITHOUT ROWID;

CREATE TABLE import_message (
    town_id     INTEGER NOT NULL,
    job_id      BLOB    NOT NULL,
    n           INTEGER NOT NULL,
    -- Whether it keeps its household out.
    stops       INTEGER NOT NULL,
    body        TEXT    NOT NULL,
    PRIMARY KEY (town_id, job_id, n)
) STRICT, WITHOUT ROWID;

-- Grows with every household that is written: what was checked against an older one is checked again.
ALTER TABLE office ADD COLUMN roster_revision INTEGER NOT NULL DEFAULT 0;
