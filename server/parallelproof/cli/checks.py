"""What `doctor` looks at, one function for each; none of them changes anything but empty private folders."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from ..domain import Project
from ..search import ripgrep
from ..search.cached import NothingKept
from ..settings import Settings

Status = Literal["ok", "warn", "fail"]

LAYERS = {
    "bubblewrap": ("what gets past all of the others", "install bubblewrap"),
    "user": ("rights over the user's processes", "allow unprivileged user namespaces"),
    "network": ("every network", "allow unprivileged user namespaces"),
    "mounts": ("writing outside the scratch folder", "allow unprivileged user namespaces"),
    "pids": ("seeing and killing other processes", "allow unprivileged user namespaces"),
    "limits": ("using up memory, disk and processor", "see `ulimit -a`"),
    "landlock": ("reading secrets and writing files", "use Linux 5.13 or later with Landlock switched on"),
    "seccomp": ("sockets and new processes", "use a kernel with seccomp"),
}
"""Each layer of the sandbox: what it stops, and what to do where it is missing."""


@dataclass(frozen=True, slots=True)
class Check:
    """One line of the doctor: what was looked at, how it is, and what to do about it."""

    name: str
    status: Status
    found: str
    remedy: str | None = None


def ours() -> Check:
    """The interpreter that ParallelProof runs on."""
    return Check("our interpreter", "ok", f"Python {sys.version.split()[0]}, {sys.executable}")


def project(folder: Path, python: Path | None) -> tuple[Check, Project | None]:
    """The interpreter that the code of a folder runs on, and the project found there."""
    from ..languages.python.project import discover

    try:
        found = discover(folder, Settings(python=python))
    except ValueError as error:
        return Check("project", "fail", str(error), "name an interpreter with --python"), None
    command = [str(found.python), "-I", "-S", "-c", "import sys; print(sys.version.split()[0])"]
    try:
        answer = subprocess.run(command, capture_output=True, text=True, timeout=20, check=True)
    except (OSError, subprocess.SubprocessError):
        says = f"{found.python} does not run"
        return Check("project's interpreter", "fail", says, "name another one with --python"), None
    tests = f"tests in {', '.join(path.name for path in found.tests)}" if found.tests else "no tests found"
    return Check(
        "project's interpreter", "ok", f"Python {answer.stdout.strip()}, {found.python} ({found.root}, {tests})"
    ), found


def sandbox(where: Project) -> Iterator[Check]:
    """Whether a worker starts under the project's interpreter, and which layers hold it."""
    import asyncio

    from ..ports import JobFailed

    try:
        errors, unconnected = asyncio.run(_layer_errors(where))
    except JobFailed as error:
        yield Check("sandbox", "fail", f"no worker starts: {error}", "name another interpreter with --python")
        return
    yield from layers(errors)
    yield databases(unconnected)


def layers(errors: Mapping[str, str]) -> Iterator[Check]:
    """A line for each layer of the sandbox; `errors` says why one is missing."""
    for name in dict.fromkeys((*LAYERS, *errors)):
        stops, remedy = LAYERS.get(name, ("attacks", "see the documentation"))
        if name in errors:
            yield Check(f"sandbox: {name}", "warn", f"missing ({errors[name]}); it stops {stops}", remedy)
        else:
            yield Check(f"sandbox: {name}", "ok", f"stops {stops}")


def databases(unconnected: str | None) -> Check:
    """Whether functions that use a database can be run; `unconnected` says why not."""
    name = "sandbox: databases"
    if unconnected is None:
        return Check(name, "ok", "functions that use a database can be tried, each on a copy of it and nothing else")
    found = f"functions that use a database cannot be tried ({unconnected})"
    return Check(name, "warn", found, "use Linux 5.14 or later with seccomp")


async def _layer_errors(where: Project) -> tuple[dict[str, str], str | None]:
    from ..sandbox.layers import unconnected
    from ..sandbox.pool import ZygoteSandbox

    pool = ZygoteSandbox(1)
    try:
        return await pool.errors(where), await unconnected(pool, where)
    finally:
        await pool.close()


