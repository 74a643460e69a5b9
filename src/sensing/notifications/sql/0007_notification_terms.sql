-- Columns and words take the field's terms.

ALTER TABLE channels RENAME COLUMN rung TO escalation_step;
ALTER TABLE deliveries RENAME COLUMN rung TO escalation_step;
UPDATE channels SET min_severity = 'no_data' WHERE min_severity = 'lost';
