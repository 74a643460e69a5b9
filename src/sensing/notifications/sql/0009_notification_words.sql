-- Columns and words take the field's terms.

ALTER TABLE deliveries RENAME COLUMN tries TO attempts;
ALTER TABLE deliveries RENAME COLUMN next_try TO next_attempt;
ALTER TABLE channels RENAME COLUMN ended TO removed;
UPDATE channels SET kind = 'program' WHERE kind = 'command';
UPDATE deliveries SET channel = 'program' WHERE channel = 'command';
