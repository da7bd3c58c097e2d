"""The units of Python: functions, methods, nested and async functions, generators. A span includes the decorators."""

from __future__ import annotations

import ast
import warnings
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from itertools import accumulate, pairwise

from ...domain import Span, Unit
from . import ignores
from .definitions import Found
from .ignores import Headed, Ignored
from .stretch import Stretch
from .syntax import encode, parse

_WRONG_FOR_ANY = ("Missing parentheses in call", "too many")
"""Messages of our own Python about what the grammar lets pass and no version of Python does."""


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
    """One open document, in stretches that are parsed on their own when they are typed in.

    What is typed in one changes nothing in another, as long as it does not touch where they meet.
    """

    def __init__(self, uri: str, text: str, language: str = "python") -> None:
        self.uri, self.language = uri, language
        self._stretches = [Stretch(text)]

    @property
    def text(self) -> str:
        """The text as it is now."""
        return "".join(stretch.text for stretch in self._stretches)

    def edit(self, span: Span, new_text: str) -> frozenset[str]:
        """Replace a span (clamped to the text); the names of the top-level definitions that it changed.

        As `Reach` names them, before and after, "" for other statements; empty where only comments or blank lines
        changed. While the text is broken only what the edit stands in is named; what else has changed by then is named
        as soon as the text is whole again.
        """
        self._stretches = [short for stretch in self._stretches for short in stretch.split()]
        place, start = self._join(span)
        stretch = self._stretches[place]
        names = stretch.edit(Span(span.start - start, span.end - start), new_text)
        return names | self._close(place) if _is_open(stretch) else names

    def prepare(self) -> Iterator[None]:
        """Parse it and find its definitions, in steps: the first look at a long text takes a while."""
        self._stretches = [short for stretch in self._stretches for short in stretch.split()]
        for stretch in self._stretches:
            yield
            stretch.definitions()

    def units(self, touching: Span | None = None) -> list[Unit]:
        """Every unit that no comment switches off and no syntax error runs through, in the order of the text.

        Only those that touch a span, if one is given.
        """
        placed = self._placed()
        off = self._ignored(placed)
        if off.file:
            return []
        found = []
        starts = self._starts()
        near = [touching is None or Span(*ends).touches(touching) for ends in pairwise(starts)]
        for place, was, at, item in placed:
            if item.score is None or not near[place] or off.covers(was + at + item.start):
                continue
            span = self._stretches[place].now(Span(at + item.start, at + item.end))
            if span is not None:
                found.append(self._unit(item, place, starts[place], span))
        return found if touching is None else [unit for unit in found if unit.span.touches(touching)]

    def ignored(self) -> Ignored:
        """What the comments switch off."""
        return self._ignored(self._placed())

    def _starts(self) -> list[int]:
        return [0, *accumulate(len(stretch.text) for stretch in self._stretches)]

    def _join(self, span: Span) -> tuple[int, int]:
        """The stretch that an edit is in, made of all that it may touch, and where that begins."""
        starts = self._starts()
        length = starts[-1]
        end = max(0, min(span.end, length))
        start = max(0, min(span.start, end))
        first = max(0, bisect_left(starts, start) - 1)
        last = min(len(self._stretches), bisect_right(starts, end)) - 1
        if first and start - starts[first] <= self._stretches[first].head:
            first -= 1
        if last + 1 < len(self._stretches) and starts[last + 1] - end <= self._stretches[last].tail:
            last += 1
        self._merge(first, last)
        return first, starts[first]

    def _merge(self, first: int, last: int) -> None:
        if last > first:
            self._stretches[first : last + 1] = [Stretch.joined(self._stretches[first : last + 1])]

    def _close(self, place: int) -> frozenset[str]:
        """A string that is open in one stretch may end in another; what is between them is then within it."""
        others = [other for other, stretch in enumerate(self._stretches) if other != place and _is_open(stretch)]
        if not others:
            return frozenset()
        first, last = min(place, *others), max(place, *others)
        self._merge(first, last)
        return self._stretches[first].read_again()

    def _placed(self) -> list[tuple[int, int, int, Found]]:
        """All definitions, the last of each name: in which stretch, where that began in the text that was parsed."""
        last, was = dict[str, list[tuple[int, int, int, Found]]](), 0
        for place, stretch in enumerate(self._stretches):
            for name, items in stretch.definitions().items():
                last[name] = [(place, was, at, item) for at, item in items]
            was += len(stretch.parsed_text)
        return sorted((placed for items in last.values() for placed in items), key=_position)

    def _ignored(self, placed: list[tuple[int, int, int, Found]]) -> Ignored:
        text = "".join(stretch.parsed_text for stretch in self._stretches)
        suspects = ignores.offsets(text)
        if not suspects:
            return Ignored()
        heads = (
            Headed(Span(was + at + item.start, was + at + item.end), was + at + item.head)
            for _, was, at, item in placed
        )
        return ignores.read(text, heads, [at for at in suspects if self._is_comment(at)])

    def _is_comment(self, at: int) -> bool:
        for stretch in self._stretches:
            if at < len(stretch.parsed_text):
                return stretch.is_comment(at)
            at -= len(stretch.parsed_text)
        return False

    def _unit(self, item: Found, place: int, start: int, span: Span) -> Unit:
        source = self._stretches[place].text[span.start : span.end]
        whole = Span(start + span.start, start + span.end)
        return Unit(self.uri, item.name, item.entry, self.language, whole, source, item.score or 0.0)


def _position(placed: tuple[int, int, int, Found]) -> int:
    _, was, at, item = placed
    return was + at + item.start


def _is_open(stretch: Stretch) -> bool:
    """Whether a string of several lines seems to begin in a stretch and not to end there."""
    odd = any(stretch.text.count(quotes) % 2 for quotes in ('"""', "'''"))
    return odd and not stretch.is_whole
