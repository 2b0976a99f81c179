-- Where each visit stands with the officers. A visit without a row was handed in and nobody has judged it.
CREATE TABLE visit_review (
    n           INTEGER PRIMARY KEY,
    town_id     INTEGER NOT NULL,
    visit_id    BLOB    NOT NULL,
    household_id BLOB   NOT NULL,
    -- 'handed_in', 'accepted', 'returned' or 'amended'
    state       TEXT    NOT NULL,
    body        TEXT    NOT NULL,
    UNIQUE (town_id, visit_id)
) STRICT;
CREATE INDEX visit_review_by_household ON visit_review (town_id, household_id);
CREATE INDEX visit_review_by_state ON visit_review (town_id, state);
