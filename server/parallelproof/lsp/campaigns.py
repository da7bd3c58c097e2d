"""The commands that begin, end, pause and resume campaigns."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from lsprotocol import types

from ..domain import path_of
from .arguments import Token, say, target, text

if TYPE_CHECKING:
    from .server import Server


async def optimize(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?, unit?] or [{uri, position}]: a campaign over one unit or a whole file, the one edited last by default."""
    uri, unit = target(ls, arguments)
    if uri is None:
        return say(ls, "Open a Python or SQL file first.")
    place = arguments[0].get("position") if arguments and isinstance(arguments[0], dict) else None
    if unit is None and place is not None:
        unit = _unit_at(ls, uri, place)
        if unit is None:
            return say(ls, "There is no function or query here: put the cursor into one.")
    return say(ls, await ls.engine.optimize(uri, frozenset({unit}) if unit else None, token))


async def optimize_folder(ls: Server, arguments: Sequence[Any], token: Token) -> str:
    """[uri?]: a campaign over all files of a folder, the first of the workspace if none is named."""
    uri = text(arguments, 0) or next(iter(ls.folders), None)
    folder = path_of(uri) if uri else None
    if folder is None or not folder.is_dir():
        return say(ls, "Open a folder first: there is none to look through.")
    return say(ls, await ls.engine.optimize_folder(folder, token))


async def cancel(ls: Server, arguments: Sequence[Any], token: Token) -> int:
    """[uri?]: end the campaigns of one document or all; how many were running."""
    return ls.engine.cancel(text(arguments, 0))


async def pause(ls: Server, arguments: Sequence[Any], token: Token) -> None:
    """[]: begin nothing by itself until `resume`."""
    ls.engine.pause()
    ls.told.changed()


async def resume(ls: Server, arguments: Sequence[Any], token: Token) -> None:
    """[]: go on with what waited."""
    ls.engine.resume()
    ls.told.changed()


def _unit_at(ls: Server, uri: str, place: Any) -> str | None:
    snapshot = ls.engine.session.snapshot(uri)
    if snapshot is None or not isinstance(place, dict):
        return None
    position = types.Position(int(place.get("line", 0)), int(place.get("character", 0)))
    at = ls.converter.span(uri, snapshot.text, types.Range(position, position))
    unit = ls.engine.session.unit_at(uri, at)
    return unit.name if unit else None
