"""The patterns of the top-level `knowledge/`, loaded and checked: one folder is one pattern."""

from .load import CatalogueError, load, read_pattern

__all__ = ["CatalogueError", "load", "read_pattern"]
