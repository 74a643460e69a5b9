-- The steps of an alarm. Alarms older than this table have none from before it.

CREATE TABLE alarm_steps (
  alarm     INTEGER NOT NULL REFERENCES alarms(id) ON DELETE CASCADE,
  number    INTEGER NOT NULL,
  change    TEXT NOT NULL,
  at        INTEGER NOT NULL,
  rule      TEXT NOT NULL,
  severity  TEXT NOT NULL,
  value     REAL NOT NULL,
  threshold REAL,
  hold      INTEGER NOT NULL,
  person    INTEGER REFERENCES people(id),
  note      TEXT NOT NULL,
  PRIMARY KEY (alarm, number)
) WITHOUT ROWID;
