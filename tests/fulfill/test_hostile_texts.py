"""Texts that are nested as nobody writes them are read in time, and what stands beside them is understood."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from parallelproof.domain import Request, Snapshot, Span
from parallelproof.fulfill.public_names import public_queries
from parallelproof.languages.python.names import read
from parallelproof.languages.python.outline import outline
from parallelproof.languages.python.units import PythonDocument
from parallelproof.search.local_documents import LocalDocuments
from parallelproof.settings import Settings

BOUND_S = 2.0
HEAD = "import json\n\n\ndef load(a, b):\n"
TAIL = "\n\n\ndef last(text):\n    return json.loads(text, unheard)\n"
WHOLE = {
    "a chain of calls": "    return a" + ".filter(a)" * 400,
    "a longer chain": "    return a" + ".filter(a)" * 1_200,
    "a sum": "    return " + " + ".join(["a"] * 800),
    "a longer sum": "    return " + " + ".join(["a"] * 2_000),
    "nested calls": "    return " + "b(" * 1_000 + "a" + ")" * 1_000,
    "nested lists": "    return " + "[" * 1_000 + "a" + "]" * 1_000,
    "nested comprehensions": "    return " + "[a for a in " * 300 + "b" + "]" * 300,
    "conditions": "    return " + "a if b else " * 500 + "a",
    "subscripts": "    return a" + "[b]" * 1_000,
    "lambdas": "    return " + "lambda: " * 500 + "a",
    "one value for many names": "    " + "a = " * 1_000 + "b",
    "nested targets": "    " + "(" * 1_500 + "a" + ",)" * 1_500 + " = b",
    "a nested annotation": "    a: " + "list[" * 500 + "int" + "]" * 500 + " = b",
    "nested branches": "".join(f"{'    ' * depth}if a:\n" for depth in range(1, 300)) + "    " * 300 + "a = b",
}
BROKEN = {
    "calls that are never closed": "    return " + "parse(" * 1_000,
    "brackets that are never closed": "    return " + "a[{(" * 300,
}


TOPS = {
    "branches": "".join(f"{'    ' * depth}if a:\n" for depth in range(600)) + "    " * 600 + "a = b",
    "classes": "".join(f"{'    ' * depth}class A:\n" for depth in range(600)) + "    " * 600 + "a = b",
    "targets": "(" * 1_500 + "a" + ",)" * 1_500 + " = b",
}


def request(text: str, root: Path) -> Request:
    snapshot = Snapshot((root / "main.py").as_uri(), 1, "python", text, len(text))
    return Request(snapshot, Span(0, len(text)), root)


@pytest.mark.parametrize("text", WHOLE.values(), ids=WHOLE.keys())
def test_what_stands_beside_a_deep_text_is_understood_in_time(text: str, tmp_path: Path) -> None:
    asked = request(HEAD + text + TAIL, tmp_path)
    public = asyncio.run(LocalDocuments().public(asked, Settings()))
    public.known("json.loads")
    begin_s = time.perf_counter()
    names = {name.name: name.bound for name in read(asked.snapshot.text, asked.typed).names}
    topics = public_queries(asked, public)
    assert time.perf_counter() - begin_s < BOUND_S
    assert (names["json"], names["text"], names["unheard"]) == ("import", "local", "undefined")
    assert "python json loads" in [topic.query for topic in topics]


@pytest.mark.parametrize("text", BROKEN.values(), ids=BROKEN.keys())
def test_a_deep_text_that_is_broken_is_read_in_time(text: str, tmp_path: Path) -> None:
    asked = request(HEAD + "    json.loads(a)\n" + text, tmp_path)
    public = asyncio.run(LocalDocuments().public(asked, Settings()))
    public.known("json.loads")
    begin_s = time.perf_counter()
    names = {name.name: name.bound for name in read(asked.snapshot.text, asked.typed).names}
    topics = public_queries(asked, public)
    assert time.perf_counter() - begin_s < BOUND_S
    assert names["json"] == "import"
    assert "python json loads" in [topic.query for topic in topics]


@pytest.mark.parametrize("text", TOPS.values(), ids=TOPS.keys())
def test_a_file_with_a_deep_statement_is_outlined_and_edited(text: str) -> None:
    text = text + TAIL
    assert "last" in [item.dotted for item in outline(text).defined]
    document = PythonDocument("file:///deep.py", text)
    changed = document.edit(Span(len(text), len(text)), "\n\ndef later(rows):\n    return [row for row in rows]\n")
    assert "later" in changed
    assert [unit.name for unit in document.units()][-2:] == ["last", "later"]
