"""The command line: one file per sub-command, and what they share."""
