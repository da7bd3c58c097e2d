"""The cards of one document: few of a kind, none twice, moved with edits elsewhere, gone with an edit of their text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace

from ..domain import Card, CardKind, Meaning, Span
from ..settings import Settings
from .places import Applied, after

MOST = 3
"""Cards of a kind, where questions that ask and questions that only tell are two kinds."""
_ALIKE = 0.8
"""Texts that share more of their words say the same."""
_WORD = re.compile(r"\w+")


def is_wanted(kind: CardKind, settings: Settings) -> bool:
    """Whether the settings let such cards be shown."""
    by_kind = {"question": settings.ambiguity, "context": settings.web_context, "completion": settings.completion}
    return settings.enabled and settings.fulfill and by_kind[kind]


def shifted(card: Card, name: str, applied: Applied) -> Card | None:
    """A card after an edit; None if it was about what the edit changed, or if it is a question that the edit settles.

    Of a completion, what was typed of its beginning is no longer to be inserted.
    """
    edit = applied.edit
    if card.kind == "completion" and edit.span.start == card.span.end:
        rest = card.insert[len(edit.text) :]
        is_typed = edit.span.end == edit.span.start and rest and card.insert.startswith(edit.text)
        return (
            replace(card, span=Span(card.span.start, card.span.end + len(edit.text)), insert=rest) if is_typed else None
        )
    place = after(card.span, applied)
    is_attribute_now = edit.span.end == card.span.start and edit.text.endswith(".")
    if card.kind == "question" and (is_attribute_now or _is_bound(name, applied.lines)):
        return None
    return replace(card, span=place) if place else None


@dataclass(frozen=True, slots=True)
class _Kept:
    """A card, the number of the look that found it, and the text that it is about."""

    look: int
    card: Card
    name: str

    @property
    def rank(self) -> tuple[int, float]:
        """What was found later comes first, then what is likelier."""
        return self.look, self.card.score


@dataclass(slots=True)
class Cards:
    """What was found for one document and still stands."""

    revision: int = 0
    """Grows with what is shown, wherever it stands."""
    ignored: set[str] = field(default_factory=set)
    """Names that nobody wants to be asked about here."""
    _kept: list[_Kept] = field(default_factory=list)
    _look: int = 0
    _since: list[Applied] | None = None
    """The edits since the look began, while it lasts."""

    @contextmanager
    def look(self) -> Iterator[None]:
        """A new look at the text as it is now: what it finds takes the place of what earlier ones found."""
        self._look += 1
        since = list[Applied]()
        self._since = since
        try:
            yield
        finally:
            # Another may have begun before this one knew that it was cancelled.
            self._since = None if self._since is since else self._since

    def add(self, found: Card, text: str) -> bool:
        """Keep a card that the look found; `text` is the document's now. Whether it was kept.

        It is not kept where its own text has changed since, or where better ones say the same or fill its place.
        """
        new = self._caught_up(found, text)
        if new is None or (found.kind == "question" and new.name in self.ignored):
            return False
        same = [one for one in self._kept if _says_the_same(one.card, new.card)]
        if any(one.rank >= new.rank for one in same):
            return False
        rest = [one for one in self._kept if one not in same]
        group = sorted([*(one for one in rest if _group(one.card) == _group(found)), new], key=lambda one: one.rank)
        too_many = group[:-MOST]
        if new in too_many:
            return False
        self._kept = [*(one for one in rest if one not in too_many), new]
        self.revision += 1
        return True

    def edit(self, applied: Applied) -> bool:
        """Take the cards along with an edit; whether one of them is gone."""
        if self._since is not None:
            self._since.append(applied)
        pairs = [(one, shifted(one.card, one.name, applied)) for one in self._kept]
        self._kept = [replace(one, card=card) for one, card in pairs if card]
        is_lost = len(self._kept) < len(pairs)
        self.revision += is_lost
        return is_lost

    def ignore(self, name: str) -> None:
        """Ask no more about a name in this document."""
        self.ignored.add(name)
        self._kept = [one for one in self._kept if one.card.kind != "question" or one.name != name]
        self.revision += 1

    def shown(self, settings: Settings, kind: CardKind | None = None) -> Iterator[Card]:
        """The cards that the settings let be shown, or only those of a kind, the best first."""
        for one in sorted(self._kept, key=lambda one: one.rank, reverse=True):
            if kind in (None, one.card.kind) and is_wanted(one.card.kind, settings):
                yield one.card

    def _caught_up(self, found: Card, text: str) -> _Kept | None:
        """A card as it stands now, after the edits since the look began; None if they are about its own text."""
        card = found
        for applied in self._since or ():
            # What it asks about is only known in the end, and what stands is never changed on the way there.
            moved = shifted(card, "", applied)
            if moved is None:
                return None
            card = moved
        name = text[card.span.start : card.span.end]
        is_bound = any(_is_bound(name, applied.lines) for applied in self._since or ())
        return None if card.kind == "question" and is_bound else _Kept(self._look, card, name)


def _is_bound(name: str, lines: str) -> bool:
    """Whether one of the lines imports, defines or assigns a name."""
    if not name or name not in lines:
        return False
    word = rf"{re.escape(name)}\b"
    ways = (
        rf"(?:from|import)\b.*\b{word}",
        rf"(?:async[ \t]+)?(?:def|class)[ \t]+{word}",
        rf"{word}[ \t]*(?:,[ \t]*$|=(?!=)|:.*=)",
    )
    return re.search(rf"^[ \t]*(?:{'|'.join(ways)})", lines, re.MULTILINE) is not None


def _group(card: Card) -> tuple[CardKind, bool]:
    return card.kind, card.is_open or card.is_undefined


def _says_the_same(one: Card, other: Card) -> bool:
    """Whether a person would take two cards for one."""
    if one.kind != other.kind:
        return False
    if one.kind == "completion":
        return one.span.end == other.span.end and one.insert == other.insert
    if one.kind == "question":
        return one.span == other.span or (_meant(one) == _meant(other) != [])
    sources, others = ({citation.source for citation in card.citations} for card in (one, other))
    if sources and others and (sources <= others or others <= sources):
        return True
    words, more = (set(_WORD.findall(card.text.lower())) for card in (one, other))
    return len(words & more) > _ALIKE * len(words | more)


def _meant(card: Card) -> list[tuple[str, str]]:
    return [_key(meaning) for meaning in card.meanings]


def _key(meaning: Meaning) -> tuple[str, str]:
    return meaning.name, meaning.module or str(meaning.path)
