-- A Location or feature that no Thing uses yet is visible to its creator, whom the journal names.

CREATE INDEX journal_made ON journal(subject) WHERE verb = 'create_entity';
