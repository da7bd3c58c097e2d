"""The two stories: `edited()` keeps what is shown true while you type, `paused()` finds more while you pause."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Protocol

from .background import Background
from .domain import Edit, Edits, Progress, Report, Snapshot, Trial, UnitReport, Win, path_of
from .measure.power import on_battery
from .optimize.shown import Change, Shown, visible
from .ports import Benchmark, Optimizer, Sandbox, Verifier
from .session import Application, Session
from .settings import Settings

_log = logging.getLogger(__name__)
_BATTERY_POLL_S = 30.0
NOT_TRUSTED = (
    "This workspace is not trusted, so none of its code is run: trust it in the editor, or set parallelproof.trusted."
)


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

    def tell(self, sentence: str) -> None:
        """Something a person may want to know, such as a weaker sandbox."""


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
    ) -> None:
        self.settings, self.session, self.background = settings, session, background
        self.optimizer, self.verifier, self.benchmark, self.sandbox = optimizer, verifier, benchmark, sandbox
        self.face: Face | None = None
        self.running: list[Running] = []
        self.latest: str | None = None
        """The document opened or edited last."""
        self._close_parts, self._resize = close, resize
        self._turn = asyncio.Lock()
        self._told: set[str] = set()
        self._waiting: set[str] = set()
        """Documents with units that a campaign should look at."""

    # While you type

    def opened(self, snapshot: Snapshot) -> None:
        """A document is open; nothing in it has changed yet."""
        self.session.open(snapshot)
        self.latest = snapshot.uri
        self.background.replace(f"compare {snapshot.uri}", partial(self._compare_with_disk, snapshot))
        self._show(snapshot.uri)

    def edited(self, uri: str, version: int, edits: Iterable[Edit]) -> None:
        """Withdraw what the edits touch, move the rest, and look at what changed after a pause."""
        with self.session.watching() as changes:
            lost = self.session.edit(uri, version, edits)
        self.latest = uri
        self._drop_stale(changes)
        for changed in lost | {uri}:
            self._show(changed)
            self._look_at(changed, self.session.settings_for(changed).pause_s)

    def saved(self, uri: str) -> None:
        """Look at what changed at once; what rests on the file's text on disk can be looked at now."""
        document = self.session.documents[uri]
        was_unsaved = bool(document.unsaved)
        self.session.save(uri)
        path = path_of(uri)
        if was_unsaved and path and self._is_test(path, uri):
            self._lost(self.session.withdraw_under(self.session.root(uri)))
        self._show(uri)
        for waiting in self._waiting | {uri}:
            self._look_at(waiting, 0.0)

    def closed(self, uri: str) -> None:
        """Forget the document and end the work on it."""
        self.session.close(uri)
        self._waiting.discard(uri)
        self.cancel(uri)
        self.latest = next(reversed(self.session.documents), None) if self.latest == uri else self.latest
        self._show(uri)

    def changed_on_disk(self, path: Path, uri: str) -> None:
        """A file that no editor holds has changed, come or gone."""
        if uri in self.session.documents:
            return
        lost = self.session.changed_on_disk(path)
        if self._is_test(path, uri):
            lost |= self.session.withdraw_under(self.session.root(uri))
        self._lost(lost)

    # While you pause

    async def paused(self, uri: str) -> None:
        """Start a campaign over the units that changed, unless one is still at the document; then after that."""
        earlier = self.background.task(_campaign(uri))
        if earlier is not None:
            await asyncio.wait([earlier])
        if self._may_look_at(uri) and await self._has_power(uri):
            names = await self._changed_units(uri)
            if names:
                self.background.replace(_campaign(uri), partial(self._run, Running(uri, names, False, None)))
            else:
                self._waiting.discard(uri)

    async def optimize(self, uri: str, names: frozenset[str] | None = None, token: str | int | None = None) -> str:
        """A campaign because a person asks for it, over the named units or all; one sentence on what came of it."""
        if uri not in self.session.documents:
            return f"{uri} is not open here: open it as a file first."
        if not self.session.settings_for(uri).trusted:
            return NOT_TRUSTED
        if self.session.is_left_alone(uri):
            return (
                "This document is left alone: it is no Python file, too large, excluded, or ParallelProof is off here."
            )
        task = self.background.replace(_campaign(uri), partial(self._run, Running(uri, names, True, token)))
        if task is None:
            return "The server is ending."
        try:
            await asyncio.wait([task])
        except asyncio.CancelledError:
            task.cancel()
            raise
        if task.cancelled():
            return "Cancelled."
        return task.result() or "The campaign failed; the log says why."

    def cancel(self, uri: str | None = None) -> int:
        """End the campaigns of a document, or all; how many were running."""
        ended = [running for running in self.running if uri in (None, running.uri)]
        for at in {running.uri for running in ended} | ({uri} if uri else set(self.session.documents)):
            self.background.cancel(_pause(at))
            self.background.cancel(_campaign(at))
        return len(ended)

    # What a person does with it

    def win(self, uri: str, name: str, pattern: str | None = None, index: int = 0) -> tuple[Shown, Trial] | None:
        """A win that is shown now: of that pattern if one is named, else the one at `index`, 0 being the best."""
        for shown, trials in self.session.wins(uri):
            if shown.report.unit.name == name:
                chosen = [trial for trial in trials if pattern in (None, trial.candidate.pattern)]
                return (shown, chosen[index]) if 0 <= index < len(chosen) else None
        return None

    def offer(self, uri: str, shown: Shown, trial: Trial) -> Edits:
        """The change for a client to apply; once it is applied it can be undone."""
        return self.session.offer(uri, shown, trial)

    def undo(self) -> Application | None:
        """The last application that can still be taken back, for a client to do so."""
        return self.session.applications.pop() if self.session.applications else None

    def configure(self, settings: Settings, folders: dict[Path, Settings]) -> None:
        """New settings take effect on what is shown now and on what is done next."""
        self.session.configure(settings, folders)
        self._resize(min(each.jobs for each in list(folders.values()) or [settings]))
        for uri in self.session.documents:
            self._show(uri)
            if not self.session.settings_for(uri).enabled:
                self.cancel(uri)
            elif uri in self._waiting:
                self._look_at(uri, self.session.settings_for(uri).pause_s)

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

    # The campaign

    async def _run(self, running: Running) -> str:
        if running.is_asked:
            return await self._campaign(running)
        # Background campaigns wait for each other; a person's never waits.
        async with self._turn:
            return await self._campaign(running)

    async def _campaign(self, running: Running) -> str:
        snapshot = self.session.snapshot(running.uri)
        if snapshot is None:
            return "The document was closed."
        settings, names = self.session.settings_for(running.uri), running.names
        summary = "Cancelled."
        self.running.append(running)
        if self.face:
            self.face.begun(running)
        try:
            with self.session.watching() as changes:
                report = await self.optimizer.optimize(
                    [snapshot],
                    settings,
                    partial(self._progressed, running, changes),
                    None if names is None else {running.uri: names},
                )
                for unit_report in report.units:
                    self._take(running, unit_report, changes)
            await self._cover(snapshot, report, names)
            summary = self._summary(running, report)
        except Exception:
            summary = "The campaign failed; the log says why."
            raise
        finally:
            self.running.remove(running)
            if self.face:
                self.face.ended(running, summary)
        return summary

    def _progressed(self, running: Running, changes: list[Change], progress: Progress) -> None:
        running.trials += progress.trial is not None
        running.wins += progress.trial is not None and isinstance(progress.trial.outcome, Win)
        if progress.report is not None:
            self._take(running, progress.report, changes)
        if self.face:
            self.face.progressed(running, progress)

    def _take(self, running: Running, report: UnitReport, changes: list[Change]) -> None:
        if self.session.show(report, changes):
            self._show(running.uri)

    async def _cover(self, snapshot: Snapshot, report: Report, names: frozenset[str] | None) -> None:
        """Units of which the campaign had nothing to say have been looked at too."""
        sources = await asyncio.to_thread(_sources, snapshot.text, snapshot.uri)
        document = self.session.documents.get(snapshot.uri)
        if document is None:
            return
        told = {unit_report.unit.name for unit_report in report.units}
        document.cover(
            {name: source for name, source in sources.items() if name not in told and (names is None or name in names)}
        )

    def _summary(self, running: Running, report: Report) -> str:
        for sentence in [*report.notes, *(f"{failure.uri}: {failure.reason}" for failure in report.failures)]:
            if sentence not in self._told:
                self._told.add(sentence)
                self._tell(sentence)
        settings = self.session.settings_for(running.uri)
        faster = [unit for unit in report.units if any(visible(unit, settings))]
        if faster:
            names = ", ".join(unit.unit.name for unit in faster[:5])
            return f"{len(faster)} of {len(report.units)} can be faster: {names}{', ...' if len(faster) > 5 else ''}."
        refused = next((f" {unit.unit.name}: {unit.refused}." for unit in report.units if unit.refused), "")
        return f"Nothing worth showing was found in {running.trials} trials.{refused}"

    # Housekeeping

    async def _changed_units(self, uri: str) -> frozenset[str]:
        document = self.session.documents.get(uri)
        if document is None:
            return frozenset()
        if document.opened is not None:
            opened = await asyncio.to_thread(_sources, document.opened, uri)
            document.covered = {**opened, **document.covered}
            document.opened = None
        return document.changed(await asyncio.to_thread(_sources, document.snapshot.text, uri))

    def _may_look_at(self, uri: str) -> bool:
        return self.session.settings_for(uri).trusted and not self.session.is_left_alone(uri)

    async def _has_power(self, uri: str) -> bool:
        """Wait until the machine is off its battery, if the settings ask for that; always true in the end."""
        # Plugging in sets off no event that every system has, so ask now and then.
        while self.session.settings_for(uri).pause_on_battery and await asyncio.to_thread(on_battery):  # noqa: ASYNC110
            await asyncio.sleep(_BATTERY_POLL_S)
        return self._may_look_at(uri)

    def _look_at(self, uri: str, after_s: float) -> None:
        self._waiting.add(uri)
        self.background.replace(_pause(uri), partial(self.paused, uri), after_s)

    def _lost(self, uris: set[str]) -> None:
        for uri in uris:
            self._show(uri)
            self._look_at(uri, self.session.settings_for(uri).pause_s)

    def _drop_stale(self, changes: list[Change]) -> None:
        """End a campaign when everything that it works on has been edited."""
        for running in list(self.running):
            tops = {name.split(".")[0] for name in running.names or ()}
            running.stale |= {name for change in changes if change.uri == running.uri for name in change.names or tops}
            if tops and tops <= running.stale:
                self.background.cancel(_campaign(running.uri))

    def _is_test(self, path: Path, uri: str) -> bool:
        if path.suffix != ".py":
            return False
        named = path.name.startswith("test_") or path.stem.endswith("_test") or path.name == "conftest.py"
        return named or any(path.is_relative_to(test) for test in self.session.settings_for(uri).tests)

    def _show(self, uri: str) -> None:
        if self.face:
            self.face.changed(uri)

    def _tell(self, sentence: str) -> None:
        _log.info("%s", sentence)
        if self.face:
            self.face.tell(sentence)


def _text_of(path: Path) -> str | None:
    try:
        return path.read_text(encoding="utf-8", errors="surrogateescape")
    except (OSError, ValueError):
        return None


def _sources(text: str, uri: str) -> dict[str, str]:
    from .languages.python.units import units

    return {unit.name: unit.source for unit in units(text, uri)}


def _pause(uri: str) -> str:
    return f"pause {uri}"


def _campaign(uri: str) -> str:
    return f"campaign {uri}"
