-- The rectification ledger: what its lists narrow and sort by stands in columns, and every step keeps what was
-- written and what it changed.
ALTER TABLE finding ADD COLUMN code TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN focus TEXT NOT NULL DEFAULT '';
ALTER TABLE finding ADD COLUMN bucket TEXT NOT NULL DEFAULT '';
-- 0 minor, 1 normal, 2 major, 3 critical
ALTER TABLE finding ADD COLUMN severity INTEGER NOT NULL DEFAULT 0;
ALTER TABLE finding ADD COLUMN due_on TEXT NOT NULL DEFAULT '';
-- 责任单位, once somebody planned.
ALTER TABLE finding ADD COLUMN unit TEXT;
-- A later deadline waits for the task force.
ALTER TABLE finding ADD COLUMN extension_asked INTEGER NOT NULL DEFAULT 0;

UPDATE finding SET
    code = json_extract(body, '$.code'),
    focus = substr(json_extract(body, '$.item'), 1, instr(json_extract(body, '$.item') || '.', '.') - 1),
    bucket = json_extract(body, '$.bucket'),
    severity = CASE json_extract(body, '$.severity')
        WHEN 'critical' THEN 3 WHEN 'major' THEN 2 WHEN 'normal' THEN 1 ELSE 0 END,
    due_on = json_extract(body, '$.due_on');

CREATE INDEX finding_by_due ON finding (town_id, due_on);
CREATE INDEX finding_by_key ON finding (town_id, ledger_key);

ALTER TABLE ledger_event ADD COLUMN text TEXT;
-- JSON list of field, from, to.
ALTER TABLE ledger_event ADD COLUMN changes TEXT;
