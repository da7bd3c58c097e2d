"""The two stories, told with an optimizer of a few lines: it wins wherever a function has a loop."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from parallelproof.background import Background
from parallelproof.domain import (
    Candidate,
    Edit,
    Edits,
    Measurement,
    Progress,
    Reach,
    Report,
    Snapshot,
    Span,
    Strategy,
    Trial,
    Unit,
    UnitReport,
    Win,
)
from parallelproof.engine import NOT_TRUSTED, Engine, Running
from parallelproof.languages.python.units import units
from parallelproof.session import Session
from parallelproof.settings import Settings

URI = "file:///shop/orders.py"
TEXT = "def slow(xs):\n    for x in xs:\n        pass\n\n\ndef quick(x):\n    return x\n"
QUICKLY = Settings(trusted=True, pause_s=0.02, pause_on_battery=False)


class LoopRemover:
    """An optimizer that takes its time and then wins in every function with a loop."""

    def __init__(self, takes_s: float = 0.0) -> None:
        self.takes_s, self.asked = takes_s, list[frozenset[str] | None]()
        self.cancelled = 0

    async def units(self, snapshot: Snapshot) -> list[Unit]:
        return units(snapshot.text, snapshot.uri)

    async def optimize(
        self,
        snapshots: Sequence[Snapshot],
        settings: Settings,
        on_progress: Callable[[Progress], None],
        names: Mapping[str, frozenset[str]] | None = None,
    ) -> Report:
        (snapshot,) = snapshots
        wanted = names[snapshot.uri] if names else None
        self.asked.append(wanted)
        try:
            await asyncio.sleep(self.takes_s)
        except asyncio.CancelledError:
            self.cancelled += 1
            raise
        found = [unit for unit in units(snapshot.text, snapshot.uri) if wanted is None or unit.name in wanted]
        return Report(tuple(UnitReport(unit, _wins(unit), Reach(frozenset(), "")) for unit in found))


def _wins(unit: Any) -> tuple[Trial, ...]:
    if "for " not in unit.source:
        return ()
    change = Edits((Edit(unit.span, f"def {unit.name}(xs):\n    pass"),))
    candidate = Candidate(unit, None, Strategy.ALGORITHMIC, "loops", change, "no loop is faster")
    return (Trial(candidate, Win((), Measurement(1.0, 0.1, 10.0, 9.0, 21), "time")),)


class Listener:
    """A face that remembers what it was told."""

    def __init__(self) -> None:
        self.summaries: list[str] = []

    def changed(self, uri: str) -> None: ...
    def begun(self, running: Running) -> None: ...
    def progressed(self, running: Running, progress: Progress) -> None: ...
    def ended(self, running: Running, summary: str) -> None:
        self.summaries.append(summary)

    def tell(self, sentence: str) -> None: ...


@asynccontextmanager
async def engine(optimizer: LoopRemover, settings: Settings = QUICKLY) -> AsyncIterator[Engine]:
    async def close() -> None: ...

    part: Any = None
    made = Engine(settings, Session(settings), Background(), optimizer, part, part, part, close)
    made.face = Listener()
    made.opened(Snapshot(URI, 1, "python", TEXT))
    yield made
    await made.close()


def touch(made: Engine, before: str, new: str) -> None:
    snapshot = made.session.snapshot(URI)
    assert snapshot
    at = snapshot.text.index(before)
    made.edited(URI, snapshot.version + 1, [Edit(Span(at, at), new)])


def won(made: Engine) -> list[str]:
    return [shown.report.unit.name for shown, _ in made.session.wins(URI)]


async def test_only_the_functions_that_changed_are_looked_at_and_only_after_the_pause() -> None:
    optimizer = LoopRemover()
    async with engine(optimizer) as made:
        await asyncio.sleep(0.1)
        assert optimizer.asked == []
        for _ in range(3):
            touch(made, "pass", "pass; ")
            await asyncio.sleep(0.005)
        assert optimizer.asked == []
        await asyncio.sleep(0.6)
        assert optimizer.asked == [frozenset({"slow"})] and won(made) == ["slow"]
        touch(made, "return x", "pass; ")
        await asyncio.sleep(0.6)
        assert optimizer.asked[1:] == [frozenset({"quick"})] and won(made) == ["slow"]


async def test_a_save_does_not_wait_for_the_pause() -> None:
    optimizer = LoopRemover()
    async with engine(optimizer, Settings(trusted=True, pause_s=60, pause_on_battery=False)) as made:
        touch(made, "pass", "pass; ")
        made.saved(URI)
        await asyncio.sleep(0.6)
        assert won(made) == ["slow"]


async def test_an_edit_in_the_function_ends_its_campaign_and_an_edit_elsewhere_does_not() -> None:
    optimizer = LoopRemover(takes_s=0.3)
    async with engine(optimizer) as made:
        touch(made, "pass", "pass; ")
        await asyncio.sleep(0.15)
        touch(made, "return x", "pass; ")
        await asyncio.sleep(0.05)
        assert optimizer.cancelled == 0
        touch(made, "pass; pass", "pass; ")
        await asyncio.sleep(0.05)
        assert optimizer.cancelled == 1
        await asyncio.sleep(0.8)
        assert optimizer.asked[-1] == {"slow", "quick"} and won(made) == ["slow"]


async def test_what_is_not_trusted_is_not_run_until_it_is() -> None:
    optimizer = LoopRemover()
    async with engine(optimizer, Settings(pause_s=0.02, pause_on_battery=False)) as made:
        touch(made, "pass", "pass; ")
        assert await made.optimize(URI) == NOT_TRUSTED
        await asyncio.sleep(0.1)
        assert optimizer.asked == []
        made.configure(QUICKLY, {Path("/shop"): QUICKLY})
        await asyncio.sleep(0.6)
        assert won(made) == ["slow"]


async def test_a_person_can_ask_for_one_function_or_all_and_is_told_what_came_of_it() -> None:
    optimizer = LoopRemover()
    async with engine(optimizer) as made:
        assert await made.optimize(URI, frozenset({"quick"})) == "Nothing worth showing was found in 0 trials."
        assert await made.optimize(URI) == "1 of 2 can be faster: slow."
        assert "is not open" in await made.optimize("file:///nowhere.py")


async def test_cancelling_ends_the_campaign_and_says_so() -> None:
    optimizer = LoopRemover(takes_s=60)
    async with engine(optimizer) as made:
        asked = asyncio.create_task(made.optimize(URI))
        await asyncio.sleep(0.05)
        assert made.cancel(URI) == 1
        assert await asked == "Cancelled."
        assert made.running == [] and isinstance(made.face, Listener) and made.face.summaries == ["Cancelled."]
