"""Find the queries of a document, with their parameters as the database numbers them."""

from __future__ import annotations

from functools import lru_cache

from ...domain import Query, Snapshot
from . import files
from .found import Found


def queries(snapshot: Snapshot) -> list[Query]:
    """Every query of a `.sql` file or of Python's literals that is worth optimising, in the order of the text.

    A unit's span is the statement without its semicolon, or the whole literal with its quotes. Its name is that of a
    comment `-- name: late_orders`, else what it does ("select orders", "select orders (2)"); in Python the dotted name
    of the function around it or of the constant that it is stands before ("Cart.total:select lines"). Left out are
    statements that read no table, those that sqlglot does not know, parameters in more than one style or within
    strings, literals whose text cannot be known, and what an ignore comment switches off.
    """
    return [found.query for found in read(snapshot)]


@lru_cache(maxsize=8)
def read(snapshot: Snapshot) -> tuple[Found, ...]:
    """The same, with what is needed to write each back; kept, as every rewrite of a document asks for it."""
    if snapshot.language == "sql":
        return tuple(files.read(snapshot))
    if snapshot.language == "python":
        from . import calls

        return tuple(calls.read(snapshot))
    return ()
