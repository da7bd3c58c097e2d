"""What a query asks of one table: terms that an index can answer, and orders that it can give."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from ....domain import Column, Table

Kind = Literal["equal", "many", "range", "prefix", "other", "flag"]
"""How a term narrows a b-tree: to one value, to several, to a stretch, to a stretch of texts, or not at all.

A `flag` can only be the condition of a partial index.
"""


@dataclass(frozen=True, slots=True)
class Term:
    """A condition on one table, `key` being what an index has to hold: a column, or an expression in parentheses.

    `columns` are those that it reads. `predicate` is the condition itself, without names of tables, where it is the
    same for every call. `share` is the estimated part of the rows that it keeps.
    """

    key: str
    kind: Kind
    columns: frozenset[str]
    share: float
    predicate: str | None = None
    is_join: bool = False
    """What it is compared with comes from another table, so each lookup is one of many."""
    partners: frozenset[int] = frozenset()
    """Identities of the uses that it is compared with, where they are known."""
    special: tuple[tuple[str, str], ...] = ()
    """Methods and operator classes of indexes other than b-trees that answer it."""


@dataclass(frozen=True, slots=True)
class Ordered:
    """A key of an order."""

    key: str
    is_descending: bool = False
    nulls_first: bool = False
    columns: frozenset[str] = frozenset()

    def __str__(self) -> str:
        """As an index writes it."""
        nulls = "" if self.nulls_first == self.is_descending else f" NULLS {'FIRST' if self.nulls_first else 'LAST'}"
        return f"{self.key}{' DESC' if self.is_descending else ''}{nulls}"

    @property
    def reverse(self) -> Ordered:
        """The same backwards."""
        return Ordered(self.key, not self.is_descending, not self.nulls_first, self.columns)


@dataclass(frozen=True, slots=True)
class Order:
    """Rows wanted in an order, or in groups; `limit` is how many are wanted where that is known or likely."""

    keys: tuple[Ordered, ...]
    purpose: Literal["order", "group", "window", "distinct", "extreme", "nearest"]
    limit: float | None = None


@dataclass
class Use:
    """One place where a query reads a table, filled while the query is read."""

    table: Table
    terms: list[Term] = field(default_factory=list)
    orders: list[Order] = field(default_factory=list)
    arms: list[tuple[Term, ...]] = field(default_factory=list)
    """Terms of which one must hold (OR): an index for each of them."""
    needed: Counter[str] = field(default_factory=Counter)
    """The columns that are read, and in how many places of the query."""
    is_whole: bool = False
    """Every column is read."""
    is_repeated: bool = False
    """It is read once for each row of something else."""

    def column(self, key: str) -> Column | None:
        """The column that a key is, None if it is an expression."""
        return self.table.column(key.strip('"').replace('""', '"'))

    @property
    def rows(self) -> float:
        """Estimated number of rows; a guess for a table that was never analysed."""
        return self.table.rows or max(1000.0, self.table.size_bytes / 100)
