"""What stands in an input for a way to a database: a connection, a cursor, an engine or a session."""

from __future__ import annotations

import contextlib

from .database import active
from .handles import kind_of

_is_lending = False


class Given:
    """Stands for a handle of a kind; becomes a live one when the input is thawed."""

    def __init__(self, kind):
        self.kind = kind

    def __reduce__(self):
        return _revived, (self.kind,)

    def __repr__(self):
        return "<%s>" % self.kind


@contextlib.contextmanager
def lending():
    """What is unpickled in the block gets live handles of the active side's database."""
    global _is_lending
    _is_lending = True
    try:
        yield
    finally:
        _is_lending = False


def shown_as(value):
    """What a person is shown of an argument: not where a handle lies in memory."""
    kind = kind_of(type(value))
    return Given(kind) if kind else value


def reduced(value, kind):
    """How a live handle is pickled: as what it was lent as, or by its kind."""
    database = active()
    lent = database.kind_of_lent(value) if database is not None else None
    return _revived, (lent or kind,)


def _revived(kind):
    database = active()
    return database.lend(kind) if _is_lending and database is not None else Given(kind)
