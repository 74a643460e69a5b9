-- The table takes the word of the API: the changes of a command are its course.

ALTER TABLE command_steps RENAME TO command_changes;
