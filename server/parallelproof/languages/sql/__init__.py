"""Queries in documents: found in `.sql` files and in Python's literals, and written back there."""
