"""Make a half-written line whole enough to be parsed, by adding at its end what is still to come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from tree_sitter import Point, Query, QueryCursor, Tree

from ...domain import Span
from .syntax import encode, language, parse

_CLOSING = {"(": ")", "[": "]", "{": "}"}
_HEADER = re.compile(r"[ \t]*(?:async[ \t]+)?(?:if|elif|else|for|while|with|try|except|finally|def|class|match|case)\b")
_CONDITIONAL = re.compile(r"\S[ \t]+if\b")
_STRINGS = re.compile(r"\"\"\".*?\"\"\"|'''.*?'''|\"(?:\\.|[^\"\\\n])*\"|'(?:\\.|[^'\\\n])*'|#[^\n]*", re.DOTALL)
_WANTS_MORE = re.compile(
    r"(?:[=+\-*/%<>&|^~@.:]|\b(?:and|or|not|in|is|if|else|await|lambda|import|from|del|assert|as|raise|for|while|with"
    r"|elif|except|yield))[ \t]*$"
)
_TOP = re.compile(r"^(?!(?:elif|else|except|finally|case)\b)[^\s#)\]}]", re.MULTILINE)
_MOST_LINES = 40


@cache
def _problems_query() -> Query:
    return Query(language(), "(ERROR) @broken (MISSING) @broken")


def problems(tree: Tree) -> int:
    """How many places of a tree do not parse."""
    if not tree.root_node.has_error:
        return 0
    return len(QueryCursor(_problems_query()).captures(tree.root_node).get("broken", ()))


def repaired(text: str, at: int) -> tuple[bytes, Tree]:
    """The text with its line at an offset completed so that as little as possible is broken, and its tree.

    What stands before the end of that line stays where it is. An ending is looked for in the statements around the
    line, which are soon parsed; where the whole text is not whole with it, that is tried with each.
    """
    end = len(text) if (found := text.find("\n", at)) < 0 else found
    end -= text[:end].endswith("\r")
    endings = list(dict.fromkeys(_endings(text[:end])))
    around = _around(text, end)
    likely = _best(text[around.start : around.end], end - around.start, endings)[0]
    data = encode(text[:end] + likely + text[end:])
    tree = parse(data)
    return _best(text, end, endings)[1] if tree.root_node.has_error else (data, tree)


def _best(text: str, end: int, endings: list[str]) -> tuple[str, tuple[bytes, Tree]]:
    """The first of the endings that leaves the fewest problems, "" if none is of use, and the text with it."""
    data = encode(text)
    tree = parse(data)
    fewest, best = problems(tree), ("", (data, tree))
    for ending in endings if fewest else ():
        attempt = _with(data, tree, len(encode(text[:end])), encode(ending))
        if (count := problems(attempt[1])) < fewest:
            fewest, best = count, (ending, attempt)
        if not fewest:
            break
    return best


def _around(text: str, at: int) -> Span:
    """From the last line at the margin up to the next, or to the second if the first may be decorated here."""
    line = text.rfind("\n", 0, at) + 1
    start = max((found.start() for found in _TOP.finditer(text, 0, line + 1)), default=0)
    end = _TOP.search(text, at)
    if end and text.startswith("@", line):
        end = _TOP.search(text, end.end())
    return Span(start, end.start() if end else len(text))


def _with(data: bytes, tree: Tree, at: int, added: bytes) -> tuple[bytes, Tree]:
    changed, old = data[:at] + added + data[at:], tree.copy()
    old.edit(at, at, at + len(added), _point(data, at), _point(data, at), _point(changed, at + len(added)))
    return changed, parse(changed, old)


def _point(data: bytes, at: int) -> Point:
    return Point(data.count(b"\n", 0, at), at - (data.rfind(b"\n", 0, at) + 1))


def _endings(head: str) -> Iterator[str]:
    """What may still be to come after the text so far, the likelier first."""
    lines = head.split("\n")[-_MOST_LINES:]
    indent = lines[-1][: len(lines[-1]) - len(lines[-1].lstrip())]
    filler = " _" if _WANTS_MORE.search(lines[-1]) else ""
    closings = list(dict.fromkeys(_closing("\n".join(lines[-count:])) for count in (1, 2, 4, 10, _MOST_LINES)))
    for closing in closings:
        for ending in (filler + closing, closing):
            yield ending
            if _HEADER.match(lines[-1]) or closing or ")" in lines[-1]:
                yield from (ending + ": pass", ending + ":")
            yield ending + ","
            if _CONDITIONAL.search(lines[-1]):
                yield from (f"{filler} else _{closing}", f"{closing} else _", f"{closing[:1]} else _{closing[1:]}")
            if lines[-1].lstrip().startswith("@"):
                yield f"{ending}\n{indent}def _(): pass"
            if lines[-1].lstrip().startswith("from"):
                yield ending + " import _"
            yield from (f"{ending}\n{outer}except Exception: pass" for outer in _tries(lines))
    yield " pass"
    for quote in ('"', "'", '"""', "'''"):
        for closing in closings:
            yield quote + closing


def _tries(lines: list[str]) -> Iterator[str]:
    """The indentation of `try:` lines that may still be without their `except`."""
    for line in reversed(lines):
        if line.strip() == "try:":
            yield line[: len(line) - len(line.lstrip())]


def _closing(part: str) -> str:
    """The brackets that are open at the end of a piece of code, closed."""
    waiting: list[str] = []
    for char in _STRINGS.sub("", part):
        if char in _CLOSING:
            waiting.append(_CLOSING[char])
        elif waiting and char == waiting[-1]:
            waiting.pop()
    return "".join(reversed(waiting))
