"""The units of a Python text. Each case of golden/units is a text and the units it has."""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from parallelproof.domain import Span
from parallelproof.languages.python.units import PythonDocument, ignored, syntax_error, units

CASES = sorted((Path(__file__).parent.parent / "golden" / "units").glob("*.md"))
BLOCKS = re.compile(r"```python\n(.*?)```\n\n```units\n(.*?)```", re.DOTALL)


@pytest.mark.parametrize("path", CASES, ids=lambda path: path.stem)
def test_the_units_of_a_text(path: Path) -> None:
    document = path.read_text("utf-8")
    match = BLOCKS.search(document)
    assert match, "a case is a block of python and a block of units"
    source, expected = match.groups()
    found = units(source, "file:///case.py")
    for unit in found:
        assert source[unit.span.start : unit.span.end] == unit.source
    shown = "".join(f"{unit.name} ({unit.entry}) lines {lines(source, unit.span)}\n" for unit in found)
    if os.environ.get("UPDATE_GOLDEN"):
        path.write_text(document.replace(f"```units\n{expected}```", f"```units\n{shown}```"), "utf-8")
    else:
        assert shown == expected


def lines(text: str, span: Span) -> str:
    """The lines of a span, from 1."""
    return f"{text.count(chr(10), 0, span.start) + 1}-{text.count(chr(10), 0, span.end) + 1}"


def test_an_ignore_comment_with_patterns_covers_those_alone() -> None:
    text = "def f(xs):  # parallelproof: ignore[a, b-c]\n    return xs\n\ndef g():\n    return 1\n"
    off = ignored(text)
    assert off.covers(0, "a")
    assert off.covers(text.index("return xs"), "b-c")
    assert not off.covers(0, "d")
    assert not off.covers(0)
    assert not off.covers(text.index("def g"), "a")


def test_an_ignore_comment_in_a_body_covers_its_line_or_the_next() -> None:
    text = "def f(xs):\n    a = 1  # parallelproof: ignore[p]\n    # parallelproof: ignore[p]\n    b = 2\n    c = 3\n"
    off = ignored(text)
    assert [off.covers(text.index(name), "p") for name in ("a = 1", "b = 2", "c = 3")] == [True, True, False]


def test_text_without_ignore_comments_covers_nothing() -> None:
    assert not ignored("def f():\n    return 'parallelproof: ignore'\n").covers(0, "p")


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("x = 1\ndef f(:\n    pass\n", 2),
        ("def f():\nreturn 1\n", 2),
        ("print 'hello'\n", 1),
        ("x = '\n", 1),
        ("x = 1\0\n", 1),
    ],
)
def test_a_syntax_error_has_a_line_and_a_message(text: str, line: int) -> None:
    error = syntax_error(text)
    assert error is not None
    assert error[0] == line
    assert error[1]


@pytest.mark.parametrize(
    "text", ["", "x = 1\n", "type Pair[T] = tuple[T, T]\n", "def f[T](x: T) -> T:\n    return x\n", "'\\d'\n"]
)
def test_syntax_that_is_right_or_only_newer_than_ours_is_no_error(text: str) -> None:
    assert syntax_error(text) is None


def test_text_that_is_nested_too_deeply_is_an_error_and_no_crash() -> None:
    assert syntax_error("x = " + "(" * 5000 + ")" * 5000) is not None
    assert units("x = " + "-" * 20_000 + "1\n\ndef f():\n    return 1" + "+1" * 20_000, "file:///a.py")


def test_a_document_after_edits_has_the_units_of_its_text() -> None:
    document = PythonDocument("file:///a.py", "# 😀\ndef f(x):\n    return x\n")
    for at, end, new in [
        (4, 4, "é = '😀'\n"),
        (0, 0, "import os\r\n"),
        (20, 25, ""),
        (0, 10**6, "def g():\n  return '𝒳'\n"),
    ]:
        document.edit(Span(at, end), new)
        assert document.units() == units(document.text, "file:///a.py")
    assert [unit.name for unit in document.units()] == ["g"]


def test_lone_surrogates_from_an_editor_do_no_harm() -> None:
    document = PythonDocument("file:///a.py", "x = '\ud800'\ndef f():\n    return '\ud800'\n")
    assert [unit.source for unit in document.units()] == ["def f():\n    return '\ud800'"]


@pytest.mark.parametrize(
    ("slower", "faster"),
    [
        ("for a in x:\n  for b in x:\n   g(a)", "for a in x:\n  g(a)"),
        ("for a in x:\n  if a in y: g(a)", "for a in x:\n  if a: g(a)"),
        ("for a in x:\n  y.pop(0)", "for a in x:\n  y.pop()"),
        ("for a in x:\n  s += 'a'", "for a in x:\n  s += 1"),
        ("return f(x) + f(x)", "return f(x) + g(x)"),
        ("return [g(a) for a in x for b in y]", "return [g(a) for a in x]"),
    ],
)
def test_what_promises_more_scores_higher(slower: str, faster: str) -> None:
    one, other = (units(f"def f(x, y, s):\n  {body}\n", "file:///a.py")[0].score for body in (slower, faster))
    assert one > other


@pytest.mark.parametrize("letter", ["x", "𝒳"])
def test_an_edit_of_5000_lines_takes_milliseconds(letter: str) -> None:
    lines = ["def f{0}(a, b):", f"    t = '{letter}'", "    for x in a:", "        for y in b:", "            t += y"]
    body = "\n".join([*lines, "    return t", "", "", ""])
    document = PythonDocument("file:///a.py", "".join(body.format(number) for number in range(625)))
    times = []
    for number in range(0, 600, 6):
        at = document.text.index("= y", document.text.index(f"def f{number}("))
        began = time.perf_counter()
        document.edit(Span(at + 3, at + 3), "z")
        times.append(time.perf_counter() - began)
    assert sorted(times)[len(times) // 2] < 0.02
