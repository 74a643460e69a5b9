-- The table takes the word of the API: the changes of an alarm are its course.

ALTER TABLE alarm_steps RENAME TO alarm_changes;
