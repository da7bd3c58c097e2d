"""`POST /verify`: whether two functions, or two queries, do the same, as far as can be checked."""

from __future__ import annotations

import asyncio

from aiohttp import web

from ..domain import Program, Unit, Verdict
from ..engine import Engine
from ..languages.python.project import discover
from ..languages.python.units import syntax_error, units
from ..ports import JobFailed
from ..report.verdicts import verification
from ..settings import Settings
from . import asked
from .optimize import check_size, check_syntax, sent_code_settings
from .reading import json_of
from .refusal import Refused, busy
from .scratch import Scratch

_MOST_AT_ONCE = 4


class Verify:
    """The handler. A client that goes away ends the work that was done for it."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._at_work = 0

    async def __call__(self, http: web.Request) -> web.Response:
        """Check what is asked, then compare."""
        wanted = asked.verification(await json_of(http))
        settings = sent_code_settings(self._engine)
        check_size(wanted.old + wanted.new, settings)
        if self._at_work >= _MOST_AT_ONCE:
            raise busy("Too much is being verified at once: try again in a moment.")
        self._at_work += 1
        try:
            verdict = await self._functions(wanted, settings)
        finally:
            self._at_work -= 1
        return web.json_response(verification(verdict))

    async def _functions(self, wanted: asked.Verify, settings: Settings) -> Verdict:
        old, new = await self._units(wanted.old, "old"), await self._units(wanted.new, "new")
        name = wanted.name or _common(old, new)
        for side, known in (("old", old), ("new", new)):
            if name not in known:
                raise Refused(f"There is no function {name} in the {side} code.")
        scratch = await Scratch.of({"old.py": wanted.old, "new.py": wanted.new})
        try:
            project = await asyncio.to_thread(discover, scratch.folder / "old.py", settings)
            before, after = (
                Program(scratch.folder / f"{side}.py", text, known[name].entry)
                for side, text, known in (("old", wanted.old, old), ("new", wanted.new, new))
            )
            return await self._engine.verifier.verify(before, after, project, settings)
        except JobFailed as error:
            raise Refused(f"Nothing could be run: {error}", 503) from None
        except ValueError as error:
            raise Refused(str(error)) from None
        finally:
            scratch.close()

    async def _units(self, text: str, side: str) -> dict[str, Unit]:
        check_syntax(await self._engine.apart(syntax_error, text), f" of the {side} code")
        return {unit.name: unit for unit in await self._engine.apart(units, text, f"untitled:{side}.py")}


def _common(old: dict[str, Unit], new: dict[str, Unit]) -> str:
    names = [name for name in old if name in new]
    if len(names) != 1:
        found = f"has {', '.join(names[:5])}" if names else "has no function that the new code has too"
        raise Refused(f"`name` must say which function is compared: the old code {found}.")
    return names[0]
