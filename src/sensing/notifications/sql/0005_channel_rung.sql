-- The escalation step at which a channel is notified. Existing channels stay at the first.

ALTER TABLE channels ADD COLUMN rung TEXT NOT NULL DEFAULT 'household';
