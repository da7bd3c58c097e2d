"""What a report of a problem needs to say. It holds names of folders and settings, and no code and no keys."""

from __future__ import annotations

import os
import platform
import sys
from collections.abc import AsyncIterator
from dataclasses import asdict
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any

from ..net.redact import redact
from ..settings import EDITOR_ONLY, Settings
from .status import status

if TYPE_CHECKING:
    from .server import Server

_LIBRARIES = ("pygls", "lsprotocol", "tree-sitter", "libcst", "sqlglot", "aiohttp")


async def debug_information(ls: Server, params: Any) -> dict[str, str]:
    """All of it, as Markdown."""
    await ls.configured()
    return {"text": redact("\n".join([line async for line in _lines(ls)]) + "\n")}


async def _lines(ls: Server) -> AsyncIterator[str]:
    yield f"- server: {ls.version}, process {os.getpid()}, {sys.executable}"
    yield f"- Python {platform.python_version()} on {platform.platform()}, {os.cpu_count()} cores"
    yield f"- {', '.join(f'{name} {_version(name)}' for name in _LIBRARIES)}"
    yield f"- positions in {ls.can.encoding}; the client can {_abilities(ls) or 'do nothing special'}"
    for folder, settings in [("everywhere", ls.engine.session.settings), *ls.engine.session.folders.items()]:
        yield f"- settings of {folder}: {_changed(settings) or 'the defaults'}"
    async for line in status(ls):
        yield "\n## Now\n" if line.startswith("# ") else line


def _abilities(ls: Server) -> str:
    return ", ".join(name for name, value in asdict(ls.can).items() if value is True)


def _changed(settings: Settings) -> str:
    """Options that differ from the default; of those that say who is asked, only their names."""
    usual = asdict(Settings())
    changed = {name: value for name, value in asdict(settings).items() if value != usual[name]}
    return ", ".join(name if name in EDITOR_ONLY else f"{name} = {value}" for name, value in changed.items())


def _version(name: str) -> str:
    try:
        return version(name)
    except PackageNotFoundError:
        return "(not installed)"
