"""What every face calls: documents come, change and go, and both stories follow them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterable, Sequence
from functools import partial
from pathlib import Path

from ..background import Background
from ..domain import Card, Edit, Edits, Request, Snapshot, SourceFailure, Suggestion, Trial, path_of
from ..optimize.shown import Shown
from ..optimize.together import together
from ..ports import Apart, Benchmark, Fulfiller, Optimizer, Sandbox, Verifier
from ..session import Application, Session
from ..settings import Settings
from .face import Audience, Face, Running
from .live import LiveCampaigns
from .while_you_pause import WhileYouPause
from .while_you_type import Sources, WhileYouType


class Engine:
    """Answers from the session at once, and works in the background."""

    def __init__(
        self,
        settings: Settings,
        session: Session,
        background: Background,
        optimizer: Optimizer,
        verifier: Verifier,
        benchmark: Benchmark,
        sandbox: Sandbox,
        close: Callable[[], Awaitable[None]],
        resize: Callable[[int], None] = lambda jobs: None,
        fulfillers: Sequence[Fulfiller] = (),
        sources: Sources | None = None,
        apart: Apart = asyncio.to_thread,
    ) -> None:
        self.settings, self.session, self.background = settings, session, background
        self.optimizer = LiveCampaigns(optimizer, background)
        self.verifier, self.benchmark, self.sandbox = verifier, benchmark, sandbox
        self.apart = apart
        """Runs what parses, so that it does not hold up the event loop."""
        self.latest: str | None = None
        """The document opened or edited last."""
        self._audience = Audience()
        self.typing = WhileYouType(session, background, fulfillers, sources, self._audience)
        self.pausing = WhileYouPause(session, background, self.optimizer, self._audience)
        self._close_parts, self._resize = close, resize

    @property
    def face(self) -> Face | None:
        """Whoever shows what is done here."""
        return self._audience.face

    @face.setter
    def face(self, face: Face | None) -> None:
        self._audience.face = face

    # Documents

    def opened(self, snapshot: Snapshot) -> None:
        """A document is open; nothing in it has changed yet."""
        self.session.open(snapshot)
        self.latest = snapshot.uri
        self.background.replace(f"compare {snapshot.uri}", partial(self._compare_with_disk, snapshot))
        self._audience.changed(snapshot.uri)

    def edited(self, uri: str, version: int, edits: Iterable[Edit]) -> None:
        """Withdraw what the edits touch, move the rest, and look at what changed after a pause."""
        with self.session.watching() as changes:
            lost = self.session.edit(uri, version, edits)
        self.latest = uri
        self.typing.edited(uri)
        self.pausing.edited(changes)
        self._lost(lost | {uri})

    def saved(self, uri: str) -> None:
        """Look at what changed at once; what rests on the file's text on disk can be looked at now."""
        document = self.session.documents[uri]
        was_unsaved = bool(document.unsaved)
        self.session.save(uri)
        path = path_of(uri)
        if was_unsaved and path and self._is_test(path, uri):
            self._lost(self.session.withdraw_under(self.session.root(uri)))
        self._audience.changed(uri)
        self.pausing.look_at(self.pausing.waiting | {uri}, 0.0)

    def closed(self, uri: str) -> None:
        """Forget the document and end the work on it."""
        self.session.close(uri)
        self.typing.closed(uri)
        self.pausing.waiting.discard(uri)
        self.cancel(uri)
        if self.latest == uri:
            still_open = [one for one, document in self.session.documents.items() if document.is_open]
            self.latest = still_open[-1] if still_open else None
        self._audience.changed(uri)

    def changed_on_disk(self, path: Path, uri: str) -> None:
        """A file that no editor holds has changed, come or gone."""
        document = self.session.documents.get(uri)
        if document and document.is_open:
            return
        self.session.forget(uri)
        self._audience.changed(uri)
        lost = self.session.changed_on_disk(path)
        if self._is_test(path, uri):
            lost |= self.session.withdraw_under(self.session.root(uri))
        self._lost(lost)

    # What a person asks for

    async def fulfill(self, uri: str, cursor: int | None = None) -> str:
        """Look things up at the cursor; one sentence on what was found."""
        return await self.typing.fulfill(uri, cursor)

    def fulfilled(self, request: Request, settings: Settings) -> AsyncIterator[Card | SourceFailure]:
        """What is found for a request of a face that keeps no documents, as it comes."""
        return self.typing.fulfilled(request, settings)

    def suggestion(self, uri: str, cursor: int) -> Suggestion | None:
        """Ghost text for the cursor, at once."""
        return self.typing.suggestion(uri, cursor)

    async def optimize_folder(self, folder: Path, token: str | int | None = None) -> str:
        """A campaign over the files of a folder, open or not; one sentence on what came of it."""
        return await self.pausing.optimize_folder(folder, token)

    def pause(self) -> None:
        """Begin nothing by itself any more, and end what began so; what a person asks for is still done."""
        self.session.is_paused = True
        self.pausing.pause()
        for uri in self.session.documents:
            self.typing.edited(uri)

    def resume(self) -> None:
        """Go on by itself, with what waits."""
        self.session.is_paused = False
        self.pausing.look_at(self.pausing.waiting.copy())

    async def optimize(self, uri: str, names: frozenset[str] | None = None, token: str | int | None = None) -> str:
        """A campaign over the named units of a document or all; one sentence on what came of it."""
        return await self.pausing.optimize(uri, names, token)

    def cancel(self, uri: str | None = None) -> int:
        """End the campaigns of a document, or all; how many were running."""
        return self.pausing.cancel(uri)

    @property
    def running(self) -> list[Running]:
        """The campaigns that run now."""
        return self.pausing.running

    def win(self, uri: str, name: str, pattern: str | None = None, index: int = 0) -> tuple[Shown, Trial] | None:
        """A win that is shown now: of that pattern if one is named, else the one at `index`, 0 being the best."""
        for shown, trials in self.session.wins(uri):
            if shown.report.unit.name == name:
                chosen = [trial for trial in trials if pattern in (None, trial.candidate.pattern)]
                return (shown, chosen[index]) if 0 <= index < len(chosen) else None
        return None

    def offer(self, uri: str, shown: Shown, trial: Trial) -> Edits:
        """The change for a client to apply; once it is applied it can be undone."""
        edits = shown.edits(trial)
        self.session.offer(uri, shown.report.unit.name, edits)
        return edits

    def offer_all(self, uri: str) -> tuple[Edits, tuple[str, ...]]:
        """The best wins of a document that go together, as one change, and the names of their units."""
        wins = self.session.wins(uri)
        edits, names = together((shown.report.unit.name, shown.edits(trials[0])) for shown, trials in wins)
        self.session.offer(uri, ", ".join(names), edits)
        return edits, names

    def undo(self) -> Application | None:
        """The last application that can still be taken back, for a client to do so."""
        return self.session.applications.pop() if self.session.applications else None

    def configure(self, settings: Settings, folders: dict[Path, Settings]) -> None:
        """New settings take effect on what is shown now and on what is done next."""
        before = {uri: self.session.settings_for(uri) for uri in self.session.documents}
        self.session.configure(settings, folders)
        self.typing.configure(settings)
        self._resize(min(each.jobs for each in list(folders.values()) or [settings]))
        for uri in self.session.documents:
            self._audience.changed(uri)
            self.typing.changed_settings(uri, before[uri])
            if not self.session.settings_for(uri).enabled:
                self.cancel(uri)
            elif uri in self.pausing.waiting:
                self.pausing.look_at([uri])

    async def close(self) -> None:
        """End all work and all processes."""
        self.face = None
        await self.background.close()
        await self._close_parts()

    async def _compare_with_disk(self, snapshot: Snapshot) -> None:
        """An editor may bring back a text that was never saved; what others reach in it is then not what is on disk."""
        text = await asyncio.to_thread(_text_of, snapshot.path) if snapshot.path else None
        is_same = text is None or text.splitlines() == snapshot.text.splitlines()
        if not is_same and snapshot.uri in self.session.documents:
            self._lost(self.session.differs_from_disk(snapshot.uri))
        document = self.session.documents.get(snapshot.uri)
        # The first look at the units of a long file takes a while: better now than at the first keystroke.
        for _ in document.syntax.prepare() if document and document.syntax else ():
            await asyncio.sleep(0)
        if snapshot.language == "sql" and not self.session.is_left_alone(snapshot.uri):
            self.session.found(snapshot, await self.optimizer.units(snapshot))

    def _lost(self, uris: set[str]) -> None:
        for uri in uris:
            self._audience.changed(uri)
        self.pausing.look_at(uris)

    def _is_test(self, path: Path, uri: str) -> bool:
        if path.suffix != ".py":
            return False
        named = path.name.startswith("test_") or path.stem.endswith("_test") or path.name == "conftest.py"
        return named or any(path.is_relative_to(test) for test in self.session.settings_for(uri).tests)


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, ValueError):
        return None
