"""When what was typed in a document is worth a look. Pure: the clock is passed in."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace
from statistics import median

from ..domain import Edit, Span, Suggestion
from ..settings import FulfillOn, Settings
from .places import Applied, after, around, in_common

_SHORTEST_PAUSE_S = 0.15
_LONGEST_GAP_S = 2.0
"""A longer one is a thought, and says nothing of how fast somebody types."""
_PAUSE_IN_GAPS = 4.0
_GAPS = (8, 32)
"""So many are needed to know a rhythm, and so many are remembered."""
_KNOWN_TEXTS = 200
_OFFERS = 20
_RELOAD_CHARS = 200
"""Of a text that is longer, an edit that replaces half is none that a person typed."""
_NEAR_LINES = 3
_LINES_AROUND = 10
_NAME = re.compile(r"[^\W\d]\w*")
_FORMATTED = re.compile(r"[\s'\"(),\\]+")


@dataclass(frozen=True, slots=True)
class Look:
    """One look at what was typed: where that is now, what it said among which names, how much of it was new."""

    typed: Span
    context: tuple[str, frozenset[str]]
    chars: int


@dataclass(frozen=True, slots=True)
class _Offer:
    """A suggestion that was shown, where it begins now, and what stood behind it on its line."""

    suggestion: Suggestion
    at: int
    behind: str


@dataclass(frozen=True, slots=True)
class _Written:
    """All edits of one change as one: what went and what came in its place, without what both have in common."""

    at: int
    removed: str
    inserted: str


class Trigger:
    """Counts what a person types in one document, and knows it from what an editor does on its own.

    `typed` is where it was typed since the last look, `cursor` where the last edit ended. A look is `looking` until it
    has `answered`; an edit of what it is about ends it, and what it was about counts again.
    """

    def __init__(self) -> None:
        self.cursor: int | None = None
        self.typed: Span | None = None
        self.looking: Look | None = None
        self._answered: Look | None = None
        self._chars = 0
        self._known: deque[int] = deque(maxlen=_KNOWN_TEXTS)
        self._offered: deque[_Offer] = deque(maxlen=_OFFERS)
        self._gaps_s: deque[float] = deque(maxlen=_GAPS[1])
        self._typed_s: float | None = None

    def edited(self, before: str, edits: Sequence[Applied], text: str, now_s: float) -> None:
        """One change of the document from one text to another: its edits in turn, each to the text after the last."""
        written = _written(before, [one.edit for one in edits], text)
        chars = self._counted(before, text, written)
        for applied in edits:
            self._carry(applied, text)
            self.cursor = applied.edit.span.start + len(applied.edit.text)
        self._known.append(hash(before))
        if written and len(before) > _RELOAD_CHARS and len(written.removed) > len(before) / 2:
            self.typed, self.looking, self._chars = None, None, 0
        elif written and chars:
            self._chars += chars
            self._grow(text, Span(written.at, written.at + len(written.inserted)))
            self._note_rhythm(now_s)

    def expects(self, text: str) -> None:
        """An edit that we offer makes this of the document: when it is accepted, nobody typed it."""
        self._known.append(hash(text))

    def offers(self, suggestion: Suggestion, text: str) -> None:
        """This is shown at the cursor; when it is accepted, whole or in part, nobody typed it."""
        offer = _Offer(suggestion, suggestion.at, _rest_of_line(text, suggestion.at))
        if offer not in self._offered:
            self._offered.append(offer)

    def rest(self, text: str, cursor: int) -> Suggestion | None:
        """What is left of the last offer whose beginning stands before the cursor, typed or accepted; None without."""
        for offer in reversed(self._offered):
            whole, taken = offer.suggestion.text, text[offer.at : cursor]
            if 0 < len(taken) < len(whole) and whole.startswith(taken) and _rest_of_line(text, cursor) == offer.behind:
                return replace(offer.suggestion, at=cursor, text=whole[len(taken) :])
        return None

    def wait_s(self, settings: Settings) -> float | None:
        """How long to wait for a pause before a look; None while nothing is worth one."""
        if not settings.fulfill or settings.fulfill_on is not FulfillOn.TYPING or self._chars < settings.trigger_chars:
            return None
        if self.typed is None or self.typed.start == self.typed.end:
            return None
        if len(self._gaps_s) < _GAPS[0]:
            return settings.typing_pause_s
        return min(settings.typing_pause_s, max(_SHORTEST_PAUSE_S, _PAUSE_IN_GAPS * median(self._gaps_s)))

    def look(self, text: str, at: Span | None = None, again: bool = False) -> Span | None:
        """Begin a look at what was typed, which is then no longer new; where that is.

        None if the same was answered already, unless a person wants it `again`. `at` is where to look instead. A look
        that has not answered yet is taken over.
        """
        if self.looking and self.typed:
            new, self.typed = self.typed, self.looking.typed
            self._grow(text, new)
        typed, chars = at or self.typed, self._chars
        self.typed, self._chars = None, 0
        if typed is None:
            return None
        look, last = Look(typed, _context(text, typed), chars), self._answered
        if not again and last and last.context == look.context and last.typed.touches(typed):
            return None
        self.looking = look
        return typed

    def answered(self) -> None:
        """The look has brought all that it could."""
        if self.looking:
            self._answered, self.looking = self.looking, None

    def drop(self, text: str) -> None:
        """The look is ended before it has answered: what it was about counts again."""
        if self.looking:
            self._restore(text, self.looking, self.looking.typed)
            self.looking = None

    def forget(self) -> None:
        """What the last look brought is gone: the same may be asked again."""
        self._answered = None

    def _carry(self, applied: Applied, text: str) -> None:
        """Take what is remembered along with an edit on the way to `text`."""
        edit = applied.edit
        self.typed = around(self.typed, edit) if self.typed else None
        moved = (replace(one, at=around(Span(one.at, one.at), edit).start) for one in self._offered)
        self._offered = deque(moved, _OFFERS)
        if self._answered:
            self._answered = replace(self._answered, typed=around(self._answered.typed, edit))
        if self.looking:
            look, place = self.looking, after(self.looking.typed, applied)
            self.looking = replace(look, typed=place) if place else None
            if place is None:
                self._restore(text, look, around(look.typed, edit))

    def _restore(self, text: str, look: Look, place: Span) -> None:
        """Count what a look was about as typed again, where it is now."""
        self._chars += look.chars
        self._grow(text, place)

    def _grow(self, text: str, new: Span) -> None:
        """The region takes in what was typed near it, and moves to what was typed far from it."""
        old = self.typed or new
        between = text[min(old.end, new.end) : max(old.start, new.start)]
        is_near = between.count("\n") <= _NEAR_LINES
        self.typed = Span(min(old.start, new.start), max(old.end, new.end)) if is_near else new

    def _counted(self, before: str, text: str, written: _Written | None) -> int:
        """How many characters of a change a person typed or pasted."""
        if written is None or not written.inserted or hash(text) in self._known or self._is_accepted(before, written):
            return 0
        if written.removed and _bare(written.inserted) == _bare(written.removed):
            return 0
        # Enter comes with the indentation of the next line.
        return 1 if written.inserted.isspace() else len(written.inserted)

    def _is_accepted(self, before: str, written: _Written) -> bool:
        """Whether it goes on with a suggestion; its next character alone is more likely a key."""
        if written.removed:
            return False
        for offer in self._offered:
            whole, taken = offer.suggestion.text, before[offer.at : written.at] + written.inserted
            is_more = len(written.inserted) > 1 or taken == whole
            if offer.at <= written.at and whole.startswith(taken) and is_more:
                return True
        return False

    def _note_rhythm(self, now_s: float) -> None:
        if self._typed_s is not None and 0 < now_s - self._typed_s < _LONGEST_GAP_S:
            self._gaps_s.append(now_s - self._typed_s)
        self._typed_s = now_s


def _written(before: str, edits: Sequence[Edit], text: str) -> _Written | None:
    """The edits as one where each touches what the earlier ones wrote, as keys do; None for edits here and there."""
    if not edits:
        return None
    start = edits[0].span.start
    old_end = new_end = start
    for edit in edits:
        if edit.span.start > new_end or edit.span.end < start:
            return None
        beyond = max(0, edit.span.end - new_end)
        start = min(start, edit.span.start)
        old_end, new_end = old_end + beyond, new_end + beyond + len(edit.text) - (edit.span.end - edit.span.start)
    removed, inserted = before[start:old_end], text[start:new_end]
    head = in_common(removed, inserted)
    removed, inserted = removed[head:], inserted[head:]
    tail = in_common(removed[::-1], inserted[::-1])
    return _Written(start + head, removed[: len(removed) - tail], inserted[: len(inserted) - tail])


def _bare(code: str) -> str:
    """Code without what formatting changes: white space, quotes, brackets and commas."""
    return _FORMATTED.sub("", code)


def _rest_of_line(text: str, at: int) -> str:
    end = text.find("\n", at)
    return text[at : len(text) if end < 0 else end]


def _context(text: str, typed: Span) -> tuple[str, frozenset[str]]:
    """What was typed, and the names of the lines around it."""
    start, end = typed.start, typed.end
    for _ in range(_LINES_AROUND):
        start = max(0, text.rfind("\n", 0, start))
        found = text.find("\n", end + 1)
        end = len(text) if found < 0 else found
    return text[typed.start : typed.end].strip(), frozenset(_NAME.findall(text[start:end]))
