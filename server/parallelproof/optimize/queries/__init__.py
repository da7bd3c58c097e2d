"""Queries: what is tried on forks of their database, and what comes of it."""
