-- A Location or feature that no Thing uses yet is visible to its creator, whom the journal names.

-- engine sqlite
CREATE INDEX journal_made ON journal(subject) WHERE verb = 'create_entity';
-- engine postgresql
CREATE INDEX journal_made ON journal USING hash (subject) WHERE verb = 'create_entity';
-- engine all
