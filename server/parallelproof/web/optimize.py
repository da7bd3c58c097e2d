"""`POST /optimize`: a campaign over code that is sent, or over a file or folder that is served."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from aiohttp import web

from ..domain import Snapshot
from ..engine import Engine, LiveCampaign
from ..engine.targets import SUFFIXES, expand, snapshots_of
from ..languages.python.units import syntax_error
from ..settings import Settings
from ..store.sources import SourceError, read_source
from .asked import OptimizeCode, OptimizePath, optimization
from .campaigns import Campaigns
from .reading import innermost, json_of, served
from .refusal import Refused, busy
from .scratch import NAME, Scratch

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


class Optimize:
    """The handler. What it begins goes on when the client goes away."""

    def __init__(self, engine: Engine, campaigns: Campaigns) -> None:
        self._engine, self._campaigns = engine, campaigns

    async def handle(self, http: web.Request) -> web.StreamResponse:
        """Begin it, and answer where it is or with its events."""
        asked = optimization(await json_of(http))
        self._check_turn()
        campaign = await (self._place(asked) if isinstance(asked, OptimizePath) else self._code(asked))
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
        name = next(f"{NAME}{suffix}" for suffix, language in SUFFIXES.items() if language == asked.language)
        scratch = await Scratch.of({name: asked.code})
        try:
            path = scratch.folder / name
            snapshot = Snapshot(path.as_uri(), 0, asked.language, asked.code)
            campaign = await self._begun([snapshot], asked, settings)
        except BaseException:
            scratch.close()
            raise
        if campaign.task:
            campaign.task.add_done_callback(lambda _: scratch.close())
        else:
            scratch.close()
        return campaign

    async def _place(self, asked: OptimizePath) -> LiveCampaign:
        path, settings = await asyncio.to_thread(place, asked.path, dict(self._engine.session.folders))
        if not settings.trusted:
            raise Refused(NOT_TRUSTED.format(path=path.name), 403)
        if asked.database and not self._engine.session.settings.trusted:
            raise Refused("`database` may be named only where the server listens on this machine alone.", 403)
        found = await asyncio.to_thread(_read, path, settings)
        # What an editor holds is newer than what is on disk.
        snapshots = [self._engine.session.snapshot(one.uri) or one for one in found]
        if asked.names and len(snapshots) > 1:
            raise Refused("`names` are looked for in one file: `path` must name it.")
        return await self._begun(snapshots, asked, settings)

    async def _begun(
        self, snapshots: Sequence[Snapshot], asked: OptimizeCode | OptimizePath, settings: Settings
    ) -> LiveCampaign:
        first, names = snapshots[0], frozenset(asked.names or ())
        if len(snapshots) == 1 and first.language == "python":
            check_syntax(await self._engine.apart(syntax_error, first.text))
        if names:
            known = {unit.name for unit in await self._engine.optimizer.units(first)}
            if unknown := sorted(names - known):
                raise Refused(f"There is no function or query {unknown[0]} here.")
        given = {"agents": asked.agents, "budget_s": asked.budget_s, "database": asked.database}
        settings = replace(settings, **{name: value for name, value in given.items() if value is not None})  # type: ignore[arg-type]
        self._check_turn()
        return self._engine.optimizer.begin(snapshots, settings, {first.uri: names} if names else None)


def sent_code_settings(engine: Engine) -> Settings:
    """Those for code that is in no file; raises Refused where none is run."""
    settings = engine.session.settings
    if not settings.trusted:
        raise Refused(NO_CODE, 403)
    return replace(settings, tests=(), profile=None)


def check_size(text: str, settings: Settings) -> None:
    """Raises Refused for what is left alone in files too."""
    if len(text) > settings.max_file_bytes:
        raise Refused(f"The code is larger than {settings.max_file_bytes:,} characters.", 413)


def check_syntax(broken: tuple[int, str] | None, what: str = "") -> None:
    """Raises Refused where there is an error: its line and what it is."""
    if broken:
        raise Refused(f"There is a syntax error in line {broken[0]}{what}: {broken[1].rstrip('.')}.")


def place(named: str, served_folders: Mapping[Path, Settings]) -> tuple[Path, Settings]:
    """The file or folder that a path means, absolute or from a served folder, and the settings that hold there.

    Reads the disk. Raises Refused where it is in no served folder.
    """
    folders = {folder.resolve(): settings for folder, settings in served_folders.items()}
    for folder in folders:
        path = served(folder / named, tuple(folders))
        if path and _exists(path):
            return path, folders[innermost(path, folders)]
    raise Refused("`path` is in no folder that is served here: start the server with --workspace FOLDER.", 404)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that no file can have
        return False


def _read(path: Path, settings: Settings) -> list[Snapshot]:
    """The text of a file, or of all of a folder that is worth looking at; never what links lead to elsewhere."""
    if path.is_dir():
        targets = expand([str(path)], settings.exclude)
        inside = [file for file in targets.files if file.resolve().is_relative_to(path)]
        found = snapshots_of(inside, settings.max_file_bytes)
        if not found:
            raise Refused("`path` holds no Python or SQL files to optimise.")
        return found
    language = SUFFIXES.get(path.suffix)
    if language is None:
        raise Refused("`path` must name a Python or SQL file, or a folder.")
    try:
        return [Snapshot(path.as_uri(), 0, language, read_source(path, settings.max_file_bytes))]
    except SourceError as error:
        raise Refused(str(error)) from None
