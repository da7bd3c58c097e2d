"""What a client's status item and its view of wins are told, seldom enough to cost nothing."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from . import names

if TYPE_CHECKING:
    from .server import Server

_EVERY_S = 0.5


class Told:
    """Tells a client that shows them of the status and of new wins, twice a second at most, and nothing twice."""

    def __init__(self, ls: Server) -> None:
        self._ls = ls
        self._timer: asyncio.TimerHandle | None = None
        self._status: dict[str, Any] = {}
        self._wins_changed = False
        self.shows_status, self.shows_wins = False, False

    def changed(self, wins: bool = False) -> None:
        """Something may be other than it was told."""
        self._wins_changed |= wins
        if self._timer is None and (self.shows_status or self.shows_wins):
            self._timer = asyncio.get_running_loop().call_later(_EVERY_S, self._tell)

    def _tell(self) -> None:
        self._timer = None
        if self._wins_changed and self.shows_wins:
            self._ls.protocol.notify(names.WINS_CHANGED, {})
        self._wins_changed = False
        now = _status(self._ls)
        if self.shows_status and now != self._status:
            self._status = now
            self._ls.protocol.notify(names.STATUS, now)


def _status(ls: Server) -> dict[str, Any]:
    engine, session = ls.engine, ls.engine.session
    every = list(session.folders.values()) or [session.settings]
    running = engine.optimizer.running
    at_work = sum(agent.now.stage != "ended" for campaign in running for agent in campaign.agents.values())
    status = {
        "agents": max(settings.agents for settings in every),
        "agentsAtWork": at_work,
        "wins": sum(len(session.wins(uri)) for uri in session.documents),
        "isPaused": session.is_paused,
        "isOffline": engine.typing.is_offline,
        "privacy": str(every[0].privacy),
        "isTrusted": all(settings.trusted for settings in every),
    }
    if running:
        tally = running[-1].tally
        units = {agent.now.unit for agent in running[-1].agents.values() if agent.now.stage != "ended"}
        status["campaign"] = {"unit": min(units, default=""), "done": tally.done, "total": tally.total}
    return status
