"""The second story: what changed is looked at while you pause, and what is won there is shown."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path

from ..background import Background
from ..domain import Progress, Report, Snapshot, UnitReport, Win
from ..measure.power import on_battery
from ..optimize.shown import Change, visible
from ..ports import Optimizer
from ..session import Session
from .face import Audience, Running
from .targets import expand, snapshots_of

Read = Callable[[], Sequence[Snapshot | None]]
"""The documents of a campaign as they are when it begins."""
_BATTERY_POLL_S = 30.0
NOT_TRUSTED = (
    "This workspace is not trusted, so none of its code is run: trust it in the editor, or set parallelproof.trusted."
)


class WhileYouPause:
    """Runs campaigns over what changed, and over what a person asks for."""

    def __init__(self, session: Session, background: Background, optimizer: Optimizer, audience: Audience) -> None:
        self.session, self.background, self.optimizer, self.audience = session, background, optimizer, audience
        self.running: list[Running] = []
        self.waiting: set[str] = set()
        """Documents with units that a campaign should look at."""
        self._turn = asyncio.Lock()
        self.told: dict[str, str] = {}
        """What was said of campaigns, once each: why something was not looked at, or could not be."""

    def look_at(self, uris: Iterable[str], after_s: float | None = None) -> None:
        """Look at what changed in documents, after the pause of their settings if no other is given."""
        for uri in uris:
            document = self.session.documents.get(uri)
            if document and not document.is_open:
                continue
            self.waiting.add(uri)
            pause_s = self.session.settings_for(uri).pause_s if after_s is None else after_s
            self.background.replace(_pause(uri), partial(self.paused, uri), pause_s)

    def edited(self, changes: Iterable[Change]) -> None:
        """End a campaign when everything that it works on has been edited."""
        for running in list(self.running):
            tops = {name.split(".")[0] for name in running.names or ()}
            running.stale |= {name for change in changes if change.uri == running.uri for name in change.names or tops}
            if tops and tops <= running.stale:
                self.background.cancel(_campaign(running.uri))

    async def paused(self, uri: str) -> None:
        """Start a campaign over the units that changed, unless one is still at the document; then after that."""
        names: frozenset[str] | None = None
        # A person may ask for one while the document is read: that is waited for too, not replaced.
        while names is None or self.background.task(_campaign(uri)) is not None:
            earlier = self.background.task(_campaign(uri))
            if earlier is not None:
                await asyncio.wait([earlier])
            if not (self._may_look_at(uri) and await self._has_power(uri)):
                return
            names = await self._changed_units(uri)
        if names:
            running, read = Running(uri, names, False, None), lambda: [self.session.snapshot(uri)]
            self.background.replace(_campaign(uri), partial(self._run, running, read))
        else:
            self.waiting.discard(uri)

    async def optimize(self, uri: str, names: frozenset[str] | None = None, token: str | int | None = None) -> str:
        """A campaign because a person asks for it, over the named units or all; one sentence on what came of it."""
        if uri not in self.session.documents:
            return f"{uri} is not open here: open it as a file first."
        if not self.session.settings_for(uri).trusted:
            return NOT_TRUSTED
        if self.session.is_left_alone(uri):
            return "This document is left alone: neither Python nor SQL, too large, excluded, or switched off here."
        return await self._asked(Running(uri, names, True, token), lambda: [self.session.snapshot(uri)])

    async def optimize_folder(self, folder: Path, token: str | int | None = None) -> str:
        """A campaign over the files of a folder; of those that no editor holds, the wins are kept until they change."""
        uri = folder.as_uri()
        settings = self.session.settings_for(f"{uri}/x")
        if not settings.trusted:
            return NOT_TRUSTED
        targets = await asyncio.to_thread(expand, [str(folder)], settings.exclude)
        if not targets.files:
            return " ".join(f"{folder.name} {failure.reason}" for failure in targets.failures)
        snapshots = await asyncio.to_thread(snapshots_of, targets.files, settings.max_file_bytes)
        return await self._asked(Running(uri, None, True, token), lambda: snapshots)

    async def _asked(self, running: Running, read: Read) -> str:
        """A person's campaign to its end; one sentence on what came of it."""
        task = self.background.replace(_campaign(running.uri), partial(self._run, running, read))
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

    def pause(self) -> None:
        """End the campaigns that nobody asked for; what they were about waits."""
        for running in [one for one in self.running if not one.is_asked]:
            self.background.cancel(_campaign(running.uri))

    async def _run(self, running: Running, read: Read) -> str:
        if running.is_asked:
            return await self._campaign(running, read)
        # Background campaigns wait for each other; a person's never waits.
        async with self._turn:
            return await self._campaign(running, read)

    async def _campaign(self, running: Running, read: Read) -> str:
        # The text of an open document is the truth, whatever its file says.
        snapshots = [self.session.snapshot(one.uri) or one for one in read() if one]
        if not snapshots:
            return "The document was closed."
        settings, names = self.session.settings_for(running.uri), running.names
        summary = "Cancelled."
        self.running.append(running)
        if self.audience.face:
            self.audience.face.begun(running)
        try:
            with self.session.watching() as changes:
                texts = {snapshot.uri: snapshot for snapshot in snapshots}
                report = await self.optimizer.optimize(
                    snapshots,
                    settings,
                    partial(self._progressed, running, texts, changes),
                    None if names is None else {running.uri: names},
                )
                for unit_report in report.units:
                    self._take(texts, unit_report, changes)
            for snapshot in snapshots:
                await self._cover(snapshot, report, names)
            summary = self._summary(running, report)
        except Exception:
            summary = "The campaign failed; the log says why."
            raise
        finally:
            self.running.remove(running)
            if self.audience.face:
                self.audience.face.ended(running, summary)
        return summary

    def _progressed(
        self, running: Running, texts: dict[str, Snapshot], changes: list[Change], progress: Progress
    ) -> None:
        running.trials += progress.trial is not None
        running.wins += progress.trial is not None and isinstance(progress.trial.outcome, Win)
        if progress.report is not None:
            self._take(texts, progress.report, changes)
        if self.audience.face:
            self.audience.face.progressed(running, progress)

    def _take(self, texts: dict[str, Snapshot], report: UnitReport, changes: list[Change]) -> None:
        uri = report.unit.uri
        if any(isinstance(trial.outcome, Win) for trial in report.trials) and uri in texts:
            self.session.keep(texts[uri])
        if self.session.show(report, changes):
            self.audience.changed(uri)

    async def _cover(self, snapshot: Snapshot, report: Report, names: frozenset[str] | None) -> None:
        """Units of which the campaign had nothing to say have been looked at too."""
        document = self.session.documents.get(snapshot.uri)
        if document is None or not document.is_open:
            return
        sources = await self._sources(snapshot)
        told = {unit_report.unit.name for unit_report in report.units}
        document.cover(
            {name: source for name, source in sources.items() if name not in told and (names is None or name in names)}
        )

    def _summary(self, running: Running, report: Report) -> str:
        self._tell({note: note for note in report.notes})
        self._tell({failure.reason: f"{failure.uri}: {failure.reason}" for failure in report.failures})
        settings = self.session.settings_for(running.uri)
        faster = [unit for unit in report.units if any(visible(unit, settings))]
        if faster:
            names = ", ".join(unit.unit.name for unit in faster[:5])
            return f"{len(faster)} of {len(report.units)} can be faster: {names}{', ...' if len(faster) > 5 else ''}."
        reasons = [f"{failure.reason}." for failure in report.failures if running.is_asked]
        for unit in report.units:
            said = f"{unit.unit.name}: {unit.refused}."
            # What keeps one query from being looked at keeps the others too: who did not ask hears it once.
            if unit.refused and (running.is_asked or unit.refused not in self.told):
                reasons.append(said)
            if unit.refused and unit.unit.language == "sql":
                self.told.setdefault(unit.refused, said)
        return " ".join([f"Nothing worth showing was found in {running.trials} trials.", *reasons[:1]])

    def _tell(self, sentences: dict[str, str]) -> None:
        for what, sentence in sentences.items():
            if what not in self.told:
                self.told[what] = sentence
                self.audience.tell(sentence)

    async def _changed_units(self, uri: str) -> frozenset[str]:
        document = self.session.documents.get(uri)
        if document is None:
            return frozenset()
        if document.opened is not None:
            opened = await self._sources(replace(document.snapshot, text=document.opened))
            document.covered = {**opened, **document.covered}
            document.opened = None
        return document.changed(await self._sources(document.snapshot))

    async def _sources(self, snapshot: Snapshot) -> dict[str, str]:
        """The units of a document as they are written there, by name."""
        units = await self.optimizer.units(snapshot)
        if self.session.found(snapshot, units):
            self.audience.changed(snapshot.uri)
        return {unit.name: unit.source for unit in units}

    def _may_look_at(self, uri: str) -> bool:
        may_begin = self.session.settings_for(uri).trusted and not self.session.is_paused
        return may_begin and not self.session.is_left_alone(uri)

    async def _has_power(self, uri: str) -> bool:
        """Wait until the machine is off its battery, if the settings ask for that; always true in the end."""
        # Plugging in sets off no event that every system has, so ask now and then.
        while self.session.settings_for(uri).pause_on_battery and await asyncio.to_thread(on_battery):  # noqa: ASYNC110
            await asyncio.sleep(_BATTERY_POLL_S)
        return self._may_look_at(uri)


def _pause(uri: str) -> str:
    return f"pause {uri}"


def _campaign(uri: str) -> str:
    return f"campaign {uri}"
