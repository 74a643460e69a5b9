-- What was done, where, and by whom. Instants are milliseconds since 1970, UTC; codes of roles and levels are
-- the words of people/may.hpp and places/place.hpp. Ids are never used twice (AUTOINCREMENT): the journal
-- speaks of them for good.

CREATE TABLE journal (
  number  INTEGER PRIMARY KEY,
  at      INTEGER NOT NULL,
  who     INTEGER NOT NULL,
  via     TEXT NOT NULL,
  verb    TEXT NOT NULL,
  subject TEXT NOT NULL,
  details TEXT NOT NULL,
  hash    TEXT NOT NULL
);
CREATE TRIGGER journal_is_not_changed BEFORE UPDATE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;
CREATE TRIGGER journal_is_not_deleted BEFORE DELETE ON journal
BEGIN SELECT RAISE(ABORT, 'the journal is append-only'); END;

CREATE TABLE places (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  code      TEXT NOT NULL UNIQUE,
  name      TEXT NOT NULL,
  level     TEXT NOT NULL,
  parent    INTEGER REFERENCES places(id),
  path      TEXT NOT NULL UNIQUE,
  latitude  REAL,
  longitude REAL
);
CREATE INDEX places_parent ON places(parent);

CREATE TABLE people (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  phone      TEXT NOT NULL UNIQUE,
  name       TEXT NOT NULL,
  password   TEXT NOT NULL,
  language   TEXT NOT NULL,
  elder_mode INTEGER NOT NULL,
  created    INTEGER NOT NULL
);

CREATE TABLE households (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  name       TEXT NOT NULL,
  place      INTEGER NOT NULL REFERENCES places(id),
  quiet_from INTEGER,
  quiet_to   INTEGER
);
CREATE INDEX households_place ON households(place);

CREATE TABLE roles (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  person    INTEGER NOT NULL REFERENCES people(id),
  role      TEXT NOT NULL,
  place     INTEGER REFERENCES places(id),
  household INTEGER REFERENCES households(id),
  given     INTEGER NOT NULL,
  given_by  INTEGER NOT NULL,
  ended     INTEGER
);
CREATE INDEX roles_person ON roles(person);
CREATE INDEX roles_place ON roles(place);
CREATE INDEX roles_household ON roles(household);

CREATE TABLE sessions (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  person     INTEGER NOT NULL REFERENCES people(id),
  token_hash TEXT NOT NULL UNIQUE,
  device     TEXT NOT NULL,
  address    TEXT NOT NULL,
  created    INTEGER NOT NULL,
  last_seen  INTEGER NOT NULL
);
CREATE INDEX sessions_person ON sessions(person);
CREATE INDEX sessions_last_seen ON sessions(last_seen);

CREATE TABLE invitations (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  code_hash  TEXT NOT NULL UNIQUE,
  role       TEXT NOT NULL,
  place      INTEGER REFERENCES places(id),
  household  INTEGER REFERENCES households(id),
  name       TEXT NOT NULL,
  invited_by INTEGER NOT NULL,
  created    INTEGER NOT NULL,
  expires    INTEGER NOT NULL,
  ended      INTEGER,
  accepted_by INTEGER REFERENCES people(id)
);
CREATE INDEX invitations_open ON invitations(ended, expires);
