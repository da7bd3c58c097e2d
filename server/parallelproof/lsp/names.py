"""The names of our commands, and of what is ours in the protocol."""

OPTIMIZE = "parallelproof.optimize"
APPLY = "parallelproof.apply"
UNDO = "parallelproof.undo"
CANCEL = "parallelproof.cancel"
SHOW_TRIALS = "parallelproof.showTrials"
SHOW_STATUS = "parallelproof.showStatus"
IGNORE_PATTERN = "parallelproof.ignorePattern"

SECTION = "parallelproof"
"""Of the client's settings."""
TRUST = "parallelproof/trust"
"""A notification: the workspace is trusted now, or {"trusted": false}."""
