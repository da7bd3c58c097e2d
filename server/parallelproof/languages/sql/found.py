"""A query together with all that is needed to write it back where it was found."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from ...domain import Query, Span, Unit
from .parameters import Numbered
from .parsing import separated


@dataclass(frozen=True, slots=True)
class Literal:
    """A literal of Python: what it says, and how it is written.

    `value` has each interpolation of an f-string replaced by what it stands for, `:name` for a value that is put in
    there; `interpolated` has the expressions and these texts. `prefix` is in lower case. `pieces` are what each says of
    several on lines of their own, which `indent` begins; for one alone it begins the line that it stands on. `is_fixed`
    where nothing can take its place: a comment or a backslash stands between its pieces.
    """

    value: str
    prefix: str
    quotes: str
    indent: str
    pieces: tuple[str, ...]
    is_fixed: bool = False
    interpolated: tuple[tuple[str, str], ...] = ()

    @property
    def values(self) -> frozenset[str]:
        """The values that an f-string puts in, as `:name`."""
        return frozenset(text for _, text in self.interpolated if text.startswith(":"))


@dataclass(frozen=True, slots=True)
class Passed:
    """The values that a call passes by position, as code: a tuple or list, where it stands.

    Those that are `fixed` may do something when they are evaluated, so they stay in their order, each once.
    """

    span: Span
    is_tuple: bool
    values: tuple[str, ...]
    fixed: frozenset[str]


@dataclass(frozen=True, slots=True)
class Found:
    """A query where it stands: `text` as its document writes it, at `at` in the literal's value for one of Python."""

    query: Query
    numbered: Numbered
    text: str
    literal: Literal | None = None
    at: int = 0
    passed: Passed | None = None


def query(uri: str, name: str, span: Span, source: str, numbered: Numbered, quoting: str = "") -> Query:
    """The query of a place in a document."""
    unit = Unit(uri, name, name, "sql", span, source)
    return Query(unit, separated(numbered.sql), numbered.style, numbered.names, quoting)


def unique(names: Iterable[str]) -> Iterator[str]:
    """The names, with a number where one was there before: "select orders (2)"."""
    seen: dict[str, int] = {}
    for name in names:
        seen[name] = seen.get(name, 0) + 1
        yield name if seen[name] == 1 else f"{name} ({seen[name]})"
