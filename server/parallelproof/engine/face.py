"""What the engine tells whoever shows its work."""

from __future__ import annotations

import logging
from dataclasses import dataclass, field
from typing import Protocol

from ..domain import CardKind, Progress

_log = logging.getLogger(__name__)


@dataclass(eq=False, slots=True)
class Running:
    """One campaign while it runs. `names` None means all units of the document."""

    uri: str
    names: frozenset[str] | None
    is_asked: bool
    token: str | int | None
    """Under which a client wants to hear of its progress."""
    stale: set[str] = field(default_factory=set)
    """Units edited since it began, whose results will not be shown."""
    wins: int = 0
    trials: int = 0


class Face(Protocol):
    """What the engine tells whoever shows its work; called on the event loop."""

    def changed(self, uri: str) -> None:
        """What is shown for the document is no longer what it was."""

    def begun(self, running: Running) -> None:
        """A campaign has begun."""

    def progressed(self, running: Running, progress: Progress) -> None:
        """An agent of a campaign has come further."""

    def ended(self, running: Running, summary: str) -> None:
        """A campaign has ended, with one sentence on what came of it."""

    def found(self, uri: str, kind: CardKind) -> None:
        """There is a new card for the document."""

    def offer(self, title: str) -> None:
        """A search service of this name could be asked, if a person lets queries leave the machine."""

    def tell(self, sentence: str) -> None:
        """Something a person may want to know, such as a weaker sandbox."""


@dataclass(slots=True)
class Audience:
    """The face, once there is one; without it the engine works all the same."""

    face: Face | None = None

    def changed(self, uri: str) -> None:
        """What is shown for the document is no longer what it was."""
        if self.face:
            self.face.changed(uri)

    def tell(self, sentence: str) -> None:
        """Into the log too."""
        _log.info("%s", sentence)
        if self.face:
            self.face.tell(sentence)
