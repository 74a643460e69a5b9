-- Devices that write Datastreams, with the statistics and attributes of each.

CREATE TABLE devices (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  profile    TEXT NOT NULL,
  thing      INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  token_hash TEXT UNIQUE,
  created    INTEGER NOT NULL,
  revoked    INTEGER,
  added      INTEGER NOT NULL DEFAULT 0,
  equal      INTEGER NOT NULL DEFAULT 0,
  replaced   INTEGER NOT NULL DEFAULT 0,
  refused    INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX devices_thing ON devices(thing);
CREATE INDEX devices_name ON devices(name);

CREATE TABLE device_refusals (
  device INTEGER NOT NULL REFERENCES devices(id) ON DELETE CASCADE,
  number INTEGER NOT NULL,
  at     INTEGER NOT NULL,
  stream TEXT NOT NULL,
  reason TEXT NOT NULL,
  text   TEXT NOT NULL,
  line   INTEGER NOT NULL,
  PRIMARY KEY (device, number)
) WITHOUT ROWID;

-- What a device says of itself: firmware, address, battery (ThingsBoard's client attributes).
CREATE TABLE device_attributes (
  device INTEGER NOT NULL REFERENCES devices(id) ON DELETE CASCADE,
  name   TEXT NOT NULL,
  json   TEXT NOT NULL,
  at     INTEGER NOT NULL,
  PRIMARY KEY (device, name)
) WITHOUT ROWID;
