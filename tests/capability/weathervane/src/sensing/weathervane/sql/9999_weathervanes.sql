-- Where the wind comes from.

CREATE TABLE weathervanes (
  id           INTEGER PRIMARY KEY,
  place        INTEGER NOT NULL REFERENCES places(id),
  name         TEXT NOT NULL,
  from_degrees REAL NOT NULL,
  UNIQUE (place, name)
);
