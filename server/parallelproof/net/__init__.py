"""The only way out: the privacy gate, the audit log, limits, retries."""
