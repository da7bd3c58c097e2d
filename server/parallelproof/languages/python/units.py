"""The units of Python: functions, methods, nested and async functions, generators. A span includes the decorators."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from tree_sitter import Node, Point, Tree

from ...domain import Span, Unit
from . import ignores
from .changes import Splice, changed, differing, headers, places
from .definitions import Found, found
from .ignores import Headed, Ignored
from .syntax import DEFINITIONS, Offsets, encode, is_branch, parse

_WRONG_FOR_ANY = ("Missing parentheses in call", "too many")
"""Messages of our own Python about what the grammar lets pass and no version of Python does."""
Placed = tuple[int, Found]
"""A definition and the offset of the top-level statement it stands in."""


def units(text: str, uri: str, language: str = "python") -> list[Unit]:
    """Every unit of a text in the order of the text; around a syntax error, those of the intact parts."""
    return PythonDocument(uri, text, language).units()


def ignored(text: str) -> Ignored:
    """What the `# parallelproof: ignore` comments of a text switch off."""
    return PythonDocument("", text).ignored()


def syntax_error(text: str) -> tuple[int, str] | None:
    """Line (from 1) and message of the first syntax error; syntax that is only newer than our own Python is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            ast.parse(text)
    except SyntaxError as error:
        broken = parse(encode(text)).root_node.has_error or isinstance(error, IndentationError)
        if broken or error.msg.startswith(_WRONG_FOR_ANY):
            return error.lineno or 1, error.msg
    except ValueError as error:
        return 1, str(error)
    except (RecursionError, MemoryError):
        return 1, "it is nested too deeply"
    return None


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text with its tree."""

    text: str
    data: bytes
    tree: Tree

    def byte(self, at: int) -> int:
        """The offset in bytes of an offset in code points."""
        return at if len(self.data) == len(self.text) else len(encode(self.text[:at]))

    def around(self, first: int, last: int) -> tuple[int, int]:
        """The top-level statements that a range of bytes touches, with one on each side (decorators)."""
        before, after = 0, len(self.data)
        for node in self.tree.root_node.children:
            if node.end_byte < first:
                before = node.start_byte
            elif node.start_byte > last:
                after = node.end_byte
                break
        return before, after


class PythonDocument:
    """One open document: its text, and the tree of its last state that was worth parsing.

    A parser that looks for a way through broken text takes as long as all that follows. So while the statement that is
    being typed is broken on its own, the rest is not parsed again: it stands as it did, and moves.
    """

    def __init__(self, uri: str, text: str, language: str = "python") -> None:
        self.uri, self.language = uri, language
        data = encode(text)
        self._text, self._data = text, data
        self._parsed = Parsed(text, data, parse(data))
        self._splices: tuple[Splice, Splice] | None = None
        """In bytes and in code points: what became of the parsed text since."""
        self._part = (0, 0)
        """The bytes of the parsed text that have been typed in since, to the borders of statements."""
        self._whole: Parsed | None = None
        """The last state without a syntax error, while there is one."""
        self._found: dict[bytes, dict[str, tuple[Found, ...]]] = {}

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self._text

    def edit(self, span: Span, new_text: str) -> frozenset[str]:
        """Replace a span (clamped to the text); the names of the top-level definitions that it changed.

        As `Reach` names them, before and after, "" for other statements; empty where only comments or blank lines
        changed. While the text is broken only what the edit stands in is named; what else has changed by then is named
        as soon as the text is whole again.
        """
        end = max(0, min(span.end, len(self._text)))
        start = max(0, min(span.start, end))
        first, last, added = self._byte(start), self._byte(end), encode(new_text)
        old_data = self._data
        self._text = self._text[:start] + new_text + self._text[end:]
        self._data = old_data[:first] + added + old_data[last:]
        edit = Splice(first, last, first + len(added))
        self._note(edit, Splice(start, end, start + len(new_text)))
        if self._is_broken_here():
            self._whole = self._parsed
            return self._touched() | headers(old_data, first, last) | headers(self._data, first, edit.new_last)
        return self._reparse(old_data, edit)

    def units(self) -> list[Unit]:
        """Every unit that no comment switches off and no syntax error runs through, in the order of the text."""
        placed = list(self._definitions())
        off = self._ignored(placed)
        if off.file:
            return []
        spans = (
            (item, Span(at + item.start, at + item.end))
            for at, item in placed
            if item.score is not None and not off.covers(at + item.start)
        )
        return [self._unit(item, now) for item, span in spans if (now := self._now(span)) is not None]

    def ignored(self) -> Ignored:
        """What the comments switch off."""
        return self._ignored(list(self._definitions()))

    def _note(self, edit: Splice, chars: Splice) -> None:
        """Remember an edit, and which part of the parsed text it and those before it stand in."""
        known = self._splices
        self._splices = (known[0].then(edit), known[1].then(chars)) if known else (edit, chars)
        first, last = (known[0].before(edit.first), known[0].before(edit.last)) if known else (edit.first, edit.last)
        before, after = self._parsed.around(first, last)
        self._part = (min(self._part[0], before), max(self._part[1], after)) if known else (before, after)

    def _is_broken_here(self) -> bool:
        """Whether what is being typed is broken on its own, in a text that was whole."""
        if self._splices is None or self._parsed.tree.root_node.has_error:
            return False
        begin, end = self._part[0], self._splices[0].after(self._part[1])
        return parse(self._data[begin:end]).root_node.has_error

    def _touched(self) -> frozenset[str]:
        """The definitions of the parsed text that have been typed in since."""
        if self._splices is None:
            return frozenset()
        within = places(self._parsed.tree, self._splices[0].first, self._splices[0].last)
        return frozenset(name for name, _, _ in within)

    def _reparse(self, old_data: bytes, last_edit: Splice) -> frozenset[str]:
        old, edit = self._parsed, self._splices[0] if self._splices else last_edit
        stale = old.tree.copy()
        points = (_point(old.data, edit.first), _point(old.data, edit.last), _point(self._data, edit.new_last))
        stale.edit(edit.first, edit.last, edit.new_last, *points)
        new = Parsed(self._text, self._data, parse(self._data, stale))
        was_broken, is_broken = old.tree.root_node.has_error, new.tree.root_node.has_error
        self._parsed, self._splices = new, None
        if is_broken:
            self._whole = self._whole if was_broken else old
            names = changed(old.tree, new.tree, edit, [])
            first, last, new_last = last_edit.first, last_edit.last, last_edit.new_last
            return names | headers(old_data, first, last) | headers(new.data, first, new_last)
        if self._whole is not None or was_broken:
            whole, self._whole = self._whole, None
            return differing((whole.data, whole.tree) if whole else None, (new.data, new.tree))
        restructured = [(part.start_byte, part.end_byte) for part in stale.changed_ranges(new.tree)]
        return changed(old.tree, new.tree, edit, restructured)

    def _definitions(self) -> Iterator[Placed]:
        """All definitions of the parsed text, the last of each name; of what did not change, those found before."""
        data = self._parsed.data
        offsets, last = Offsets(data), {}
        known, self._found = self._found, {}
        for statement in _tops(self._parsed.tree):
            source = data[statement.start_byte : statement.end_byte]
            self._found[source] = names = known.get(source) or found(statement, data)
            at = offsets.chars(statement.start_byte)
            for name, items in names.items():
                last[name] = [(at, item) for item in items]
        return iter(sorted((pair for pairs in last.values() for pair in pairs), key=_position))

    def _ignored(self, placed: list[Placed]) -> Ignored:
        suspects = ignores.offsets(self._parsed.text)
        if not suspects:
            return Ignored()
        heads = (Headed(Span(at + item.start, at + item.end), at + item.head) for at, item in placed)
        return ignores.read(self._parsed.text, heads, [at for at in suspects if self._is_comment(at)])

    def _is_comment(self, at: int) -> bool:
        byte = self._parsed.byte(at)
        node = self._parsed.tree.root_node.descendant_for_byte_range(byte, byte + 1)
        return node is not None and node.type == "comment" and node.start_byte == byte

    def _now(self, span: Span) -> Span | None:
        """Where a span of the parsed text is now; None if it is being typed in."""
        if self._splices is None:
            return span
        chars = self._splices[1]
        if span.start <= chars.last and chars.first <= span.end:
            return None
        return Span(chars.after(span.start), chars.after(span.end))

    def _unit(self, item: Found, span: Span) -> Unit:
        source = self._text[span.start : span.end]
        return Unit(self.uri, item.name, item.entry, self.language, span, source, item.score or 0.0)

    def _byte(self, at: int) -> int:
        return at if len(self._data) == len(self._text) else len(encode(self._text[:at]))


def _position(placed: Placed) -> int:
    return placed[0] + placed[1].start


def _tops(tree: Tree) -> Iterator[Node]:
    """The top-level statements that define something or may hold what does."""
    for node in tree.root_node.named_children:
        if node.type in DEFINITIONS or is_branch(node):
            yield node
        elif node.is_error:
            yield from (
                part for part in node.named_children if part.type in DEFINITIONS and not part.start_point.column
            )


def _point(data: bytes, byte: int) -> Point:
    return Point(data.count(b"\n", 0, byte), byte - (data.rfind(b"\n", 0, byte) + 1))
