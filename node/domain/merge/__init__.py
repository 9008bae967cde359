"""The merge rules: one file a row of the table, each a pure function on two steps of a dose."""
