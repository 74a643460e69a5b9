-- Instants and durations are milliseconds.

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
