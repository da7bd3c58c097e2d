"""The units of Python: functions, methods, nested and async functions, generators. A span includes the decorators."""

from __future__ import annotations

import ast
import warnings
from collections.abc import Iterator

from tree_sitter import Node, Point, Tree

from ...domain import Span, Unit
from . import ignores
from .changes import ByteEdit, changed, differing, headers, places
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


class PythonDocument:
    """One open document: its text and tree, reparsed only where it changes."""

    def __init__(self, uri: str, text: str, language: str = "python") -> None:
        self.uri, self.language = uri, language
        self._text = text
        self._data = encode(text)
        self._tree = parse(self._data)
        self._found: dict[bytes, dict[str, tuple[Found, ...]]] = {}
        self._seen: dict[str, str] = {}
        self._whole: tuple[bytes, Tree] | None = None
        """The last state without a syntax error, while there is one."""

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
        old, old_data = self._tree.copy(), self._data
        self._text = self._text[:start] + new_text + self._text[end:]
        self._data = old_data[:first] + added + old_data[last:]
        return self._reparse(old, old_data, ByteEdit(first, last, first + len(added)))

    def _reparse(self, old: Tree, old_data: bytes, edit: ByteEdit) -> frozenset[str]:
        stale, data = self._tree, self._data
        points = (_point(old_data, edit.first), _point(old_data, edit.last), _point(data, edit.new_last))
        stale.edit(edit.first, edit.last, edit.new_last, *points)
        self._tree = parse(data, stale)
        was_broken, is_broken = old.root_node.has_error, self._tree.root_node.has_error
        if is_broken:
            self._whole = self._whole if was_broken else (old_data, old)
            names = changed(old, self._tree, edit, [])
            return names | headers(old_data, edit.first, edit.last) | headers(data, edit.first, edit.new_last)
        if was_broken:
            whole, self._whole = self._whole, None
            return differing(whole, (data, self._tree))
        restructured = [(part.start_byte, part.end_byte) for part in stale.changed_ranges(self._tree)]
        return changed(old, self._tree, edit, restructured)

    def units(self) -> list[Unit]:
        """Every unit that no comment switches off, in the order of the text."""
        placed = list(self._definitions())
        off = self._ignored(placed)
        if off.file:
            return []
        return [
            self._unit(at, item, item.score)
            for at, item in placed
            if item.score is not None and not off.covers(at + item.start)
        ]

    def changed(self) -> list[Unit]:
        """The units whose source changed since the last look; at the first look, all."""
        now = self.units()
        changed = [unit for unit in now if self._seen.get(unit.name) != unit.source]
        self._seen = {unit.name: unit.source for unit in now}
        return changed

    def ignored(self) -> Ignored:
        """What the comments switch off."""
        return self._ignored(list(self._definitions()))

    def definition_at(self, span: Span) -> str:
        """The name of the one top-level definition that the span lies within or at an edge of, "" for the rest."""
        names = self._names_in(max(0, span.start), min(span.end, len(self._text)))
        return next(iter(names)) if len(names) == 1 else ""

    def _definitions(self) -> Iterator[Placed]:
        """All definitions, the last of each name; those of a statement that did not change come from before."""
        offsets, last = Offsets(self._data), {}
        known, self._found = self._found, {}
        for statement in _tops(self._tree):
            source = self._data[statement.start_byte : statement.end_byte]
            self._found[source] = names = known.get(source) or found(statement, self._data)
            at = offsets.chars(statement.start_byte)
            for name, items in names.items():
                last[name] = [(at, item) for item in items]
        return iter(sorted((pair for pairs in last.values() for pair in pairs), key=_position))

    def _ignored(self, placed: list[Placed]) -> Ignored:
        suspects = ignores.offsets(self._text)
        if not suspects:
            return Ignored()
        heads = (Headed(Span(at + item.start, at + item.end), at + item.head) for at, item in placed)
        return ignores.read(self._text, heads, [at for at in suspects if self._is_comment(at)])

    def _is_comment(self, at: int) -> bool:
        byte = self._byte(at)
        node = self._tree.root_node.descendant_for_byte_range(byte, byte + 1)
        return node is not None and node.type == "comment" and node.start_byte == byte

    def _unit(self, at: int, item: Found, score: float) -> Unit:
        span = Span(at + item.start, at + item.end)
        source = self._text[span.start : span.end]
        return Unit(self.uri, item.name, item.entry, self.language, span, source, score)

    def _byte(self, at: int) -> int:
        return at if len(self._data) == len(self._text) else len(encode(self._text[:at]))

    def _names_in(self, start: int, end: int) -> frozenset[str]:
        return frozenset(name for name, _, _ in places(self._tree, self._byte(start), self._byte(end)))


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
