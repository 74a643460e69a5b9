-- Alarms from raised to cleared.

CREATE TABLE alarms (
  id              INTEGER PRIMARY KEY AUTOINCREMENT,
  thing           INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  concern         TEXT NOT NULL,
  rule            TEXT NOT NULL,
  severity        TEXT NOT NULL,
  raised          INTEGER NOT NULL,
  acknowledged    INTEGER,
  acknowledged_by INTEGER REFERENCES people(id),
  note            TEXT NOT NULL,
  cleared         INTEGER,
  cleared_why     TEXT NOT NULL,
  value           REAL NOT NULL,
  threshold       REAL,
  hold            INTEGER NOT NULL,
  looked          TEXT NOT NULL,
  notices         INTEGER NOT NULL,
  rungs           INTEGER NOT NULL,
  first_notice    INTEGER,
  last_notice     INTEGER
);
CREATE UNIQUE INDEX alarms_open ON alarms(thing, concern) WHERE cleared IS NULL;
CREATE INDEX alarms_thing ON alarms(thing, raised);
CREATE INDEX alarms_raised ON alarms(raised);