def searcher() -> Check:
    """Ripgrep, which knows what .gitignore hides."""
    remedy = "install ripgrep, or reinstall parallelproof, which brings it"
    rg = ripgrep.find()
    if rg is None:
        return Check("ripgrep", "warn", "not found; ignore files are not heeded", remedy)
    try:
        answer = subprocess.run([rg, "--version"], capture_output=True, text=True, timeout=10, check=True)
    except (OSError, subprocess.SubprocessError):
        return Check("ripgrep", "warn", f"{rg} does not run; ignore files are not heeded", remedy)
    return Check("ripgrep", "ok", f"{answer.stdout.split()[1]}, {rg}")


def web_search() -> Check:
    """Whether a key of a search service is found; none is needed."""
    import asyncio

    from ..net.preview import Preview
    from ..search.choose import ChosenSearcher

    async def available() -> str | None:
        return await ChosenSearcher(Preview(), NothingKept(), os.environ).available(Settings())

    title = asyncio.run(available())
    if title is None:
        return Check("web search", "ok", "no key found, so documents of this machine answer alone")
    return Check(
        "web search", "ok", f"a key for {title} is found; it is asked where `privacy` is `queries-only` or `full`"
    )


def folders() -> Iterator[Check]:
    """The folders that results and journals are kept in."""
    from ..folders import cache_folder, make_private, state_folder

    uses = (("cache folder", cache_folder(), "results are found anew each time", "XDG_CACHE_HOME"),)
    for name, folder, lost, variable in (*uses, ("state folder", state_folder(), "--apply refuses", "XDG_STATE_HOME")):
        try:
            make_private(folder)
            writable = os.access(folder, os.W_OK)
        except OSError:
            writable = False
        remedy = None if writable else f"make it writable, or set {variable} to a folder that is"
        found = f"{folder} can{'' if writable else 'not'} be written{'' if writable else f', so {lost}'}"
        yield Check(name, "ok" if writable else "warn", found, remedy)


def trials() -> Check:
    """The embedded Postgres that keeps the trials; it is not started for this."""
    from ..postgres import Unreachable, binaries
    from ..postgres.embedded import Embedded

    name, lost = "embedded Postgres", "trials are not kept"
    try:
        server, programs = Embedded(), binaries.folder()
        answer = subprocess.run(
            [programs / "postgres", "--version"], capture_output=True, text=True, timeout=20, check=True
        )
        version = answer.stdout.rpartition(" ")[2].strip()
        state = (
            "running" if server.is_running else "not running, as nobody needs it" if server.has_data else "not used yet"
        )
    except Unreachable as error:
        return Check(name, "warn", f"{str(error).rstrip('.')}, so {lost}", "reinstall ParallelProof")
    except (OSError, subprocess.SubprocessError) as error:
        return Check(name, "warn", f"its programs do not run ({error}), so {lost}", "reinstall ParallelProof")
    return Check(name, "ok", f"PostgreSQL {version}, {state}; its data is in {server.folder}")


def lock() -> Check:
    """The lock by which one timed run happens at a time on this host."""
    from ..measure.host_lock import default_path

    path = default_path()
    usable = os.access(path if path.exists() else path.parent, os.W_OK)
    if usable:
        return Check("measuring lock", "ok", str(path))
    return Check("measuring lock", "fail", f"{path} cannot be written", f"remove it, or make {path.parent} writable")


def power() -> Check:
    """Whether timing happens on a battery, where clocks change."""
    from ..measure.power import on_battery

    if on_battery():
        return Check("power", "warn", "on battery; the editor starts no campaigns", "connect the charger")
    return Check("power", "ok", "not on battery")


def cores() -> Check:
    """How many processes may run at once."""
    count, jobs = os.cpu_count() or 1, Settings().jobs
    if count == 1:
        return Check("cores", "warn", "1 core, so timing shares it with all else", "close other programs for timing")
    return Check("cores", "ok", f"{count} cores, {jobs} sandboxed process{'' if jobs == 1 else 'es'} at the same time")
