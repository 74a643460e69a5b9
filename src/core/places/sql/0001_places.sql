-- The tree of places. The levels are the words of core/places/place.hpp. Ids are never reused (AUTOINCREMENT): the
-- journal refers to them for good.

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
