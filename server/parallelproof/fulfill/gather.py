"""All fulfillers side by side under one deadline: each answer at once, each failure costing only its own."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Iterable
from contextlib import aclosing, suppress

from ..domain import Card, Request, SourceFailure
from ..ports import Fulfiller, Unanswered
from ..settings import Settings

_log = logging.getLogger(__name__)
_ENDING_S = 1.0
"""After the deadline, a fulfiller has this long to end what it started; then it is left behind."""


class _Notes:
    """The board of one request, and the queue of what was found."""

    def __init__(self, names: Iterable[str]) -> None:
        self.cards: tuple[Card, ...] = ()
        self.found: asyncio.Queue[Card | SourceFailure | None] = asyncio.Queue()
        self._ended = {name: asyncio.Event() for name in names}

    async def settled(self, name: str, timeout_s: float) -> None:
        """Wait until every fulfiller but `name` has ended, no longer than `timeout_s`."""
        with suppress(TimeoutError):
            async with asyncio.timeout(timeout_s):
                for other, ended in self._ended.items():
                    if other != name:
                        await ended.wait()

    def post(self, found: Card | SourceFailure) -> None:
        """One more answer."""
        if isinstance(found, Card):
            self.cards += (found,)
        self.found.put_nowait(found)

    def end(self, name: str) -> None:
        """A fulfiller has ended, in whatever way."""
        self._ended[name].set()
        self.found.put_nowait(None)

    @property
    def pending(self) -> list[str]:
        """The fulfillers that have not ended."""
        return [name for name, ended in self._ended.items() if not ended.is_set()]


async def gather(
    request: Request, settings: Settings, fulfillers: Iterable[Fulfiller]
) -> AsyncIterator[Card | SourceFailure]:
    """Cards and failures of all fulfillers that are wanted, as they come. Closing it or cancelling it ends them all."""
    wanted = [fulfiller for fulfiller in fulfillers if fulfiller.is_wanted(settings)]
    notes = _Notes(fulfiller.name for fulfiller in wanted)
    tasks = [
        asyncio.create_task(_ask(fulfiller, request, settings, notes), name=fulfiller.name) for fulfiller in wanted
    ]
    running = len(tasks)
    end_s = asyncio.get_running_loop().time() + settings.fulfill_deadline_s + _ENDING_S
    try:
        while running:
            # Only the wait is timed: a time-out around a yield would hit whoever reads the answers.
            async with asyncio.timeout_at(end_s):
                found = await notes.found.get()
            if found is None:
                running -= 1
            else:
                yield found
    except TimeoutError:
        for name in notes.pending:
            _log.error("%s did not end within %s s of its deadline", name, _ENDING_S)
            yield SourceFailure(name, "It did not end at its deadline; the log names it.")
    finally:
        for task in tasks:
            task.cancel()
        if tasks:
            await asyncio.wait(tasks, timeout=_ENDING_S)


async def _ask(fulfiller: Fulfiller, request: Request, settings: Settings, notes: _Notes) -> None:
    """Post what one fulfiller finds; whatever goes wrong in it becomes a named failure."""
    try:
        async with asyncio.timeout(settings.fulfill_deadline_s) as deadline:
            async with aclosing(fulfiller.fulfill(request, settings, notes)) as answers:  # type: ignore[type-var]
                async for found in answers:
                    notes.post(found)
    except Unanswered as unanswered:
        notes.post(unanswered.failure)
    except Exception as error:
        if isinstance(error, TimeoutError) and deadline.expired():
            notes.post(SourceFailure(fulfiller.name, f"It had not ended after {settings.fulfill_deadline_s:g} s."))
        else:
            _log.exception("%s failed", fulfiller.name)
            notes.post(SourceFailure(fulfiller.name, "It failed; the log says why."))
    finally:
        notes.end(fulfiller.name)
