"""B-trees for one use of a table: which keys, in which order, with which condition, and what else they hold."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from ....domain import Column
from .costs import Reading
from .new_index import NewIndex
from .reading import name
from .terms import Order, Ordered, Term

MOST_EQUAL = 5
"""Conditions that fix a key, of which up to three are combined."""
MOST_KEYS = 3
MOST_ORDERED = 4
"""Keys where the last ones give an order."""
MOST_INCLUDED = 6
RARE = 0.4
"""A condition that keeps more than this of a table makes no partial index by itself."""
MOST_STATES = 100
"""Values that a column may have so that one of them is a state."""
NUMBERS = ("int", "bigint", "smallint", "numeric", "real", "double")
LONG_CHARS = 250
WIDE = ("json", "jsonb", "bytea", "xml", "tsvector")


@dataclass(frozen=True, slots=True)
class Idea:
    """An index with the price of reading its table through it, and what it is, as a sentence for a person."""

    reading: Reading
    index: NewIndex
    price: float
    why: str
    extensions: tuple[str, ...] = ()


Keys = tuple[tuple[str, str], ...]
"""(key, as CREATE INDEX writes it)"""


def btrees(reading: Reading) -> list[Idea]:
    """Every b-tree that could help, cheapest reading first."""
    found: dict[NewIndex, Idea] = {}
    for keys in dict.fromkeys(_keys(reading)):
        columns = [column for key, _ in keys if (column := reading.use.column(key))]
        if len({key for key, _ in keys}) < len(keys) or any(map(_is_wide, columns)):
            continue
        for idea in (*_whole(reading, keys), *_partial(reading, keys)):
            known = found.get(idea.index)
            if known is None or idea.price < known.price:
                found[idea.index] = idea
    return sorted(found.values(), key=lambda idea: idea.price)


def _keys(reading: Reading) -> Iterator[Keys]:
    """Equal keys first, then a range or an order, or both either way round."""
    terms = sorted(reading.best.values(), key=lambda term: term.share)
    equal = [term for term in terms if term.kind in ("equal", "many")][:MOST_EQUAL]
    stretches = [term for term in terms if term.kind in ("range", "prefix")][:3]
    orders = reading.use.orders
    for size in range(min(MOST_KEYS, len(equal)) + 1):
        for chosen in combinations(equal, size):
            fixed = _written(sorted(chosen, key=lambda term: (term.kind == "many", term.share)))
            yield from _continued(fixed, stretches, orders)
    for term in equal:  # an order first, then what filters within it
        for order in orders:
            yield (*_order(order, ()), *_written([term]))[:MOST_ORDERED]


def _continued(fixed: Keys, stretches: Sequence[Term], orders: Sequence[Order]) -> Iterator[Keys]:
    if fixed:
        yield fixed
    for term in stretches:
        if len(fixed) < MOST_KEYS:
            yield (*fixed, *_written([term]))
        for other in stretches:
            if other is not term and len(fixed) + 2 <= MOST_KEYS:
                yield (*fixed, *_written([term, other]))
    for order in orders:
        ordered = _order(order, fixed)
        if not ordered or order.purpose == "nearest":
            continue
        yield (*fixed, *ordered)[:MOST_ORDERED]
        for term in stretches:
            if all(term.key != key for key, _ in (*fixed, *ordered)):
                yield (*fixed, *ordered, *_written([term]))[:MOST_ORDERED]
                yield (*fixed, *_written([term]), *ordered)[:MOST_ORDERED]


def _written(terms: Sequence[Term]) -> Keys:
    return tuple((term.key, f"{term.key} text_pattern_ops" if term.kind == "prefix" else term.key) for term in terms)


def _order(order: Order, fixed: Keys) -> Keys:
    """The keys of an order that are not fixed; an order that is that of plain keys backwards is read backwards."""
    taken = {key for key, _ in fixed}
    keys = [key for key in order.keys if key.key not in taken]
    if order.purpose in ("group", "distinct"):
        keys = [Ordered(key.key, columns=key.columns) for key in keys]
    backwards = [key.reverse for key in keys]
    read = backwards if all(str(key) == key.key for key in backwards) else keys
    return tuple((key.key, str(key)) for key in read)


def _whole(reading: Reading, keys: Keys) -> Iterator[Idea]:
    """The index on all rows, alone and with what the query reads besides."""
    bare = [key for key, _ in keys]
    rest = _rest(reading, bare)
    yield _idea(reading, keys, reading.after(bare, is_covering=rest == ()))
    if rest:
        yield _idea(reading, keys, reading.after(bare, is_covering=True), include=rest)


def _partial(reading: Reading, keys: Keys) -> Iterator[Idea]:
    """The index on the rows that constant conditions keep; these are no keys then."""
    rare = [term for term in reading.use.terms if term.share < RARE and _is_lasting(term, reading)]
    rare = sorted(rare, key=lambda term: term.share)[:2]
    for given in [rare[:1], rare] if len(rare) > 1 else [rare] if rare else []:
        left = tuple((key, written) for key, written in keys if all(term.key != key for term in given))
        left = left or keys[:1]
        bare = [key for key, _ in left]
        predicate = " AND ".join(term.predicate for term in given if term.predicate)
        rest = _rest(reading, bare, given)
        yield _idea(reading, left, reading.after(bare, rest == (), given), predicate=predicate)
        if rest:
            yield _idea(reading, left, reading.after(bare, True, given), include=rest, predicate=predicate)


def _is_lasting(term: Term, reading: Reading) -> bool:
    """Whether a condition is worth an index of its own: a state that rows are in, not one value of many or a day."""
    column = reading.use.column(term.key)
    if term.predicate is None or term.is_join or term.kind == "other":
        return False
    if term.kind in ("range", "prefix"):
        ends = sum(other.key == term.key and other.kind == "range" for other in reading.use.terms)
        is_number = column is not None and column.type.startswith(NUMBERS)
        return is_number and ends == 1 and "BETWEEN" not in term.predicate and term.share < RARE / 4
    if column is None or term.predicate.endswith(" NULL"):
        return term.predicate.endswith(" NULL")
    return column.distinct is None or column.distinct <= MOST_STATES


def _rest(reading: Reading, keys: Sequence[str], given: Sequence[Term] = ()) -> tuple[str, ...] | None:
    """The columns that the index lacks to answer alone; None where it cannot."""
    use = reading.use
    needed = Counter(use.needed)
    needed.subtract(column for term in given for column in term.columns)  # what the index's condition grants
    lacking = [column for column in use.table.columns if needed[column.name] > 0 and name(column.name) not in keys]
    if use.is_whole or len(lacking) > MOST_INCLUDED or any(map(_is_wide, lacking)):
        return None
    return tuple(name(column.name) for column in lacking)


def _is_wide(column: Column) -> bool:
    """Whether its values would make an index nearly as large as the table, or are too long for one."""
    values = [*(value for value, _ in column.common), *column.bounds]
    if not values:  # statistics leave long values out
        return column.type.startswith((*WIDE, "text", "character varying")) and bool(column.distinct)
    return column.type.startswith(WIDE) or sum(map(len, values)) > LONG_CHARS * len(values)


def _idea(
    reading: Reading, keys: Keys, price: float, include: tuple[str, ...] = (), predicate: str | None = None
) -> Idea:
    table = reading.use.table
    index = NewIndex(table.schema, table.name, tuple(written for _, written in keys), "btree", include, predicate)
    # What is wider costs more to read and to write, so of two that are as good the narrower is tried first.
    extra = 0.01 * (len(keys) + len(include)) + (0.03 if predicate else 0.0)
    return Idea(reading, index, price * (1 + extra), index.said)
