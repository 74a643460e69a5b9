-- What each rule remembers, and what households have set.

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
