"""Fifty people in two seconds, over `POST /fulfill`, with a provider that is slow, fails, hangs and allows so much."""

from __future__ import annotations

import asyncio
import importlib
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from inspect import isfunction
from pathlib import Path
from typing import Any

import aiohttp

from tests.backends.search_services import KEY, SearchServices
from tests.web.serving import Served, events, question, serving

from .large_repository import write_repository
from .places import own_folders, percentile
from .processes import peak_memory_mb
from .rows import Row, count, row

USERS = 50
ARRIVING_S = 2.0
DELAY_S, ERRORS, HANGS, AT_ONCE = 3.0, 0.03, 0.02, 60
QUERIES = 3
FILES = 1_000
PROVIDER = "perplexity"
PACKAGES = (
    "argparse", "ast", "asyncio", "bisect", "calendar", "codecs", "colorsys", "contextlib", "copy", "csv",
    "dataclasses", "datetime", "difflib", "email", "fnmatch", "fractions", "functools", "glob", "gzip", "hashlib",
    "heapq", "hmac", "html", "inspect", "io", "itertools", "json", "logging", "math", "mimetypes", "operator",
    "os", "pathlib", "pickle", "platform", "pprint", "queue", "random", "re", "sched", "secrets", "shlex", "shutil",
    "signal", "socket", "sqlite3", "statistics", "string", "struct", "subprocess", "tarfile", "tempfile", "textwrap",
    "threading", "time", "timeit", "tokenize", "traceback", "types", "unicodedata", "uuid", "warnings", "weakref",
    "zipfile", "zlib",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Rush:
    """What one run showed: seconds to each user's first web card (None where none came) and to the end."""

    first_web_s: Sequence[float | None]
    full_s: Sequence[float]
    most_at_once: int
    memory_mb: float


def rows(runs: int) -> Iterator[Row]:
    """The bars hold for the median of the runs; users without a result are counted over all of them."""
    seen = [asyncio.run(_run(seed)) for seed in range(runs)]
    asked = runs * USERS
    without = sum(first is None for run in seen for first in run.first_web_s)
    what = f"{USERS} users in {ARRIVING_S:g} s"
    yield count("fulfill", f"{what}, without a result of the web", without, asked // 100, of=asked)
    first_s = [percentile([first for first in run.first_web_s if first is not None], 95) for run in seen]
    yield row("fulfill", f"{what}, first web card, 95th percentile", first_s, "s", 4.5)
    full_s = [percentile(run.full_s, 95) for run in seen]
    yield row("fulfill", f"{what}, all, 95th percentile", full_s, "s", 10)
    most = max(run.most_at_once for run in seen)
    yield row("fulfill", f"{what}, requests at the provider at once", [most], "count", AT_ONCE)
    yield row("fulfill", f"{what}, memory of the server", [run.memory_mb for run in seen], "MB", 300)


async def _run(seed: int) -> Rush:
    with own_folders() as folder, _provider(seed) as services:
        root = write_repository(folder / "repository", FILES).root
        async with serving(root, options=_options(services)) as served:
            memory = asyncio.create_task(peak_memory_mb(served.process.pid))
            async with aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)) as session:
                waited = await asyncio.gather(*(_user(session, served, root, number) for number in range(USERS)))
        first, full = zip(*waited, strict=True)
        return Rush(first, full, services.most_in_flight, await memory)


def _provider(seed: int) -> SearchServices:
    return SearchServices(delay_s=DELAY_S, at_once=AT_ONCE, error_rate=ERRORS, hang_rate=HANGS, seed=seed)


def _options(services: SearchServices) -> tuple[str, ...]:
    given = {"search_provider": PROVIDER, "search_url": services.address(PROVIDER), "search_key": KEY}
    given["privacy"] = "queries-only"
    return tuple(part for name, value in given.items() for part in ("--set", f"{name}={value}"))


async def _user(session: aiohttp.ClientSession, served: Served, root: Path, number: int) -> tuple[float | None, float]:
    """One person, who comes when it is their turn and waits until all is there."""
    await asyncio.sleep(number * ARRIVING_S / USERS)
    body, first_s, began_s = _body(root, number), None, time.monotonic()
    async for name, data in events(session, served, body):
        if name == "card" and data["source"] == PROVIDER and first_s is None:
            first_s = time.monotonic() - began_s
    return first_s, time.monotonic() - began_s


def _body(root: Path, number: int) -> dict[str, Any]:
    """The request of one user, who writes three lines about three things that nobody else writes about."""
    used = _public_names()[number * QUERIES : (number + 1) * QUERIES]
    head = "".join(f"import {package}\n" for package, _ in used) + "\n\n"
    typed = "def work(data):\n" + "".join(f"    data = {package}.{name}(data)\n" for package, name in used)
    return question(
        root / f"work_{number}.py", head + typed, workspace=str(root), user=f"user {number}", typed=len(typed)
    )


@cache
def _public_names() -> list[tuple[str, str]]:
    """As many functions of the standard library as are asked about, of as many packages as there are."""
    functions = {package: _functions(package) for package in PACKAGES}
    turns = [(package, names[turn]) for turn in range(20) for package, names in functions.items() if turn < len(names)]
    if len(turns) < USERS * QUERIES:
        raise RuntimeError(f"{len(turns)} public names are too few")
    return turns


def _functions(package: str) -> list[str]:
    module = importlib.import_module(package)
    public = [name for name in sorted(vars(module)) if not name.startswith("_")]
    return [name for name in public if isfunction(found := getattr(module, name)) and found.__module__ == package]
