"""Find or start a Postgres, and talk to it; the only package that imports psycopg."""

from .connect import Connection, DatabaseError, Unreachable, connect, quoted

__all__ = ["Connection", "DatabaseError", "Unreachable", "connect", "quoted"]
