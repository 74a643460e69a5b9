-- Columns and words take the field's terms.

ALTER TABLE alarms RENAME COLUMN looked TO evaluated;
ALTER TABLE alarms RENAME COLUMN rungs TO escalation_steps;
UPDATE alarms SET severity = 'no_data' WHERE severity = 'lost';
UPDATE alarm_steps SET severity = 'no_data' WHERE severity = 'lost';
