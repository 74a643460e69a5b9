-- Second factors of persons. A secret cannot be a hash: the server computes the same codes as the person's phone.

CREATE TABLE second_factors (
  person    INTEGER PRIMARY KEY REFERENCES people(id),
  secret    TEXT NOT NULL,      -- base32
  since     INTEGER,            -- NULL: not confirmed yet
  last_step INTEGER NOT NULL    -- of the last accepted code
);

CREATE TABLE recovery_codes (
  person    INTEGER NOT NULL REFERENCES people(id),
  code_hash TEXT NOT NULL,
  PRIMARY KEY (person, code_hash)
);

CREATE INDEX sessions_created ON sessions(created);
