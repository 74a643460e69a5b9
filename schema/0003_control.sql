-- Watching over greenhouses: what households have set, what rules remember, alarms, commands, and who was told.
-- Instants and durations are milliseconds; severities, states and actions are the words of src/control.

CREATE TABLE greenhouse_settings (  -- of a Thing of kind greenhouse; no row: nobody has set any yet
  thing      INTEGER PRIMARY KEY REFERENCES things(id) ON DELETE CASCADE,
  profile    TEXT NOT NULL,
  crop       TEXT NOT NULL,
  stage      TEXT NOT NULL,
  planted_at INTEGER,
  day_from   INTEGER,            -- minutes after midnight, Asia/Shanghai; both or neither
  day_to     INTEGER,
  automatic  INTEGER NOT NULL
);

CREATE TABLE rule_states (
  thing     INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  rule      TEXT NOT NULL,
  phase     TEXT NOT NULL,
  since     INTEGER NOT NULL,
  seen      INTEGER NOT NULL,
  anchor    REAL NOT NULL,
  anchor_at INTEGER NOT NULL,
  PRIMARY KEY (thing, rule)
) WITHOUT ROWID;

CREATE TABLE rule_overrides (
  thing     INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  rule      TEXT NOT NULL,
  enabled   INTEGER,
  threshold REAL,
  clear     REAL,
  hold      INTEGER,
  severity  TEXT,
  PRIMARY KEY (thing, rule)
) WITHOUT ROWID;

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

CREATE TABLE channels (
  id           INTEGER PRIMARY KEY AUTOINCREMENT,
  place        INTEGER NOT NULL REFERENCES places(id),
  kind         TEXT NOT NULL,
  name         TEXT NOT NULL,
  target       TEXT NOT NULL,
  min_severity TEXT NOT NULL,
  ended        INTEGER
);
CREATE INDEX channels_place ON channels(place);

CREATE TABLE deliveries (
  id       INTEGER PRIMARY KEY AUTOINCREMENT,
  alarm    INTEGER NOT NULL REFERENCES alarms(id) ON DELETE CASCADE,
  kind     TEXT NOT NULL,
  rung     TEXT NOT NULL,
  person   INTEGER REFERENCES people(id),
  channel_id INTEGER REFERENCES channels(id),
  channel  TEXT NOT NULL,
  address  TEXT NOT NULL,
  text     TEXT NOT NULL,
  state    TEXT NOT NULL,
  tries    INTEGER NOT NULL,
  created  INTEGER NOT NULL,
  next_try INTEGER NOT NULL,
  sent     INTEGER,
  error    TEXT NOT NULL
);
CREATE INDEX deliveries_due ON deliveries(next_try) WHERE state = 'waiting';
CREATE INDEX deliveries_alarm ON deliveries(alarm);
