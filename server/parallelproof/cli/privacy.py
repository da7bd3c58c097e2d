"""`parallelproof privacy`: what may leave this machine, and what would leave it for a file. It sends nothing."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import textwrap
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..report.words import plural
from ..settings import Privacy, Settings, updated
from . import options
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from ..domain import Request
    from ..net.net import Outgoing

EPILOG = """Everything is made as it would be while you type, with the ten lines before the cursor just written, and is
shown instead of sent; what would follow an answer cannot be shown. What your editor sets is not seen from here: name it
with --set.
exit codes: 0 shown; 2 usage; 3 failure."""
_PLACE = re.compile(r"(?P<file>.+?)(?::(?P<line>[1-9]\d*)(?::(?P<column>[1-9]\d*))?)?")
_LINES_WRITTEN = 10
_DEADLINE_S = 30.0
_LATEST = 20
_MEANING = {
    Privacy.LOCAL_ONLY: "nothing leaves this machine",
    Privacy.QUERIES_ONLY: "words to search for may leave, code may not",
    Privacy.FULL: "words to search for and text around the cursor may leave",
}


@dataclass(frozen=True, slots=True)
class _Shown:
    """What would be sent in one mode, and why something would not be."""

    requests: tuple[tuple[Outgoing, str], ...]
    refused: tuple[str, ...]


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.epilog = EPILOG
    parser.set_defaults(python=None, tests=[], jobs=None)
    parser.add_argument(
        "place", nargs="?", metavar="FILE[:LINE[:COLUMN]]", help="where the cursor is (default: at its end)"
    )
    parser.add_argument(
        "--set",
        action="append",
        default=[],
        metavar="SETTING=VALUE",
        help="a setting as your editor has it, such as privacy=queries-only or model=NAME; may be repeated",
    )
    parser.add_argument("--audit", action="store_true", help=f"also list the last {_LATEST} requests that were sent")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    place = _place(args.place) if args.place else None
    settings = _settings(args, place[0] if place else Path.cwd())
    mode = settings.privacy
    by = "from --set" if any(one.partition("=")[0].strip() == "privacy" for one in args.set) else "the default"
    print(f"Privacy mode: {mode} ({by}): {_MEANING[mode]}.")
    if place:
        for line in asyncio.run(_report(_request(*place), settings)):
            print(line)
    else:
        print("Name a file to see what would be sent for it.")
    for line in _audit(args.audit):
        print(line)
    return Exit.OK


def _place(argument: str) -> tuple[Path, int | None, int | None]:
    found = _PLACE.fullmatch(argument)
    path = Path(argument)
    if found is None or path.exists():
        return options.existing(path, "privacy"), None, None
    line, column = (int(found[name]) if found[name] else None for name in ("line", "column"))
    return options.existing(Path(found["file"]), "privacy"), line, column


def _settings(args: argparse.Namespace, path: Path) -> Settings:
    settings, problems = updated(options.settings_of(args, path), options.assigned(args.set))
    if problems:
        raise Complaint(f"--set: {problems[0]}", Exit.USAGE)
    return replace(settings, fulfill_deadline_s=_DEADLINE_S)


def _request(path: Path, line: int | None, column: int | None) -> Request:
    from ..domain import Request, Snapshot, Span
    from ..engine.targets import SUFFIXES
    from ..languages.python.project import discover
    from ..store.sources import SourceError, read_source

    try:
        text = read_source(path, Settings().max_file_bytes)
        root = discover(path, Settings()).root
    except (SourceError, ValueError) as error:
        raise Complaint(str(error)) from None
    lines = text.splitlines(keepends=True) or [""]
    at = min(line or len(lines), len(lines)) - 1
    length = len(lines[at].rstrip("\r\n"))
    cursor = sum(map(len, lines[:at])) + min(length, length if column is None else column - 1)
    start = sum(map(len, lines[: max(0, at - _LINES_WRITTEN + 1)]))
    snapshot = Snapshot(path.as_uri(), 0, SUFFIXES.get(path.suffix, ""), text, cursor)
    return Request(snapshot, Span(start, cursor), root)


async def _report(request: Request, settings: Settings) -> Iterator[str]:
    """What each mode would send, the one in force first."""
    assert request.snapshot.path
    modes = sorted(Privacy, key=lambda mode: mode is not settings.privacy)
    shown = {mode: await _shown(request, replace(settings, privacy=mode)) for mode in modes}
    text, cursor = request.snapshot.text, request.snapshot.cursor or 0
    line, column = text.count("\n", 0, cursor) + 1, cursor - text.rfind("\n", 0, cursor)
    head = f"\n{request.snapshot.path}, line {line}, column {column}:"
    return iter([head, *(one for mode in modes for one in _mode(mode, shown[mode], mode is settings.privacy))])


def _mode(mode: Privacy, shown: _Shown, is_in_force: bool) -> Iterator[str]:
    count = plural(len(shown.requests), "request") if shown.requests else "nothing"
    yield f"\n{'In force' if is_in_force else 'Otherwise'}, {mode}: sends {count}"
    for request, matter in shown.requests:
        yield f"  {matter} to {_whom(request)}: {request.method} {request.url}"
        names = ", ".join(sorted(request.headers)) or "none"
        yield f"    headers: {names}; {len(request.payload):,} bytes:"
        yield from (f"    {line}" for line in _body(request))
    for reason in shown.refused:
        yield f"  {reason}"


def _whom(request: Outgoing) -> str:
    from ..net.gate import is_this_machine

    host = urlsplit(request.url).hostname or ""
    return f"{request.source}, on this machine" if is_this_machine(host) else request.source


def _body(request: Outgoing) -> Iterator[str]:
    """The body as sent; the texts of messages as lines, all else as JSON."""
    if request.body is None:
        return
    body: dict[str, Any] = json.loads(request.body)
    messages = body.pop("messages", [])
    yield json.dumps(body, ensure_ascii=False)
    for message in messages:
        yield f"{message['role']}:"
        yield from textwrap.indent(str(message["content"]), "| ", lambda _: True).splitlines()


async def _shown(request: Request, settings: Settings) -> _Shown:
    """All fulfillers at work, before a way out that lets nothing out."""
    import os
    import tempfile

    from ..app import fulfillers
    from ..domain import SourceFailure
    from ..fulfill.gather import gather
    from ..llm.budget import Budget
    from ..llm.client import OpenAIModel
    from ..net.preview import Preview
    from ..search.cached import NothingKept
    from ..search.choose import ChosenSearcher

    net = Preview()
    with tempfile.TemporaryDirectory() as folder:
        searcher = ChosenSearcher(net, NothingKept(), os.environ)
        asked = fulfillers(searcher, OpenAIModel(net, Budget(Path(folder, "budget.db"))))
        failures = [found async for found in gather(request, settings, asked) if isinstance(found, SourceFailure)]
        await searcher.close()
    await net.close()
    sent = {request.source for request, _ in net.shown}
    refused = tuple(dict.fromkeys(failure.reason for failure in failures if failure.source not in sent))
    return _Shown(tuple((request, leave.matter) for request, leave in net.shown), refused)


def _audit(lists: bool) -> Iterator[str]:
    from ..net.audit import AuditLog, default_path, recent

    log = AuditLog(default_path())
    try:
        requests = recent(log, _LATEST)
    except FileNotFoundError:
        yield f"\nAudit log: {log.path} (not there: nothing was ever sent)"
        return
    except OSError as error:
        yield f"\nAudit log: {log.path} (cannot be read: {error.strerror})"
        return
    yield f"\nAudit log: {log.path}"
    for one in requests if lists else ():
        what = f"{one.get('kind')} to {one.get('source')}, {one.get('bytes')} bytes, {one.get('where')}"
        yield f"  {one['when']}  {what}: {one.get('outcome')}"
