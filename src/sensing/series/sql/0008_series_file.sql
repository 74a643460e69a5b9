-- One row once series.db exists: its loss is then noticed, not taken for a new county. Folders of earlier versions get it when
-- they are opened with their series.db.

CREATE TABLE series_file(created_at INTEGER NOT NULL);
