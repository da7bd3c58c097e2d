"""Campaigns as JSON values."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

from ..domain import Report, path_of
from ..engine import Agent, LiveCampaign
from ..report.document import document
from ..report.sources import Sources
from ..report.trials import came_of

Json = dict[str, Any]


def summary(campaign: LiveCampaign) -> Json:
    """What a list of campaigns tells of one."""
    tally = campaign.tally
    return {
        "id": campaign.id,
        "title": title(campaign),
        "started_at": campaign.started_at.isoformat(),
        "state": campaign.state,
        "stage": tally.stage if campaign.is_running else "ended",
        "done": tally.done,
        "total": tally.total,
        "wins": len(tally.wins),
        "origin": campaign.origin,
        "reason": campaign.reason,
    }


def title(campaign: LiveCampaign) -> str:
    """The file, and the units if not all of it."""
    first, *others = (uri.rsplit("/", 1)[-1] if path_of(uri) is None else _name(uri) for uri in campaign.snapshots)
    named = sorted(name for names in (campaign.names or {}).values() for name in names)
    units = f": {', '.join(named[:3])}{', ...' if len(named) > 3 else ''}" if named else ""
    return f"{first}{f' and {len(others)} more' if others else ''}{units}"


def agents(campaign: LiveCampaign) -> list[Json]:
    """What each agent does now."""
    return [agent(one) for one in campaign.agents.values()]


def agent(one: Agent) -> Json:
    """What an agent does now."""
    now = one.now
    return {
        "agent": now.agent,
        "unit": now.unit,
        "strategy": None if now.strategy is None else str(now.strategy),
        "stage": now.stage,
        "done": now.done,
        "total": now.total,
        "outcome": came_of(one.last)[0] if one.last else None,
        "trials": one.trials,
        "wins": one.wins,
    }


async def whole(campaign: LiveCampaign, sources: Sources) -> Json:
    """All that is known of a campaign at this moment."""
    found = {**summary(campaign), "agents": agents(campaign)}
    report, is_cut = campaign.report(), campaign.state != "ended"
    return {**found, "document": await reported(report, sources, is_cut)}


async def reported(report: Report, sources: Sources, is_cut: bool) -> Json | None:
    """The document of a report, made apart from the event loop; None while no unit is known."""
    if is_cut and not report.units:
        return None
    return await asyncio.to_thread(document, report, sources, is_cut)


def _name(uri: str) -> str:
    return Path(path_of(uri) or uri).name
