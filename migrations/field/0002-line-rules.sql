-- Which reading of a household the lines of the list were made with; another reading makes them anew.
ALTER TABLE roster_revision ADD COLUMN rules INTEGER NOT NULL DEFAULT 0;
