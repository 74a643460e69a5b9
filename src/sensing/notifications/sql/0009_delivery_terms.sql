-- Columns and words take the field's terms.

ALTER TABLE deliveries RENAME COLUMN tries TO attempts;
ALTER TABLE deliveries RENAME COLUMN next_try TO next_attempt;
