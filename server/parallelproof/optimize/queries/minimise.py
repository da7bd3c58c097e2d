"""Take from a win what it does not need: whole indexes, columns that an index only holds, trailing keys.

Each index costs disk and slows every write, so of two sets that make a query nearly as fast the smaller is shown.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from dataclasses import replace
from math import log

from ...domain import DDL, Schema
from ..proposers.sql.new_index import NewIndex, exists, made, parts, smaller

KEPT = 0.9
"""Of the gain, in logarithms, that a smaller change must keep: 7.9x of 10x."""
MOST_TRIALS = 12

Measure = Callable[[DDL], Awaitable[float | None]]
"""How many times faster the query is with a change than without any; None where it is not faster, or was not tried."""


async def minimised(
    change: DDL, ratio: float, schema: Schema, measure: Measure, most_trials: int = MOST_TRIALS
) -> tuple[DDL, float]:
    """The smallest change found that keeps nearly all of the gain `ratio`, and its own gain.

    Greedy: whatever can go is taken away, then it is tried again. A change that is no set of indexes stays as it is.
    """
    made_of = parts(change)
    if made_of is None or ratio <= 1:
        return change, ratio
    tried, best, goal = {change.statements}, (change, ratio), KEPT * log(ratio)
    todo = _smaller(*made_of, change, schema)
    while len(tried) <= most_trials and (less := next(todo, None)):
        if less.statements in tried:
            continue
        tried.add(less.statements)
        gain = await measure(less)
        if gain is not None and gain > 1 and log(gain) >= goal:
            best = less, gain
            todo = _smaller(*(parts(less) or ((), ())), less, schema)
    return best


def said(why: str, less: DDL) -> str:
    """What is said of a change, after it has become smaller: the same but for the b-trees that it makes."""
    before, found, _ = why.partition("An index of ")
    made_of = parts(less)
    if not found or made_of is None or any(index.method != "btree" for index in made_of[0]):
        return why
    kept = before.removesuffix("Together: ") if len(made_of[0]) == 1 else before
    return kept + " ".join(index.said for index in made_of[0])


def _smaller(indexes: tuple[NewIndex, ...], extensions: tuple[str, ...], change: DDL, schema: Schema) -> Iterator[DDL]:
    """Changes that make less: without an index first, then with a narrower one."""
    sets = [(*indexes[:at], *indexes[at + 1 :]) for at in range(len(indexes)) if len(indexes) > 1]
    sets += [(*indexes[:at], less, *indexes[at + 1 :]) for at, index in enumerate(indexes) for less in smaller(index)]
    for left in sets:
        if any(_is_there(index, schema) for index in left):  # it is not what makes the query faster
            continue
        needed = [extension for extension in extensions if any(_needs(index, extension) for index in left)]
        less = made(left, schema, needed)
        yield replace(less, edits=change.edits)


def _is_there(index: NewIndex, schema: Schema) -> bool:
    table = schema.table(index.table, index.schema)
    return table is not None and exists(index, table)


def _needs(index: NewIndex, extension: str) -> bool:
    return any("trgm_ops" in key for key in index.keys) if extension == "pg_trgm" else index.method in ("gist", "gin")
