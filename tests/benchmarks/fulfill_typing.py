"""How soon a person at the keyboard is answered while what is typed is looked up."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from tests.backends.search_services import KEY, SearchServices
from tests.lsp.latency import BETWEEN_S, LINES, text_of
from tests.lsp.raw import RawClient

from .large_repository import COMMON, write_repository
from .places import own_folders, percentile
from .rows import Row, row

FILES = 1_000
HEAD = "import heapq\nimport json\nimport shutil\nimport textwrap\n"
CALLS = ("json.dumps", "heapq.nlargest", "textwrap.indent", "shutil.copytree", "json.loads", "textwrap.dedent")
"""Each stands in a line of its own, far from the others, so that looks go on while the next line is typed."""
LINES_TYPED = 6
THOUGHT_KEYS = 8
"""Nothing is typed for as long as so many keys take: long enough for a look to begin, and shorter than it takes."""
APART_LINES = 400
ASKED = {
    "hover": "textDocument/hover",
    "code action": "textDocument/codeAction",
    "inline completion": "textDocument/inlineCompletion",
}


@dataclass(slots=True)
class Typed:
    """What one run showed: milliseconds by request, edits that were lost, queries that the web was asked."""

    took_ms: dict[str, list[float]] = field(default_factory=lambda: {name: [] for name in ASKED})
    lost: int = 0
    queries: int = 0


def rows(runs: int) -> Iterator[Row]:
    """Ten characters a second into five thousand lines, thoughts between, and three requests every tenth of one.

    Beside it, without a promise, the same where nothing is looked up.
    """
    seen, idle = [_run(True) for _ in range(runs)], [_run(False) for _ in range(runs)]
    for name in ASKED:
        slowest = [percentile(run.took_ms[name], 99) for run in seen]
        yield row("fulfill", f"{name} while typing and looking up, 99th percentile", slowest, "ms", 25)
        slowest = [percentile(run.took_ms[name], 99) for run in idle]
        yield row("fulfill", f"{name} while typing alone, 99th percentile", slowest, "ms")
    yield row("fulfill", "edits lost meanwhile", [max(run.lost for run in seen)], "count", 0)
    yield row("fulfill", "web queries meanwhile", [run.queries for run in seen], "count")


def _run(looks_up: bool) -> Typed:
    typed = Typed()
    with own_folders() as folder, SearchServices(delay_s=3) as services:
        root = write_repository(folder / "repository", FILES).root
        text, uri = HEAD + text_of(LINES), (root / "typed.py").as_uri()
        (root / "typed.py").write_text(text)
        with RawClient() as client:
            client.settings = {
                "fulfill": looks_up,
                "privacy": "queries-only",
                "searchProvider": "tavily",
                "searchUrl": services.address("tavily"),
                "searchKey": KEY,
                "ghostText": "always",
            }
            client.initialize(
                root, trusted=False, workspace={"configuration": True}, textDocument={"inlineCompletion": {}}
            )
            client.open(uri, text)
            client.status()
            count = _type(client, uri, typed)
            found = re.search(r"version (\d+), ([\d,]+) characters", client.status())
            kept = int(found[2].replace(",", "")) - len(text) if found else 0
        typed.lost = count - kept
        typed.queries = len(services.queries)
    if looks_up and not services.queries:
        raise RuntimeError("nothing was looked up while typing")
    return typed


def _type(client: RawClient, uri: str, typed: Typed) -> int:
    """Type all lines, key by key, with a thought after each; how many keys that were."""
    count = 0
    for number in range(LINES_TYPED):
        line = APART_LINES * (number + 1)
        keys = f"\n    {CALLS[number % len(CALLS)]}({COMMON[number % len(COMMON)]}(items))"
        for column in range(len(keys) + THOUGHT_KEYS):
            due_s = time.monotonic() + BETWEEN_S
            if column < len(keys):
                at = (line, max(0, column - 1))
                client.change(uri, count + 2, (at, at, keys[column]))
                count += 1
            for name, method in ASKED.items():
                params = _asked(name, uri, line, min(column, len(keys) - 1))
                typed.took_ms[name].append(_answered_ms(client, method, params))
            time.sleep(max(0.0, due_s - time.monotonic()))
    return count


def _answered_ms(client: RawClient, method: str, params: dict[str, Any]) -> float:
    began_s = time.perf_counter()
    client.request(method, params)
    return (time.perf_counter() - began_s) * 1000


def _asked(name: str, uri: str, line: int, character: int) -> dict[str, Any]:
    at, document = {"line": line, "character": character}, {"uri": uri}
    if name == "code action":
        return {"textDocument": document, "range": {"start": at, "end": at}, "context": {"diagnostics": []}}
    context = {"context": {"triggerKind": 2}} if name == "inline completion" else {}
    return {"textDocument": document, "position": at, **context}
