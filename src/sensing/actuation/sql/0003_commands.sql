-- Commands, their steps, and the reported state of actuators.

CREATE TABLE commands (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  thing     INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  actuator  TEXT NOT NULL,
  action    TEXT NOT NULL,
  position  REAL,
  state     TEXT NOT NULL,
  over      INTEGER NOT NULL,
  person    INTEGER REFERENCES people(id),
  rule      TEXT NOT NULL,
  why       TEXT NOT NULL,
  reason    TEXT NOT NULL,
  requested INTEGER NOT NULL,
  expires   INTEGER NOT NULL,
  changed   INTEGER NOT NULL
);
CREATE INDEX commands_open ON commands(id) WHERE over = 0;
CREATE INDEX commands_thing ON commands(thing, requested);

CREATE TABLE command_steps (
  command INTEGER NOT NULL REFERENCES commands(id) ON DELETE CASCADE,
  number  INTEGER NOT NULL,
  state   TEXT NOT NULL,
  at      INTEGER NOT NULL,
  person  INTEGER REFERENCES people(id),
  why     TEXT NOT NULL,
  PRIMARY KEY (command, number)
) WITHOUT ROWID;

CREATE TABLE actuators (
  thing       INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  actuator    TEXT NOT NULL,
  position    REAL,
  position_at INTEGER NOT NULL,
  motion      TEXT NOT NULL,
  since       INTEGER NOT NULL,
  manual      INTEGER NOT NULL,
  manual_at   INTEGER NOT NULL,
  PRIMARY KEY (thing, actuator)
) WITHOUT ROWID;
