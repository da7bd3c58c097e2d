"""A stretch of top-level statements that is typed in: what an edit changed of it, and the definitions that stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from tree_sitter import Node, Point, Tree

from ...domain import Span
from .changes import Splice, changed, differing, headers, places
from .definitions import Found, found
from .syntax import DEFINITIONS, Offsets, decode, encode, is_branch, parse

LONGEST_BYTES = 3_000
"""A stretch of that much is parsed in a millisecond or two, also while it is broken."""
Placed = tuple[int, Found]
"""A definition and the offset of the top-level statement it stands in."""
Known = dict[bytes, dict[str, tuple[Found, ...]]]
"""Definitions by the source of their top-level statement."""


@dataclass(frozen=True, slots=True)
class Parsed:
    """A text with its tree."""

    text: str
    data: bytes
    tree: Tree

    @classmethod
    def of(cls, text: str) -> Parsed:
        """A text on its own."""
        data = encode(text)
        return cls(text, data, parse(data))

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


class Stretch:
    """Its text, and the tree of its last state that was worth parsing.

    A parser that looks for a way through broken text takes as long as all that follows. So while the statement that is
    being typed is broken on its own, the rest is not parsed again: it stands as it did, and moves. `head` and `tail`
    count what at its beginning and its end an edit of it alone must not touch: that may come to belong to what is
    around the stretch.
    """

    def __init__(self, text: str, head: int = 0, tail: int = 0, known: Known | None = None) -> None:
        self.head, self.tail = head, tail
        self._text, self._data = text, encode(text)
        self._last: Parsed | None = None
        self._splices: tuple[Splice, Splice] | None = None
        """In bytes and in code points: what became of the parsed text since."""
        self._part = (0, 0)
        """The bytes of the parsed text that have been typed in since, to the borders of statements."""
        self._whole: Parsed | None = None
        """The last state without a syntax error, while there is one."""
        self._found: Known = known or {}
        self._definitions: dict[str, list[Placed]] | None = None

    @classmethod
    def joined(cls, parts: Sequence[Stretch]) -> Stretch:
        """Neighbours as one, with what was typed in each."""
        known = {source: names for part in parts for source, names in part._found.items()}
        new = cls("".join(part.parsed_text for part in parts), parts[0].head, parts[-1].tail, known)
        new._note_all(parts)
        if any(part._whole for part in parts):
            new._whole = Parsed.of("".join((part._whole or part._parsed).text for part in parts))
        new._text = "".join(part.text for part in parts)
        new._data = b"".join(part._data for part in parts)
        return new

    @property
    def _parsed(self) -> Parsed:
        if self._last is None:
            self._last = Parsed(self._text, self._data, parse(self._data))
        return self._last

    @property
    def text(self) -> str:
        """The text as it is now."""
        return self._text

    @property
    def parsed_text(self) -> str:
        """The text that its definitions stand in."""
        return self._last.text if self._last else self._text

    @property
    def is_whole(self) -> bool:
        """Whether it has no syntax error."""
        return self._splices is None and not self._parsed.tree.root_node.has_error

    @property
    def is_long(self) -> bool:
        """Whether it is worth splitting."""
        return len(self._data) > 2 * LONGEST_BYTES

    def split(self) -> list[Stretch]:
        """The same in shorter stretches, if it is whole and long."""
        if not self.is_long or not self.is_whole:
            return [self]
        data, offsets = self._data, Offsets(self._data)
        tops = [node for node in self._parsed.tree.root_node.children if node.type != "comment"]
        groups: list[list[Node]] = [[]]
        for node in tops:
            if groups[-1] and node.start_byte - groups[-1][0].start_byte > LONGEST_BYTES and _begins_line(node, data):
                groups.append([])
            groups[-1].append(node)
        if len(groups) == 1:
            return [self]
        starts = [0, *(group[0].start_byte for group in groups[1:])]
        found: list[Stretch] = []
        for group, start, end in zip(groups, starts, [*starts[1:], len(data)], strict=True):
            is_first, is_last = start == 0, end == len(data)
            head = self.head if is_first else offsets.chars(group[0].end_byte) - offsets.chars(start)
            tail = self.tail if is_last else offsets.chars(end) - offsets.chars(group[-1].start_byte)
            found.append(Stretch(decode(data[start:end]), head, tail, self._found))
        return found

    def definitions(self) -> dict[str, list[Placed]]:
        """Those of the parsed text by top-level name, the last of each; of what did not change, those found before."""
        if self._definitions is None:
            data, offsets = self._parsed.data, Offsets(self._parsed.data)
            known, self._found, self._definitions = self._found, {}, {}
            for statement in _tops(self._parsed.tree):
                source = data[statement.start_byte : statement.end_byte]
                self._found[source] = names = known.get(source) or found(statement, data)
                at = offsets.chars(statement.start_byte)
                self._definitions |= {name: [(at, item) for item in items] for name, items in names.items()}
        return self._definitions

    def now(self, span: Span) -> Span | None:
        """Where a span of the parsed text is now; None if it is being typed in."""
        if self._splices is None:
            return span
        chars = self._splices[1]
        if span.start <= chars.last and chars.first <= span.end:
            return None
        return Span(chars.after(span.start), chars.after(span.end))

    def is_comment(self, at: int) -> bool:
        """Whether a comment begins at an offset of the parsed text."""
        byte = self._parsed.byte(at)
        node = self._parsed.tree.root_node.descendant_for_byte_range(byte, byte + 1)
        return node is not None and node.type == "comment" and node.start_byte == byte

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
        self._last = self._parsed
        self._text = self._text[:start] + new_text + self._text[end:]
        self._data = old_data[:first] + added + old_data[last:]
        edit = Splice(first, last, first + len(added))
        self._note(edit, Splice(start, end, start + len(new_text)))
        if self._is_broken_here():
            self._whole = self._parsed
            return self._touched() | headers(old_data, first, last) | headers(self._data, first, edit.new_last)
        return self._reparse(old_data, edit)

    def read_again(self) -> frozenset[str]:
        """The names of what changed now that it was joined of parts that did not parse alone."""
        return self._touched() if self._is_broken_here() else self._reparse(self._data, Splice(0, 0, 0))

    def _note_all(self, parts: Sequence[Stretch]) -> None:
        """Take over what was typed in the parts that this is joined of; what came first begins where it did."""
        data_bytes = now_bytes = chars = now_chars = 0
        for part in parts:
            if part._splices:
                of_bytes = _moved(part._splices[0], data_bytes, now_bytes)
                of_chars = _moved(part._splices[1], chars, now_chars)
                known, begin, end = self._splices, data_bytes + part._part[0], data_bytes + part._part[1]
                self._splices = (
                    (_around(known[0], of_bytes), _around(known[1], of_chars)) if known else (of_bytes, of_chars)
                )
                self._part = (self._part[0] if known else begin, end)
            data_bytes, now_bytes = data_bytes + len(encode(part.parsed_text)), now_bytes + len(part._data)
            chars, now_chars = chars + len(part.parsed_text), now_chars + len(part.text)
        self._last = Parsed.of(self._text)

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
        self._last, self._splices, self._definitions = new, None, None
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

    def _byte(self, at: int) -> int:
        return at if len(self._data) == len(self._text) else len(encode(self._text[:at]))


def _moved(splice: Splice, by: int, now_by: int) -> Splice:
    """A splice of a part as one of all parts: it begins at the place where the text before it did."""
    return Splice(splice.first + by, splice.last + by, splice.new_last + now_by)


def _around(one: Splice, later: Splice) -> Splice:
    """Two splices of one text, the second behind the first, as one."""
    return Splice(one.first, later.last, later.new_last)


def _begins_line(node: Node, data: bytes) -> bool:
    return node.start_point.column == 0 and data[node.start_byte - 1 : node.start_byte] == b"\n"


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
