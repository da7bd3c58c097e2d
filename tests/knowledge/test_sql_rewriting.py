"""What every rewrite of SQL owes the statement it changes: its comments, its layout, its spelling, its meaning."""

from __future__ import annotations

import pytest
import sqlglot
from parallelproof.catalogue import load
from parallelproof.domain import Column, Schema, Table
from parallelproof.optimize.proposers.sql.rewrites.engine import rewrites
from parallelproof.optimize.proposers.sql.rewrites.splice import spliced
from parallelproof.optimize.proposers.sql.rewrites.trees import DIALECT

PATTERNS = {pattern.id: pattern for pattern in load() if pattern.language == "sql"}
ORDERS = Table(
    "public", "orders", "table",
    (
        Column("id", "integer", False), Column("customer_id", "integer", True), Column("total", "numeric(10,2)", True),
        Column("Created At", "timestamp without time zone", False), Column("at", "timestamp without time zone", False),
    ),
    primary_key=("id",), unique=(("id",),),
)  # fmt: skip
SCHEMA = Schema(180004, (ORDERS,))


def rewritten(sql: str, pattern: str) -> list[str]:
    """What a pattern makes of a statement."""
    return list(rewrites(sql, SCHEMA, PATTERNS[pattern]))


def test_only_what_changes_is_touched() -> None:
    sql = (
        "select o.id::text, -- as text\n"
        "       now(),     /* the time */ o.total!=5\n"
        "  from orders o\n"
        " where date(o.at) = '2024-05-01' -- on that day\n"
        "   and o.total::int > 5\n"
    )
    (new,) = rewritten(sql, "day-of-timestamp")
    assert new == sql.replace(
        "date(o.at) = '2024-05-01'",
        "o.at >= CAST('2024-05-01' AS DATE) AND o.at < CAST('2024-05-01' AS DATE) + 1",
    )


def test_comments_of_a_replaced_part_stand_before_it() -> None:
    sql = "SELECT id FROM orders WHERE date( -- the day\n at) = '2024-05-01' ORDER BY id"
    (new,) = rewritten(sql, "day-of-timestamp")
    assert "-- the day\n" in new
    assert [token.text for token in sqlglot.tokenize(new, dialect=DIALECT)].count("at") == 2


def test_names_that_need_quotes_keep_them() -> None:
    (new,) = rewritten("""SELECT id FROM orders WHERE date("Created At") = '2024-05-01'""", "day-of-timestamp")
    assert """where "Created At" >= cast('2024-05-01' as date) and "Created At" < """.lower() in new.lower()
    assert new.count('"Created At"') == 2


def test_an_alternative_keeps_its_parentheses() -> None:
    (new,) = rewritten("SELECT id FROM orders WHERE total > 5 AND coalesce(customer_id, 3) = 3", "coalesce-on-column")
    assert new == "SELECT id FROM orders WHERE total > 5 AND (customer_id = 3 OR customer_id IS NULL)"


def test_several_places_are_rewritten_together_and_each_alone() -> None:
    sql = "SELECT id FROM orders WHERE id + 1 = 5 OR id + 2 = 9"
    assert rewritten(sql, "arithmetic-on-column") == [
        "SELECT id FROM orders WHERE id = 5 - 1 OR id = 9 - 2",
        "SELECT id FROM orders WHERE id = 5 - 1 OR id + 2 = 9",
        "SELECT id FROM orders WHERE id + 1 = 5 OR id = 9 - 2",
    ]


def test_names_from_outside_are_not_caught_by_a_subquery() -> None:
    sql = "SELECT o.id FROM orders o WHERE o.id NOT IN (SELECT o.customer_id FROM orders o)"
    assert rewritten(sql, "not-in-subquery") == []


@pytest.mark.parametrize(
    "sql",
    [
        "SELECT id FROM orders WHERE date(at) = '2024-05-01' AND random() < 0.5",
        "SELECT id FROM orders WHERE date(at) = '2024-05-01' AND mine(id) > 0",
        "SELECT id FROM orders WHERE date(at) = '2024-05-01' FOR UPDATE",
        "DELETE FROM orders WHERE date(at) = '2024-05-01'",
        "WITH gone AS (DELETE FROM orders RETURNING *) SELECT id FROM orders WHERE date(at) = '2024-05-01'",
        "SELECT id INTO other FROM orders WHERE date(at) = '2024-05-01'",
        "SELECT id FROM elsewhere WHERE date(at) = '2024-05-01'",
        "SELECT id FROM orders WHERE date(at = '2024-05-01'",
        "SELECT 1; SELECT id FROM orders WHERE date(at) = '2024-05-01'",
    ],
)
def test_what_is_not_a_plain_question_about_known_tables_is_left_alone(sql: str) -> None:
    assert rewritten(sql, "day-of-timestamp") == []


def test_a_change_that_cannot_be_placed_is_written_in_full() -> None:
    before, after = (
        sqlglot.parse_one(sql, dialect=DIALECT) for sql in ("SELECT a FROM t", "SELECT b, c FROM u WHERE d")
    )
    assert sqlglot.parse_one(spliced("not its text", before, after), dialect=DIALECT) == after
