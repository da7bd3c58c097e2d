"""Databases: what is in them, the queries asked of them, and copies to try things on."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Literal

from .candidates import Unit

ParameterStyle = Literal["none", "format", "pyformat", "named", "numeric", "qmark"]
"""How a query writes its parameters: not at all, %s, %(name)s, :name, $1 or ?."""


@dataclass(frozen=True, slots=True)
class Query:
    """A unit that is a query, as its database reads it.

    `sql` has its parameters as $1, $2, ...; `parameters` are the names they are written with, in that order (a name
    that is written twice is one parameter; those without a name are called by the value that is passed, as code, or
    "1", "2", ...). `quoting` is how the statement
    stands in its document: "" in a `.sql` file, else the prefix and opening quotes of the literal, such as `r'''`.
    """

    unit: Unit
    sql: str
    style: ParameterStyle = "none"
    parameters: tuple[str, ...] = ()
    quoting: str = ""


@dataclass(frozen=True, slots=True)
class Binding:
    """One set of values for a query's parameters, as the database writes them as text; None is NULL.

    `about` says what is typical of it, for a person: "common", "rare", "NULL", ...
    """

    values: tuple[str | None, ...]
    about: str


@dataclass(frozen=True, slots=True)
class Column:
    """A column and what the statistics say of it; figures are None where nothing was analysed.

    `type` is as `format_type` writes it. `distinct` is the estimated number of distinct values, `common` the most
    common values as text with the share of rows that each has, `bounds` a histogram of the others.
    """

    name: str
    type: str
    is_nullable: bool
    null_share: float | None = None
    distinct: float | None = None
    common: tuple[tuple[str, float], ...] = ()
    bounds: tuple[str, ...] = ()
    correlation: float | None = None
    """Between the order of values and that of rows on disk, from -1 to 1."""


@dataclass(frozen=True, slots=True)
class Index:
    """An index. `columns` are key columns or expressions, without INCLUDE; `definition` is its CREATE INDEX."""

    name: str
    definition: str
    method: str
    columns: tuple[str, ...]
    is_unique: bool = False
    is_valid: bool = True
    predicate: str | None = None
    size_bytes: int = 0


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """Columns that refer to columns of another table, by its qualified name."""

    columns: tuple[str, ...]
    table: str
    target: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A relation that queries can name; `rows` is estimated. A view has its `definition`, and no constraints."""

    schema: str
    name: str
    kind: Literal["table", "partitioned", "view", "materialized view", "foreign"]
    columns: tuple[Column, ...]
    rows: float = 0.0
    size_bytes: int = 0
    primary_key: tuple[str, ...] = ()
    unique: tuple[tuple[str, ...], ...] = ()
    """Column sets that are unique, the primary key among them; not partial indexes or those on expressions."""
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[str, ...] = ()
    indexes: tuple[Index, ...] = ()
    definition: str | None = None
    partition_of: str | None = None
    """The qualified name of the partitioned table that it is a part of."""

    @property
    def qualified(self) -> str:
        """schema.name, unquoted."""
        return f"{self.schema}.{self.name}"

    def column(self, name: str) -> Column | None:
        """The column of that name."""
        return next((column for column in self.columns if column.name == name), None)


@dataclass(frozen=True, slots=True)
class Schema:
    """What a database holds, as far as queries and their plans depend on it."""

    version: int
    """As `server_version_num`: 180004 is 18.4."""
    tables: tuple[Table, ...]
    search_path: tuple[str, ...] = ("public",)
    extensions: frozenset[str] = frozenset()
    """Those that are installed."""
    available: frozenset[str] = frozenset()
    """Those that could be installed."""

    def table(self, name: str, schema: str | None = None) -> Table | None:
        """The table that a name means: in that schema, or in the first of the search path that has it."""
        for within in (schema,) if schema else self.search_path:
            for table in self.tables:
                if table.name == name and table.schema == within:
                    return table
        return None


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What a provider of forks can do. `isolation` is what a fork has to itself."""

    isolation: Literal["transaction", "database", "server", "files"]
    is_zero_copy: bool
    needs_quiet_source: bool
    is_billable: bool
    most: int
    """Forks at the same time."""


@dataclass(frozen=True, slots=True)
class Fork:
    """An isolated copy of a database or a working tree that ParallelProof made, and gives back.

    `name` begins with the project's prefix. `address` is how to reach it: a connection string, or a folder. Where it
    differs from its source in a way that plans depend on, `differences` says how, a sentence each.
    """

    id: str
    name: str
    provider: str
    source: str
    """What it was made from, without secrets."""
    address: str = field(repr=False)
    created_at: datetime
    expires_at: datetime
    status: Literal["creating", "ready", "failed"] = "ready"
    size_bytes: int | None = None
    differences: tuple[str, ...] = ()


ForkSide = Literal["baseline", "candidate"]
"""Whose fork of a pair."""


@dataclass(frozen=True, slots=True)
class ForkPair:
    """Two forks of one database, one for each side of a trial of code that uses it.

    `baseline` and `candidate` are their addresses, with a password: each is of a role that can enter that fork alone,
    read and write its rows, and do nothing else on the server. `socket` is the server's, all that their code needs to
    reach. `differs` says how the forks differ from the user's database in a way that results depend on.
    """

    socket: Path
    baseline: str = field(repr=False)
    candidate: str = field(repr=False)
    differs: tuple[str, ...] = ()

    def address(self, side: ForkSide) -> str:
        """The address of one side's fork."""
        return self.baseline if side == "baseline" else self.candidate
