"""When rows are the same: as a multiset, in the order that was asked for, floats up to the order of a sum."""

from __future__ import annotations

import pytest
from parallelproof.postgres.statements import Rows
from parallelproof.verify.rows_clauses import order_by, unqualified, with_keys
from parallelproof.verify.rows_compare import close, rows_differ

TEXT, FLOAT = 25, 701


def rows(*given: tuple[str | None, ...], types: tuple[int, ...] = (TEXT,)) -> Rows:
    return Rows(tuple((f"c{place}", oid) for place, oid in enumerate(types)), list(given), len(given))


@pytest.mark.parametrize(
    ("old", "new", "is_same"),
    [
        ("0.1", "0.1", True),
        ("0.30000000000000004", "0.3", True),
        ("1e-12", "0", True),
        ("0", "-0", False),
        ("1", "1.0001", False),
        ("NaN", "NaN", True),
        ("NaN", "1", False),
        ("Infinity", "Infinity", True),
        ("Infinity", "-Infinity", False),
        (None, "0", False),
        (None, None, True),
    ],
)
def test_floats_are_the_same_up_to_the_order_of_a_sum(old: str | None, new: str | None, is_same: bool) -> None:
    assert close(old, new) is is_same
    differ = rows_differ(rows((old,), types=(FLOAT,)), rows((new,), types=(FLOAT,)))
    assert (differ is None) is is_same


def test_rows_are_a_multiset_unless_an_order_was_asked_for() -> None:
    assert rows_differ(rows(("a",), ("b",)), rows(("b",), ("a",))) is None
    assert rows_differ(rows(("a",), ("b",)), rows(("b",), ("a",)), keys=[0])
    assert rows_differ(rows(("a",), ("a",)), rows(("a",)))
    assert rows_differ(rows((None,)), rows(("",)))


def test_rows_of_equal_keys_come_in_any_order() -> None:
    old = rows(("a", "1"), ("b", "1"), ("c", "2"), types=(TEXT, TEXT))
    assert rows_differ(old, rows(("b",), ("a",), ("c",)), keys=[1]) is None
    differ = rows_differ(old, rows(("b",), ("c",), ("a",)), keys=[1])
    assert differ and differ.expected == "first ('a'), ('b')" and "order" in differ.actual


def test_other_names_or_types_of_columns_are_a_difference() -> None:
    differ = rows_differ(rows(("1",)), rows(("1",), types=(FLOAT,)))
    assert differ and "type OID 25" in differ.expected and "type OID 701" in differ.actual


def test_the_order_of_the_whole_statement_is_found() -> None:
    assert order_by("SELECT a FROM t ORDER BY lower(a) DESC NULLS LAST, 2 LIMIT 3") == ("lower(a)", "2")
    assert order_by("SELECT rank() OVER (ORDER BY a) FROM (SELECT 1 ORDER BY 1) t") == ()


def test_what_a_query_is_ordered_by_becomes_a_column() -> None:
    keyed = with_keys("SELECT a IS DISTINCT FROM b AS d FROM t ORDER BY d, c + 1 DESC", ["d"])
    assert keyed.sql == "SELECT a IS DISTINCT FROM b AS d , c + 1 FROM t ORDER BY d, c + 1 DESC"
    assert (keyed.columns, keyed.keys) == (1, (0, 1))
    assert with_keys("SELECT DISTINCT a, b FROM t ORDER BY a || ''", ["a", "b"]).keys == (0, 1)


def test_tables_are_named_without_their_schema() -> None:
    sql = """SELECT s.t.a, 's.t' FROM s.t JOIN "S"."T" ON s.u.b = 1"""
    assert unqualified(sql, [("s", "t"), ("S", "T")]) == """SELECT t.a, 's.t' FROM t JOIN "T" ON s.u.b = 1"""
