-- Channels and the deliveries of notices.

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
