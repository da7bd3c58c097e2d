"""Asks the real fulfiller, with real ripgrep, about the prepared edits, and judges what it says."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from parallelproof.domain import Card
from parallelproof.fulfill.ambiguity import Ambiguity
from parallelproof.search import ripgrep
from parallelproof.settings import Settings

from .prepared_edits import Case, cases, misjudged, miss, request, unpack

SETTINGS = Settings(show_undefined=True)


class Alone:
    """A board on which nobody else writes."""

    cards: tuple[Card, ...] = ()

    async def settled(self, name: str, timeout_s: float) -> None:
        """Nobody is waited for."""


@dataclass(frozen=True, slots=True)
class Judged:
    """A case, what is wrong with the answer, and what is wrong with asking or not asking; "" where nothing is."""

    case: Case
    miss: str
    misjudged: str


def fulfiller() -> Ambiguity:
    """The real one, without a model."""
    return Ambiguity(ripgrep.TextSearch(ripgrep.find()), None)


async def judge_all(folder: Path) -> list[Judged]:
    """Every case, judged; the packages are unpacked into the folder."""
    prepared = cases()
    roots = {package: unpack(package, folder) for package in sorted({case.package for case in prepared})}
    return [await judge(case, roots[case.package]) for case in prepared]


async def judge(case: Case, root: Path) -> Judged:
    """One case, judged."""
    asked = request(case, root)
    cards = [found async for found in fulfiller().fulfill(asked, SETTINGS, Alone()) if isinstance(found, Card)]
    text = asked.snapshot.text
    return Judged(case, miss(case, root, text, cards), misjudged(case, text, cards))
