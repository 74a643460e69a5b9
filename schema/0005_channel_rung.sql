-- When in the ladder a group or a program is told of an alarm. Those that are there keep hearing of it at once.

ALTER TABLE channels ADD COLUMN rung TEXT NOT NULL DEFAULT 'household';
