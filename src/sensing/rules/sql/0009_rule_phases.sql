-- A rule that does not apply is idle; quiet are hours and servers.

UPDATE rule_states SET phase = 'idle' WHERE phase = 'quiet';
