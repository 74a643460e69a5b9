-- A Location or feature that no Thing uses yet is seen by who made it, which the journal knows.

CREATE INDEX journal_made ON journal(subject) WHERE verb = 'create_entity';
