-- Words take the field's terms.

UPDATE rule_overrides SET severity = 'no_data' WHERE severity = 'lost';
