"""A campaign as server-sent events, for one client: its state first, then what comes, as fast as the client reads."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterator
from typing import Any

from aiohttp import web

from ..domain import Progress
from ..engine import LiveCampaign
from ..report.document import unit_document
from ..report.sources import Sources
from ..report.trials import trial_document
from .documents import agent, reported, whole
from .events import STREAM, encoded

_EVERY_S = 0.05
"""One `agent` event each time: at most twenty a second."""
_MOST = 200
"""Trials and units that wait for a client; one that is slower is told the state again instead."""
_ALIVE_S = 15.0


async def stream(http: web.Request, campaign: LiveCampaign, sources: Sources) -> web.StreamResponse:
    """Answer with the events of a campaign until it has ended or the client has gone, which ends nothing else."""
    response = web.StreamResponse(headers=STREAM)
    mailbox = Mailbox(campaign, sources)
    try:
        await response.prepare(http)
        with campaign.watched_by(mailbox):
            is_over = False
            while not is_over:
                is_over = not campaign.is_running
                if mailbox.is_behind:
                    mailbox.clear()
                    await response.write(encoded("state", await whole(campaign, sources)))
                for name, data in mailbox.take():
                    await response.write(encoded(name, data))
                    # A client that reads at once lets nobody else have a turn.
                    await asyncio.sleep(0)
                await asyncio.sleep(_EVERY_S)
                if not (is_over or await mailbox.has_mail(_ALIVE_S)):
                    await response.write(b": nothing new\n\n")
        await response.write(encoded("ended", await _end(campaign, sources)))
    except ConnectionError:
        return response
    return response


class Mailbox:
    """A Watcher that holds for one client what it was not told yet: never more than `_MOST` events and the agents."""

    def __init__(self, campaign: LiveCampaign, sources: Sources) -> None:
        self._campaign, self._sources = campaign, sources
        self._agents: dict[int, None] = {}
        self._events: deque[Progress] = deque()
        self._news = asyncio.Event()
        self.is_behind = True
        """Whether the client must be told the whole state: it is new, or was too slow."""

    def progressed(self, progress: Progress) -> None:
        """Something to tell."""
        if progress.agent:
            self._agents.setdefault(progress.agent)
        if progress.trial is not None or progress.report is not None:
            self._events.append(progress)
        if len(self._events) > _MOST:
            self.is_behind = True
            self._events.clear()
        self._news.set()

    def ended(self) -> None:
        """Nothing more will come."""
        self._news.set()

    def clear(self) -> None:
        """The client is about to be told all that is known now."""
        self.is_behind = False
        self._agents.clear()
        self._events.clear()

    def take(self) -> Iterator[tuple[str, Any]]:
        """Trials and units in their order, then what one agent does now: the one whose turn was longest ago."""
        self._news.clear()
        while self._events:
            yield from self._told(self._events.popleft())
        if number := next(iter(self._agents), None):
            del self._agents[number]
            yield "agent", agent(self._campaign.agents[number])
        if self._agents:
            self._news.set()

    async def has_mail(self, within_s: float) -> bool:
        """Whether something comes within a time."""
        try:
            await asyncio.wait_for(self._news.wait(), within_s)
        except TimeoutError:
            return False
        return True

    def _told(self, progress: Progress) -> Iterator[tuple[str, Any]]:
        if progress.trial is not None:
            trial = trial_document(progress.trial, self._sources)
            yield "trial", {"agent": progress.agent, "unit": progress.unit, "trial": trial}
        if progress.report is not None:
            yield "unit", {"unit": unit_document(progress.report, self._sources)}


async def _end(campaign: LiveCampaign, sources: Sources) -> dict[str, Any]:
    document = await reported(campaign.report(), sources, campaign.state != "ended")
    return {"state": campaign.state, "reason": campaign.reason, "document": document}
