"""Text search by ripgrep: where it is, which files it sees, and the lines that define or import some names."""

from __future__ import annotations

import asyncio
import base64
import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Event

from ..net.ignored import OWN_FILE
from .ignore_files import Ignores
from .lines import MAX_FILE_BYTES, NOT_ENTERED, FoundLine, FoundLines, Names, decoded, fewest, nearest
from .walk import walk

_FLAGS = ("--no-config", "--no-messages", "--no-require-git", "--json", "--type", "py")
_NOT_ENTERED = [word for name in sorted(NOT_ENTERED) for word in ("--glob", f"!{name}")]
_CHUNK_BYTES = 1 << 16
_MOST_MATCHES = 20_000
_ENDING_S = 1.0


def find() -> Path | None:
    """The `rg` to use, if there is one: beside our interpreter first, then on PATH."""
    found = shutil.which("rg", path=str(Path(sys.executable).parent)) or shutil.which("rg")
    return Path(found) if found else None


def files(rg: Path, folder: Path) -> list[Path] | None:
    """Files below a folder that no ignore file hides, sorted; None if ripgrep could not say."""
    command = [str(rg), "--files", "--null", "--no-messages", "--no-require-git", "--no-config", "--", str(folder)]
    try:
        answer = subprocess.run(command, capture_output=True, check=False, timeout=60)
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode not in (0, 1) and not answer.stdout:
        return None
    return sorted(Path(name) for name in answer.stdout.decode(errors="surrogateescape").split("\0") if name)


class TextSearch:
    """Searches a folder for names, all in one process of ripgrep; without ripgrep, in a thread."""

    def __init__(self, rg: Path | None) -> None:
        self.rg = rg

    async def search(
        self, names: Iterable[str], folder: Path, near: Path, timeout_s: float, is_deep: bool = True
    ) -> FoundLines:
        """At most ten definitions of each name, those near a file first, and who imports it.

        What is found by the end of the time is kept. Cancelled or late, it leaves no process behind. Not `is_deep`
        looks into the folder's own files alone.
        """
        wanted = Names(names)
        if not wanted.names:
            return FoundLines()
        if self.rg is None:
            found, is_partial = await _in_thread(wanted, folder, timeout_s, is_deep)
        else:
            found, is_partial = await _by_ripgrep(self.rg, wanted, folder, timeout_s, is_deep)
        lines = await asyncio.to_thread(_kept, found, folder, near)
        return FoundLines(tuple(lines), is_partial)


def _kept(found: list[FoundLine], folder: Path, near: Path) -> list[FoundLine]:
    own = Ignores(folder, [(OWN_FILE,)])
    return fewest(nearest(found, near), lambda path: not own.hides_any(path))


async def _in_thread(names: Names, folder: Path, timeout_s: float, is_deep: bool) -> tuple[list[FoundLine], bool]:
    cancelled = Event()
    try:
        return await asyncio.to_thread(walk, names, folder, timeout_s, cancelled, is_deep)
    finally:
        cancelled.set()


async def _by_ripgrep(
    rg: Path, names: Names, folder: Path, timeout_s: float, is_deep: bool
) -> tuple[list[FoundLine], bool]:
    own = ["--ignore-file", OWN_FILE] if await asyncio.to_thread((folder / OWN_FILE).is_file) else []
    limit = ["--max-filesize", str(MAX_FILE_BYTES), *(() if is_deep else ("--max-depth", "1")), *own]
    matches = _Matches(names, folder)
    try:
        process = await asyncio.create_subprocess_exec(
            str(rg), *_FLAGS, *_NOT_ENTERED, *limit, "-e", names.pattern, "--", ".",
            cwd=folder, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            start_new_session=True,
        )  # fmt: skip
    except OSError:
        return await _in_thread(names, folder, timeout_s, is_deep)
    try:
        async with asyncio.timeout(timeout_s):
            assert process.stdout is not None
            while not matches.is_full and (chunk := await process.stdout.read(_CHUNK_BYTES)):
                matches.feed(chunk)
            is_partial = matches.is_full
    except TimeoutError:
        is_partial = True
    finally:
        await _end(process)
    return matches.found, is_partial


async def _end(process: asyncio.subprocess.Process) -> None:
    """Kill the process with all it started, unless it has ended, and wait until it is gone."""
    if process.returncode is None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(process.pid, signal.SIGKILL)
    with suppress(TimeoutError):
        async with asyncio.timeout(_ENDING_S):
            # What nobody read keeps the pipe, and so the process, from being closed.
            await process.communicate()


@dataclass(slots=True)
class _Matches:
    """Reads ripgrep's JSON as it comes, piece by piece."""

    names: Names
    folder: Path
    found: list[FoundLine] = field(default_factory=list)
    _rest: bytes = b""

    @property
    def is_full(self) -> bool:
        """Whether there is more than anyone could use."""
        return len(self.found) >= _MOST_MATCHES

    def feed(self, chunk: bytes) -> None:
        """The next bytes of the output."""
        *lines, self._rest = (self._rest + chunk).split(b"\n")
        for line in lines:
            if line.startswith(b'{"type":"match"'):
                self._match(json.loads(line)["data"])
            elif line.startswith(b'{"type":"end"') and b'"binary_offset":null' not in line:
                binary = self.folder / _name(json.loads(line)["data"]["path"])
                self.found = [line for line in self.found if line.path != binary]

    def _match(self, data: dict[str, dict[str, str]]) -> None:
        name = _name(data["path"])
        if "/." in name.removeprefix("."):
            # To ripgrep, a file of the wanted type is not hidden.
            return
        text = _text(data["lines"]).removesuffix("\n").removesuffix("\r")
        number = int(data["line_number"])  # type: ignore[call-overload]
        self.found += self.names.read(self.folder / name, number, text)


def _name(data: dict[str, str]) -> str:
    name = data.get("text")
    return os.fsdecode(base64.b64decode(data["bytes"])) if name is None else name


def _text(data: dict[str, str]) -> str:
    text = data.get("text")
    return decoded(base64.b64decode(data["bytes"])) if text is None else text.removeprefix("\ufeff")
