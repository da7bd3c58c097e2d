"""`/campaigns`: those that run and the last ones that have ended, whoever began them."""

from __future__ import annotations

from aiohttp import web

from ..domain import path_of
from ..engine import Engine, LiveCampaign
from ..report.sources import Sources
from . import documents
from .answering import Turns
from .refusal import Refused
from .stream import stream

_MOST_STREAMS = 100
_CANCEL_S = 8.0


class Campaigns:
    """The handlers."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self.streams = Turns(_MOST_STREAMS, "Too many follow campaigns at once: try again in a moment.")
        """Clients that follow a campaign now."""

    async def listed(self, http: web.Request) -> web.Response:
        """All that are known, newest first."""
        found = reversed(list(self._engine.optimizer.campaigns.values()))
        return web.json_response({"campaigns": [documents.summary(campaign) for campaign in found]})

    async def one(self, http: web.Request) -> web.Response:
        """One of them as it stands."""
        campaign = self._named(http)
        return web.json_response(await documents.whole(campaign, self._sources(campaign)))

    async def cancel(self, http: web.Request) -> web.Response:
        """End one."""
        campaign = self._named(http)
        await campaign.cancel(_CANCEL_S)
        return web.json_response({"state": campaign.state})

    async def events(self, http: web.Request) -> web.StreamResponse:
        """Follow one."""
        return await self.follow(http, self._named(http))

    async def follow(self, http: web.Request, campaign: LiveCampaign) -> web.StreamResponse:
        """Answer with the campaign's events."""
        with self.streams.one():
            return await stream(http, campaign, self._sources(campaign))

    def _named(self, http: web.Request) -> LiveCampaign:
        campaign = self._engine.optimizer.campaigns.get(http.match_info["id"])
        if campaign is None:
            raise Refused("There is no such campaign here, or it ended long ago: GET /campaigns lists them.", 404)
        return campaign

    def _sources(self, campaign: LiveCampaign) -> Sources:
        """Paths are told from the served folder, or from the file's own where it is in none."""
        first = next(iter(campaign.snapshots), "")
        path = path_of(first)
        folder = self._engine.session.root(first) or (path.parent if path else None)
        return Sources(campaign.snapshots, folder) if folder else Sources(campaign.snapshots)
