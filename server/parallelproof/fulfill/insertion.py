"""What of a model's text belongs at the cursor: said once, indented as it should be, ended where code ends."""

from __future__ import annotations

import ast
import keyword
import re
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node

from ..languages.python.syntax import encode, parse

MOST_LINES = 12
_FENCED = re.compile(r"^```[\w+-]*[ \t]*\n(?P<code>.*?)(?:\n?^[ \t]*```|\Z)", re.DOTALL | re.MULTILINE)
_TOP = re.compile(r"^(?!(?:elif|else|except|finally|case)\b)[^\s#)\]}]", re.MULTILINE)
_CLOSING = ")]}"
_LAST_WORD = re.compile(r"[^\W\d]\w*\Z")
_ECHO_CHARS = 400
_LEAST_ECHO_CHARS = 3
_LARGEST_CHARS = 40_000
"""Parsing more would keep the event loop waiting."""


@dataclass(frozen=True, slots=True)
class Place:
    """The top-level statements around a cursor, in two parts; lines end in `\\n`."""

    before: str
    after: str

    @property
    def line(self) -> str:
        """The cursor's line, up to the cursor."""
        return self.before[self.before.rfind("\n") + 1 :]

    @property
    def rest(self) -> str:
        """The cursor's line, from the cursor on."""
        return self.after.partition("\n")[0].rstrip()

    @property
    def indent(self) -> str:
        """The white space that the cursor's line begins with."""
        return self.line[: len(self.line) - len(self.line.lstrip())]


def place(text: str, cursor: int) -> Place:
    """Where the cursor stands: from the last line at the margin up to the next, so that it parses on its own."""
    before, after = (part.replace("\r\n", "\n") for part in (text[:cursor], text[cursor:]))
    line_start = before.rfind("\n") + 1
    starts = [found.start() for found in _TOP.finditer(before, 0, line_start)]
    line_end = after.find("\n") + 1 or len(after)
    end = _TOP.search(after, line_end)
    if end and before.startswith("@", line_start):
        end = _TOP.search(after, end.end())
    return Place(before[starts[-1] if starts else 0 :], after[: end.start() if end else len(after)])


def fitted(text: str, at: Place) -> str:
    """What of a model's text to insert, "" where nothing fits: the code must parse no worse than before."""
    if len(at.before) + len(at.after) > _LARGEST_CHARS:
        return ""
    code = _plain(text)
    readings = [_first_block(_up_to_what_follows(said, at)) for said in (_without_echo(code, at), code)]
    if not readings[0].strip():
        return ""
    variants = dict.fromkeys(variant for said in readings for variant in _variants(said, at) if variant.strip())
    allowed = _allowed(at)
    for lines in range(MOST_LINES, 0, -1):
        for variant in variants:
            written = variant.split("\n")
            shorter = "\n".join(written[:lines]).rstrip()
            is_new = lines <= len(written) or lines == MOST_LINES
            if is_new and shorter.strip() and _faults(at, shorter) <= allowed:
                return shorter
    return ""


def _plain(text: str) -> str:
    """The code of an answer that may be Markdown."""
    if fenced := _FENCED.search(text):
        return fenced["code"]
    bare = text.strip()
    return bare[1:-1] if re.fullmatch(r"`[^`\n]+`", bare) else text


def _without_echo(text: str, at: Place) -> str:
    """The text without what it says again of what stands before the cursor."""
    for start in range(max(0, len(at.before) - _ECHO_CHARS), len(at.before)):
        if text.startswith(at.before[start:]) and _is_echo(at.before, start):
            return text[len(at.before) - start :]
    if at.line.strip():
        begin, line = text.lstrip(), at.line.lstrip()
        return begin[len(line) :] if begin.startswith(line) else text
    text = text.lstrip("\n")
    indent = text[: len(text) - len(text.lstrip())]
    return text[len(at.indent) if indent.startswith(at.indent) else len(indent) :]


def _is_echo(before: str, start: int) -> bool:
    """Whether the text from there on is long enough, and begins a line or at least a word."""
    tail, line = before[start:], before[before.rfind("\n", 0, start) + 1 : start]
    is_whole = not line.strip() if "\n" in tail else not (_is_wordy(tail[0]) and _is_wordy(line[-1:]))
    return is_whole and len(tail.strip()) >= _LEAST_ECHO_CHARS


def _up_to_what_follows(text: str, at: Place) -> str:
    """The text up to where it says again what stands on the next line."""
    following = next((line.rstrip() for line in at.after.split("\n")[1:] if line.strip()), "")
    if len(re.sub(r"\W", "", following)) < _LEAST_ECHO_CHARS:
        return text
    lines = text.split("\n")
    whole = [at.line + lines[0], *lines[1:]]
    ends = (number for number, line in enumerate(whole) if line.rstrip() == following)
    return "\n".join(lines[: next(ends, len(lines))])


def _first_block(text: str) -> str:
    """The text up to a line at the margin after a blank one, where something else begins."""
    lines = text.rstrip().split("\n")
    for number in range(1, len(lines)):
        is_margin = bool(lines[number]) and not lines[number][0].isspace()
        if is_margin and not lines[number - 1].strip() and any(map(str.strip, lines[:number])):
            lines = lines[:number]
            break
    return "\n".join(lines[:MOST_LINES]).rstrip()


def _variants(text: str, at: Place) -> Iterator[str]:
    """Ways to read the text, the likeliest first."""
    for said in _indented(text, at):
        for shorter in _before_rest(said, at):
            word = _LAST_WORD.search(at.line)
            if word and keyword.iskeyword(word[0]) and _is_wordy(shorter[:1]):
                yield f" {shorter}"
            yield shorter


def _indented(text: str, at: Place) -> Iterator[str]:
    """The text as it is, and with its lines moved to the cursor's indentation."""
    first, *more = text.split("\n")
    if "\n\t" in at.before and "\n    " not in at.before:
        more = [re.sub(r"^(?: {4})+", lambda spaces: "\t" * (len(spaces[0]) // 4), line) for line in more]
    moved = [at.indent + line if line.strip() else line for line in more]
    both = ["\n".join([first, *more]), "\n".join([first, *moved])]
    is_relative = any(line.strip() and not line[0].isspace() and line[0] not in _CLOSING for line in more)
    yield from reversed(both) if is_relative else both


def _before_rest(text: str, at: Place) -> Iterator[str]:
    """The text without what it says again, at its end, of the rest of the line: all of that, less of it, or nothing."""
    for common in range(len(at.rest), -1, -1):
        if text.endswith(at.rest[:common]):
            yield text[: len(text) - common]


def _is_wordy(char: str) -> bool:
    return char.isalnum() or char == "_"


def _allowed(at: Place) -> int:
    """How many faults the code had without the line that is being written, or with it as it is."""
    without = Place(at.before[: len(at.before) - len(at.line)] + at.indent, at.after[len(at.rest) :])
    return min(_faults(at, ""), _faults(without, "pass"))


def _faults(at: Place, insert: str) -> int:
    """What is wrong with the code once the text is inserted: errors of the grammar, and one more if it is no Python."""
    code = f"{at.before}{insert}{at.after}"
    errors, nodes = 0, [parse(encode(code)).root_node]
    while nodes:
        node = nodes.pop()
        errors += node.is_error or node.is_missing
        nodes += [child for child in node.children if _is_faulty(child)]
    return errors + (not _is_python(code))


def _is_faulty(node: Node) -> bool:
    return node.has_error or node.is_error or node.is_missing


def _is_python(code: str) -> bool:
    try:
        ast.parse(code)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return False
    return True
