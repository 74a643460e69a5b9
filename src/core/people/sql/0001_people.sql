-- Persons, households, roles, sessions and invitations. The roles are the words of access/may.hpp.

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
