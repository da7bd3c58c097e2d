"""`POST /verify`: whether two functions, or two queries, do the same, as far as can be checked."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from types import ModuleType

from aiohttp import web

from ..domain import Program, Project, Unit, Verdict
from ..engine import Engine
from ..languages.python.project import discover
from ..languages.python.units import syntax_error, units
from ..ports import JobFailed
from ..report.verdicts import verification
from ..settings import Settings
from . import asked
from .answering import Turns
from .optimize import check_size, check_syntax, sent_code_settings
from .reading import json_of
from .refusal import Refused
from .scratch import Scratch

_MOST_AT_ONCE = 4


class Verify:
    """The handler. A client that goes away ends the work that was done for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._turns = Turns(_MOST_AT_ONCE, "Too much is being verified at once: try again in a moment.")

    async def handle(self, http: web.Request) -> web.Response:
        """Check what is asked, then compare."""
        wanted = asked.verification(await json_of(http))
        settings = sent_code_settings(self._engine)
        check_size(wanted.old + wanted.new, settings)
        compare = self._queries if wanted.language == "sql" else self._functions
        with self._turns.one():
            return web.json_response(verification(await compare(wanted, settings)))

    async def _functions(self, wanted: asked.Verify, settings: Settings) -> Verdict:
        old, new = await self._units(wanted.old, "old"), await self._units(wanted.new, "new")
        name = _name(wanted, old, new, "function")
        scratch = await Scratch.of({"old.py": wanted.old, "new.py": wanted.new})
        try:
            project = await self._project(scratch, settings)
            before, after = (
                Program(scratch.folder / f"{side}.py", text, known[name].entry)
                for side, text, known in (("old", wanted.old, old), ("new", wanted.new, new))
            )
            return await self._engine.verifier.verify(before, after, project, settings)
        except JobFailed as error:
            raise Refused(f"Nothing could be run: {error}", 503) from None
        finally:
            scratch.close()

    async def _project(self, scratch: Scratch, settings: Settings) -> Project:
        try:
            return await asyncio.to_thread(discover, scratch.folder / "old.py", settings)
        except ValueError as error:
            raise Refused(str(error)) from None

    async def _queries(self, wanted: asked.Verify, settings: Settings) -> Verdict:
        queries = await asyncio.to_thread(_load)
        old, new = (
            await self._engine.apart(queries.read, wanted.old),
            await self._engine.apart(queries.read, wanted.new),
        )
        is_single = len(old) == len(new) == 1 and not wanted.name
        names = [*old, *new] if is_single else [_name(wanted, old, new, "query")] * 2
        verdict: Verdict = await queries.verified(old[names[0]], new[names[1]], wanted.database, settings)
        return verdict

    async def _units(self, text: str, side: str) -> dict[str, Unit]:
        check_syntax(await self._engine.apart(syntax_error, text), f" of the {side} code")
        return {unit.name: unit for unit in await self._engine.apart(units, text, f"untitled:{side}.py")}


def _load() -> ModuleType:
    """What knows queries, which takes a while to load."""
    from . import verify_queries

    return verify_queries


def _name(wanted: asked.Verify, old: Mapping[str, object], new: Mapping[str, object], what: str) -> str:
    """Of the function or query to compare: the one that is named, or the only one that both have."""
    names = [wanted.name] if wanted.name else [name for name in old if name in new]
    if len(names) != 1:
        found = f"has {', '.join(names[:5])}" if names else f"has no {what} that the new code has too"
        raise Refused(f"`name` must say which {what} is compared: the old code {found}.")
    for side, known in (("old", old), ("new", new)):
        if names[0] not in known:
            raise Refused(f"There is no {what} {names[0]} in the {side} code.")
    return names[0]
