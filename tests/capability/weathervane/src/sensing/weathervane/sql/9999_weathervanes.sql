-- Where the wind comes from.

CREATE TABLE weathervanes (
  name         TEXT PRIMARY KEY,
  from_degrees REAL NOT NULL
) WITHOUT ROWID;
