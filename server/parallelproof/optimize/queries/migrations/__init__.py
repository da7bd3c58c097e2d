"""A change of a database as a migration, in the way that the project writes its own."""

from .write import Migration, NotWritten, migration

__all__ = ["Migration", "NotWritten", "migration"]
