-- SensorThings' entities; Observations are in series.db. *_json columns hold JSON texts; instants are milliseconds since
-- 1970, UTC. The id of a Datastream is that of its series.

CREATE TABLE things (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,
  description TEXT NOT NULL,
  properties_json TEXT NOT NULL,
  kind        TEXT NOT NULL,
  place       INTEGER REFERENCES places(id),
  household   INTEGER REFERENCES households(id)
);
CREATE INDEX things_place ON things(place);
CREATE INDEX things_household ON things(household);

CREATE TABLE features (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  encoding_type TEXT NOT NULL,
  feature_json  TEXT NOT NULL,
  properties_json TEXT NOT NULL
);

CREATE TABLE locations (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  encoding_type TEXT NOT NULL,
  location_json TEXT NOT NULL,
  properties_json TEXT NOT NULL,
  feature       INTEGER REFERENCES features(id) ON DELETE SET NULL
);

CREATE TABLE thing_locations (
  thing    INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  location INTEGER NOT NULL REFERENCES locations(id) ON DELETE CASCADE,
  PRIMARY KEY (thing, location)
) WITHOUT ROWID;
CREATE INDEX thing_locations_location ON thing_locations(location);

CREATE TABLE historical_locations (
  id    INTEGER PRIMARY KEY AUTOINCREMENT,
  thing INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  time  INTEGER NOT NULL
);
CREATE INDEX historical_locations_thing ON historical_locations(thing, time);

CREATE TABLE historical_location_locations (
  historical_location INTEGER NOT NULL REFERENCES historical_locations(id) ON DELETE CASCADE,
  location            INTEGER NOT NULL REFERENCES locations(id) ON DELETE CASCADE,
  PRIMARY KEY (historical_location, location)
) WITHOUT ROWID;
CREATE INDEX historical_location_locations_location ON historical_location_locations(location);

CREATE TABLE sensors (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT NOT NULL,
  description   TEXT NOT NULL,
  encoding_type TEXT NOT NULL,
  metadata_json TEXT NOT NULL,
  properties_json TEXT NOT NULL
);
-- engine sqlite
CREATE INDEX sensors_name ON sensors(name);
-- engine postgresql
CREATE INDEX sensors_name ON sensors USING hash (name);  -- a name may be longer than a tree takes
-- engine all

CREATE TABLE observed_properties (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  name        TEXT NOT NULL,
  definition  TEXT NOT NULL,
  description TEXT NOT NULL,
  properties_json TEXT NOT NULL
);
-- engine sqlite
CREATE INDEX observed_properties_name ON observed_properties(name);
-- engine postgresql
CREATE INDEX observed_properties_name ON observed_properties USING hash (name);  -- a name may be longer than a tree takes
-- engine all

CREATE TABLE datastreams (
  id                INTEGER PRIMARY KEY AUTOINCREMENT,
  name              TEXT NOT NULL,
  description       TEXT NOT NULL,
  observation_type  TEXT NOT NULL,
  unit_name         TEXT NOT NULL,
  unit              TEXT NOT NULL,
  unit_definition   TEXT NOT NULL,
  properties_json   TEXT NOT NULL,
  observed_area_json TEXT NOT NULL,
  thing             INTEGER NOT NULL REFERENCES things(id) ON DELETE CASCADE,
  sensor            INTEGER NOT NULL REFERENCES sensors(id) ON DELETE CASCADE,
  observed_property INTEGER NOT NULL REFERENCES observed_properties(id) ON DELETE CASCADE,
  feature           INTEGER REFERENCES features(id) ON DELETE SET NULL,
  device            INTEGER REFERENCES devices(id) ON DELETE SET NULL,
  stream            TEXT NOT NULL,
  quantity          TEXT NOT NULL,
  min               REAL,
  max               REAL,
  resolution        REAL NOT NULL,
  number_only       INTEGER NOT NULL
);
CREATE INDEX datastreams_thing ON datastreams(thing);
CREATE INDEX datastreams_sensor ON datastreams(sensor);
CREATE INDEX datastreams_observed_property ON datastreams(observed_property);
CREATE INDEX datastreams_feature ON datastreams(feature);
CREATE UNIQUE INDEX datastreams_device ON datastreams(device, stream) WHERE device IS NOT NULL;

CREATE TABLE observation_extras (
  datastream          INTEGER NOT NULL REFERENCES datastreams(id) ON DELETE CASCADE,
  time                INTEGER NOT NULL,
  time_end            INTEGER,
  result_time         INTEGER,
  feature             INTEGER REFERENCES features(id) ON DELETE SET NULL,
  result_quality_json TEXT NOT NULL,
  valid_time          TEXT NOT NULL,
  parameters_json     TEXT NOT NULL,
  PRIMARY KEY (datastream, time)
) WITHOUT ROWID;
CREATE INDEX observation_extras_feature ON observation_extras(feature);
