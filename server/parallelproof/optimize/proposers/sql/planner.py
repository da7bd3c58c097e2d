"""Server settings that may make one query faster, whatever they do to others: they are for that query only."""

from __future__ import annotations

from collections.abc import Iterator

from ....domain import Schema
from .analysing import uses

LARGE_ROWS = 20_000
MANY_TABLES = 8
"""As many as `join_collapse_limit` lets the planner reorder; more are joined as they are written."""
GENETIC_TABLES = 12
Values = tuple[tuple[str, str], ...]


def settings(sql: str, schema: Schema) -> Iterator[tuple[Values, str]]:
    """Values with why, the likeliest to help first."""
    found = uses(sql, schema)
    largest = max((use.rows for use in found), default=0.0)
    if largest < LARGE_ROWS:
        return
    if len(found) > MANY_TABLES:
        limits = (("join_collapse_limit", "20"), ("from_collapse_limit", "20"))
        yield (
            limits,
            "Of this many tables some are joined as they are written; this lets the planner choose.",
        )
    if len(found) >= GENETIC_TABLES:
        yield (("geqo", "off"),), "With this many tables the planner tries plans at random; this makes it look at all."
    if any(use.orders for use in found) or len(found) > 1:
        yield (("work_mem", "256MB"),), "Sorts and hash tables stay in memory instead of going to disk."
    yield (("jit", "off"),), "Compiling the query can take longer than running it."
    yield (
        (("random_page_cost", "1.1"), ("effective_cache_size", "4GB")),
        "The planner takes rows at random places to cost four times those in order, as on a spinning disk.",
    )
    if len(found) > 1:
        yield (("enable_nestloop", "off"),), "The planner may take one table to be much smaller than it is, and loop."
        yield (("enable_hashjoin", "off"),), "The planner may read a whole table where a few lookups do."
