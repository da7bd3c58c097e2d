"""A query that is shown stands while its statement does: SQL ends statements with semicolons, and nothing else."""

from __future__ import annotations

from pathlib import Path

import pytest
from parallelproof.domain import (
    DDL,
    Candidate,
    Edit,
    Evidence,
    Measurement,
    Reach,
    Snapshot,
    Span,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from parallelproof.languages.units import units
from parallelproof.session import Session
from parallelproof.settings import Settings

SQL = Path("/shop/reports.sql")
REPORTS = """\
SELECT id FROM customers;

-- name: late
SELECT id FROM orders
WHERE status = 'late' ;

-- name: refunded
SELECT id FROM refunds;
"""
PYTHON = Path("/shop/reports.py")
CODE = """\
def late(cur):
    cur.execute("SELECT id FROM orders WHERE status = 'due'", ())
    return cur.fetchall()
"""
MEASURED = Measurement(1.0, 0.5, 2.0, 1.9, 21)


def shown(path: Path, text: str, name: str) -> tuple[Session, str]:
    """A session with a win of one query in an open document."""
    session, uri = Session(Settings(trusted=True)), path.as_uri()
    snapshot = Snapshot(uri, 1, "sql" if path.suffix == ".sql" else "python", text)
    session.open(snapshot)
    session.found(snapshot, units(snapshot))
    (unit,) = (one for one in units(snapshot) if one.name == name)
    assert session.show(report(unit), [])
    return session, uri


def report(unit: Unit) -> UnitReport:
    change = DDL(("CREATE INDEX orders_status_idx ON orders (status)",), ("DROP INDEX orders_status_idx",))
    candidate = Candidate(unit, None, Strategy.DATABASE, "indexes", change, "An index of orders on status.")
    win = Win((Evidence("rows-equal", 1, "same rows on this data"),), MEASURED, "time", True)
    return UnitReport(unit, (Trial(candidate, win),), Reach(frozenset(), unit.name))


def edited(session: Session, uri: str, before: str, after: str) -> None:
    """As a person types it: no more than what changes."""
    text = session.documents[uri].snapshot.text
    start = text.index(before)
    same = _same(before, after)
    before, after = before[same:], after[same:]
    tail = _same(before[::-1], after[::-1])
    span = Span(start + same, start + same + len(before) - tail)
    session.edit(uri, 2, [Edit(span, after[: len(after) - tail])])


def _same(one: str, other: str) -> int:
    """How many characters two texts begin with alike."""
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM customers", "FROM customers WHERE id > 7"),
        ("FROM refunds;", "FROM refunds; DELETE FROM refunds;"),
        ("-- name: late\n", "-- name: late\n-- of this year\n"),
        ("\n\n-- name: late", "\n\n\n-- name: late"),
        ("customers;", "customers;\n"),
        ("SELECT id FROM orders", "\nSELECT id FROM orders"),
        ("-- name: late\n", ""),
        ("-- name: refunded", "SELECT 1;\n-- name: refunded"),
    ],
)
def test_what_is_written_into_other_statements_and_comments_moves_it(before: str, after: str) -> None:
    session, uri = shown(SQL, REPORTS, "late")
    edited(session, uri, before, after)
    ((found, _),) = session.wins(uri)
    text = session.documents[uri].snapshot.text
    assert text[found.unit.span.start : found.unit.span.end] == found.unit.source


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("FROM orders", "FROM orders o"),
        ("'late' ;", "'late' LIMIT 7;"),
        ("'late' ;", "'late' \nLIMIT 7;"),
        ("SELECT id FROM orders", "EXPLAIN SELECT id FROM orders"),
        ("-- name: late\n", "-- name: late\nWITH recent AS (SELECT 1)\n"),
        ("customers;", "customers"),
        ("'late' ;", "'late' "),
    ],
)
def test_what_joins_its_statement_withdraws_it(before: str, after: str) -> None:
    session, uri = shown(SQL, REPORTS, "late")
    edited(session, uri, before, after)
    assert not session.wins(uri)


def test_what_is_typed_after_a_last_statement_without_a_semicolon_belongs_to_it() -> None:
    session, uri = shown(SQL, "SELECT id FROM orders\n\n", "select orders")
    session.edit(uri, 2, [Edit(Span(23, 23), "LIMIT 7")])
    assert not session.wins(uri)


def test_a_literal_that_is_no_longer_the_whole_text_of_its_query_is_withdrawn() -> None:
    session, uri = shown(PYTHON, CODE, "late:select orders")
    edited(session, uri, "fetchall()", "fetchone()")
    assert session.wins(uri)
    edited(session, uri, "'due'\"", "'due'\" + more")
    assert not session.wins(uri)


def test_a_literal_that_is_passed_to_nothing_that_runs_it_is_withdrawn_when_the_document_is_read_again() -> None:
    session, uri = shown(PYTHON, CODE, "late:select orders")
    edited(session, uri, "cur.execute", "print")
    snapshot = session.documents[uri].snapshot
    assert session.found(snapshot, units(snapshot)) and not session.wins(uri)


def test_a_query_that_has_another_name_now_is_shown_once() -> None:
    session, uri = shown(SQL, "SELECT id FROM orders;\nSELECT total FROM orders;\n", "select orders (2)")
    edited(session, uri, "SELECT id FROM orders;\n", "")
    snapshot = session.documents[uri].snapshot
    (unit,) = units(snapshot)
    assert not session.found(snapshot, [unit]) and session.show(report(unit), [])
    ((found, _),) = session.wins(uri)
    assert found.unit.name == "select orders"
