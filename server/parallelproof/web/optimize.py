"""`POST /optimize`: a campaign over code that is sent, or over a file of a served folder."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from ..domain import Snapshot
from ..engine import Engine, LiveCampaign
from ..languages.python.units import syntax_error
from ..settings import Settings
from ..store.sources import SourceError, read_source
from .asked import OptimizeCode, OptimizeFile, optimization
from .campaigns import Campaigns
from .reading import innermost, json_of, served
from .refusal import Refused, busy
from .scratch import NAME, SUFFIXES, Scratch

MOST_AT_ONCE = 4
"""Campaigns of clients that run at the same time."""
NOT_TRUSTED = (
    "Nothing of {path} is run: its folder was served and not named. Start the server with --workspace FOLDER, or trust "
    "the folder in the editor."
)
NO_CODE = (
    "Code that is sent is run only where the server listens on this machine alone, or the editor trusts the workspace: "
    "name a file of a served folder instead."
)
_LANGUAGES = {".py": "python", ".pyi": "python", ".sql": "sql"}


class Optimize:
    """The handler. What it begins goes on when the client goes away."""

    def __init__(self, engine: Engine, campaigns: Campaigns) -> None:
        self._engine, self._campaigns = engine, campaigns

    async def __call__(self, http: web.Request) -> web.StreamResponse:
        """Begin it, and answer where it is or with its events."""
        asked = optimization(await json_of(http))
        self._check_turn()
        campaign = await (self._file(asked) if isinstance(asked, OptimizeFile) else self._code(asked))
        if "text/event-stream" in http.headers.get("Accept", ""):
            return await self._campaigns.follow(http, campaign)
        at = f"/campaigns/{campaign.id}"
        body = {"id": campaign.id, "campaign": at, "events": f"{at}/events"}
        return web.json_response(body, status=202, headers={"Location": at})

    def _check_turn(self) -> None:
        running = [one for one in self._engine.optimizer.running if one.origin == "api"]
        if len(running) >= MOST_AT_ONCE:
            raise busy(
                f"{len(running)} campaigns run already: wait for one to end, or end one with DELETE /campaigns/ID."
            )

    async def _code(self, asked: OptimizeCode) -> LiveCampaign:
        settings = sent_code_settings(self._engine)
        check_size(asked.code, settings)
        scratch = await Scratch.of({f"{NAME}{SUFFIXES[asked.language]}": asked.code})
        try:
            path = scratch.folder / f"{NAME}{SUFFIXES[asked.language]}"
            snapshot = Snapshot(path.as_uri(), 0, asked.language, asked.code)
            campaign = await self._begun(snapshot, asked, settings)
        except BaseException:
            scratch.close()
            raise
        if campaign.task:
            campaign.task.add_done_callback(lambda _: scratch.close())
        else:
            scratch.close()
        return campaign

    async def _file(self, asked: OptimizeFile) -> LiveCampaign:
        path, settings = self._place(asked.path)
        language = _LANGUAGES.get(path.suffix.lower())
        if language is None:
            raise Refused("`path` must name a Python or SQL file.")
        if not settings.trusted:
            raise Refused(NOT_TRUSTED.format(path=path.name), 403)
        if asked.database and not self._engine.session.settings.trusted:
            raise Refused("`database` may be named only where the server listens on this machine alone.", 403)
        open_now = self._engine.session.snapshot(path.as_uri())
        snapshot = open_now or Snapshot(path.as_uri(), 0, language, await _text(path, settings))
        return await self._begun(snapshot, asked, settings)

    def _place(self, named: str) -> tuple[Path, Settings]:
        """The file that a path means, absolute or from a served folder, and the settings of the folder it is in."""
        folders = {folder.resolve(): settings for folder, settings in self._engine.session.folders.items()}
        for folder in folders:
            path = served(folder / named, tuple(folders))
            if path and path.is_file():
                return path, folders[innermost(path, folders)]
        raise Refused("`path` is no file of a folder that is served here: start the server with --workspace.", 404)

    async def _begun(self, snapshot: Snapshot, asked: OptimizeCode | OptimizeFile, settings: Settings) -> LiveCampaign:
        if snapshot.language == "python" and (broken := await self._engine.apart(syntax_error, snapshot.text)):
            raise Refused(f"There is a syntax error in line {broken[0]}: {broken[1].rstrip('.')}.")
        names = frozenset(asked.names) if asked.names else None
        if names:
            known = {unit.name for unit in await self._engine.optimizer.units(snapshot)}
            if unknown := sorted(names - known):
                raise Refused(f"There is no function or query {unknown[0]} here.")
        given = {"agents": asked.agents, "budget_s": asked.budget_s, "database": asked.database}
        settings = replace(settings, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        self._check_turn()
        return self._engine.optimizer.begin([snapshot], settings, {snapshot.uri: names} if names else None)


def sent_code_settings(engine: Engine) -> Settings:
    """Those for code that is in no file; raises Refused where none is run."""
    settings = engine.session.settings
    if not settings.trusted:
        raise Refused(NO_CODE, 403)
    return settings


def check_size(text: str, settings: Settings) -> None:
    """Raises Refused for what is left alone in files too."""
    if len(text) > settings.max_file_bytes:
        raise Refused(f"The code is larger than {settings.max_file_bytes:,} characters.", 413)


async def _text(path: Path, settings: Settings) -> str:
    try:
        return await asyncio.to_thread(read_source, path, settings.max_file_bytes)
    except SourceError as error:
        raise Refused(str(error)) from None
