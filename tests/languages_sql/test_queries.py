"""The queries of a document, and what is written there in their place. Each case is a file of golden/sql_*."""

from __future__ import annotations

import os
import re
from pathlib import Path

import pytest
from parallelproof.domain import Edits, Query, Snapshot, Span
from parallelproof.languages.sql.queries import queries
from parallelproof.languages.sql.writing import rewritten

GOLDEN = Path(__file__).parent.parent / "golden"
FOUND = sorted((GOLDEN / "sql_queries").glob("*.md"))
WRITTEN = sorted((GOLDEN / "sql_writing").glob("*.md"))
DOCUMENT = re.compile(r"````(sql|python)\n(.*?)````", re.DOTALL)
QUERIES = re.compile(r"````queries\n(.*?)````", re.DOTALL)
NEW = re.compile(r"````new\n(.*?)\n````\n\n````written\n(.*?)````", re.DOTALL)


def document(case: str) -> Snapshot:
    match = DOCUMENT.search(case)
    assert match, "a case has a block of sql or python"
    return Snapshot(f"file:///case.{match[1]}", 1, match[1], match[2])


def shown(query: Query, text: str) -> str:
    """A query as the cases write it: name, lines, style with parameters, quoting; its SQL below."""
    first, last = (text.count("\n", 0, at) + 1 for at in (query.unit.span.start, query.unit.span.end))
    parameters = f", {query.style} ({', '.join(query.parameters)})" if query.parameters else ""
    quoting = f", {query.quoting}" if query.quoting else ""
    sql = "".join(f"    {line}\n" for line in query.sql.split("\n"))
    return f"{query.unit.name}: lines {first}-{last}{parameters}{quoting}\n{sql}"


def agrees(path: Path, case: str, expected: Span, actual: str) -> None:
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(case[: expected.start] + actual + case[expected.end :], "utf-8")
    else:
        assert actual == case[expected.start : expected.end]


@pytest.mark.parametrize("path", FOUND, ids=lambda path: path.stem)
def test_the_queries_of_a_document(path: Path) -> None:
    case = path.read_text("utf-8")
    snapshot, expected = document(case), QUERIES.search(case)
    found = queries(snapshot)
    for query in found:
        assert snapshot.text[query.unit.span.start : query.unit.span.end] == query.unit.source
        assert query.unit.language == "sql"
    assert len({query.unit.name for query in found}) == len(found)
    assert expected, "a case has a block of queries"
    agrees(path, case, Span(*expected.span(1)), "".join(shown(query, snapshot.text) for query in found))


@pytest.mark.parametrize("path", WRITTEN, ids=lambda path: path.stem)
def test_what_is_written_in_the_place_of_a_query(path: Path) -> None:
    case = path.read_text("utf-8")
    snapshot, match = document(case), NEW.search(case)
    assert match, "a case has a block of the new query and one of the document with it"
    (query,) = queries(snapshot)
    edits = rewritten(snapshot, query, match[1])
    text = Edits(edits).apply(snapshot.text) if edits else "nothing\n"
    agrees(path, case, Span(*match.span(2)), text)
    if edits:
        (again,) = queries(Snapshot(snapshot.uri, 2, snapshot.language, text))
        assert (again.style, again.parameters) == (query.style, query.parameters)


def test_a_query_that_is_no_longer_there_is_not_written() -> None:
    before = Snapshot("file:///a.sql", 1, "sql", "SELECT a FROM t WHERE b = 1;\n")
    (query,) = queries(before)
    after = Snapshot("file:///a.sql", 2, "sql", "SELECT a FROM t WHERE b = 2;\n")
    assert rewritten(after, query, "SELECT a FROM t") is None


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("sql", "SELECT a\nFROM t\nWHERE b IN (SELECT c FROM u);\n"),
        ("python", 'cur.execute("""\n    SELECT a\n    FROM t\n    WHERE b IN (SELECT c FROM u)\n""")\n'),
        ("python", 'cur.execute(\n    "SELECT a "\n    "FROM t WHERE b IN (SELECT c FROM u)"\n)\n'),
    ],
)
def test_lines_end_as_they_do_in_the_document(language: str, text: str) -> None:
    new = "SELECT a FROM t WHERE EXISTS(SELECT 1 FROM u WHERE c = t.b)"
    plain, windows = (Snapshot("file:///a", 1, language, each) for each in (text, text.replace("\n", "\r\n")))
    written = [
        Edits(edits).apply(snapshot.text)
        for snapshot in (plain, windows)
        for query in queries(snapshot)
        if (edits := rewritten(snapshot, query, new))
    ]
    assert len(written) == 2
    assert written[1] == written[0].replace("\n", "\r\n")


def test_what_is_the_same_is_not_written() -> None:
    for path in FOUND:
        snapshot = document(path.read_text("utf-8"))
        for query in queries(snapshot):
            assert rewritten(snapshot, query, query.sql) is None


@pytest.mark.parametrize("text", ["", "'", "$$", "/*", '"', "\\", "SELECT", "SELECT 1 FROM (" * 500, "\0", "E'\\"])
def test_text_that_is_broken_has_no_queries(text: str) -> None:
    assert queries(Snapshot("file:///a.sql", 1, "sql", text)) == []
    assert queries(Snapshot("file:///a.py", 1, "python", f"cur.execute('''{text}''')  # select")) == []
