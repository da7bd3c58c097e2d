"""Indexes other than b-trees for one use of a table: GIN, GiST, SP-GiST, BRIN, hash."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from ....domain import Schema
from .btree import RARE, Idea
from .costs import ENTRY, FETCH, LOOKUP, Reading
from .new_index import NewIndex
from .terms import Term

TRIGRAM = "pg_trgm"
SCALARS = "btree_gist"
"""Lets a GiST index hold ordinary columns too."""
RECHECK = 2.0
"""Such an index finds rows that are looked at again."""
ORDINARY = ("int", "bigint", "smallint", "text", "character", "uuid", "date", "timestamp", "numeric", "bool")


def others(reading: Reading, schema: Schema) -> list[Idea]:
    """Every index of another method that could help, cheapest reading first."""
    found = [idea for term in reading.use.terms for idea in _of_term(reading, term, schema)]
    found += _nearest(reading, schema)
    return sorted({idea.index: idea for idea in found}.values(), key=lambda idea: idea.price)


def special(reading: Reading, term: Term, schema: Schema) -> Idea | None:
    """The likeliest index of another method for one term."""
    return next(_of_term(reading, term, schema), None)


def _of_term(reading: Reading, term: Term, schema: Schema) -> Iterator[Idea]:
    table = reading.use.table
    for place, (method, operators) in enumerate(term.special):
        extensions = _extensions(operators, schema)
        if extensions is None:
            continue
        key = f"{term.key} {operators}".rstrip()
        index = NewIndex(table.schema, table.name, (key,), method)
        price = _price(reading, term, method) * (1 + 0.1 * place)
        yield Idea(reading, index, price, _why(index, extensions), extensions)
        if method == "gist" and not operators:
            yield from _with_scalar(reading, index, price, schema)
        for given in reading.use.terms:
            if given.predicate and given.share < RARE and given.kind != "other" and given.key != term.key:
                some = NewIndex(table.schema, table.name, (key,), method, predicate=given.predicate)
                yield Idea(reading, some, price * max(given.share, 0.1), _why(some, extensions), extensions)


def _price(reading: Reading, term: Term, method: str) -> float:
    rows = reading.use.rows
    if method == "brin":
        return LOOKUP + rows * (0.002 + term.share * 0.15)
    if method == "hash":
        return LOOKUP + rows * term.share * (ENTRY + FETCH)
    return 5 * LOOKUP + rows * term.share * RECHECK * (ENTRY + FETCH)


def _with_scalar(reading: Reading, index: NewIndex, price: float, schema: Schema) -> Iterator[Idea]:
    """The column that is compared for equality in the same GiST index, as an exclusion constraint has it."""
    extensions = _needed(SCALARS, schema)
    for key, term in reading.best.items():
        column = reading.use.column(key)
        if extensions is None or term.kind != "equal" or column is None or not column.type.startswith(ORDINARY):
            continue
        both = NewIndex(index.schema, index.table, (key, *index.keys), index.method)
        yield Idea(reading, both, price * max(term.share, 0.05), _why(both, extensions), extensions)


def _nearest(reading: Reading, schema: Schema) -> Iterator[Idea]:
    """An order by distance (<->) comes from a GiST index."""
    table = reading.use.table
    for order in reading.use.orders:
        if order.purpose != "nearest":
            continue
        key = order.keys[0].key
        column = reading.use.column(key)
        kind = column.type if column else "text"
        if kind.startswith("vector") or kind in ("halfvec", "sparsevec"):  # its indexes may miss rows
            continue
        operators = "gist_trgm_ops" if kind.startswith(("text", "character")) else ""
        is_geometric = kind in ("point", "box", "circle", "polygon")
        extensions = _extensions(operators, schema) if operators or is_geometric else _needed(SCALARS, schema)
        if extensions is None:
            continue
        index = NewIndex(table.schema, table.name, (f"{key} {operators}".rstrip(),), "gist")
        rest = prod(term.share for term in reading.best.values())
        price = 5 * LOOKUP + (order.limit or 100) / max(rest, 1e-6) * (ENTRY + FETCH)
        yield Idea(reading, index, price, _why(index, extensions), extensions)


def _extensions(operators: str, schema: Schema) -> tuple[str, ...] | None:
    return _needed(TRIGRAM, schema) if "trgm" in operators else ()


def _needed(extension: str, schema: Schema) -> tuple[str, ...] | None:
    """The extension if it has to be made first, nothing if it is there, None where the server has none."""
    if extension in schema.extensions:
        return ()
    return (extension,) if extension in schema.available else None


def _why(index: NewIndex, extensions: tuple[str, ...]) -> str:
    first = f" Needs the extension {' and '.join(extensions)}, which is made first." if extensions else ""
    some = f", of the rows where {index.predicate}" if index.predicate else ""
    return f"A {METHODS[index.method]} index of {index.table} on {', '.join(index.keys)}{some}.{first}"


METHODS = {"gin": "GIN", "gist": "GiST", "spgist": "SP-GiST", "brin": "BRIN", "hash": "hash"}
