-- What was done, where, and by whom. Instants are milliseconds since 1970, UTC.

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
