"""How soon a person at the keyboard is answered while a campaign of fifty agents runs."""

from __future__ import annotations

import math
import re
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from .raw import COMMAND, RawClient

BARE = [
    sys.executable,
    "-c",
    "from pygls.lsp.server import LanguageServer; LanguageServer('bare', '1').start_io()",
]
LINES = 5_000
KEYSTROKES = 200
BETWEEN_S = 0.1
TYPED = "    found = max((len(text) for text in [str(items)]), key={'a': (1, 2)}.get)"
SLOW = '''
def unique_{n}(items: list[int]) -> list[int]:
    """Items without repetition, in order."""
    found = []
    for item in items:
        if item not in found:
            found.append(item)
    return found


def total_{n}(prices: list[float], taxed: bool) -> float:
    """The sum, with tax if asked for."""
    total = 0.0
    for price in prices:
        if taxed:
            total += price * 1.2
        else:
            total += price
    return total
'''
Figure = tuple[str, float, str, float]
"""Name, value, unit and the bar that the value must not exceed."""


def measure_server(keystrokes: int = KEYSTROKES) -> list[Figure]:
    """Start, weight, and latency while typing; some thirty seconds."""
    ours = min(_initialize_s(COMMAND) for _ in range(3))
    bare = min(_initialize_s(BARE) for _ in range(3))
    figures = [("initialize, later than a bare pygls server", (ours - bare) * 1000, "ms", 300.0)]
    figures.append(("memory when idle", _idle_bytes() / 1e6, "MB", 130.0))
    return [*figures, *_while_typing(keystrokes)]


def _initialize_s(command: list[str]) -> float:
    began_s = time.monotonic()
    with RawClient(command) as client:
        client.request("initialize", {"processId": None, "rootUri": None, "capabilities": {}})
        return time.monotonic() - began_s


def _idle_bytes() -> float:
    """Of all the server's processes, once it has a document open and nothing to do."""
    import psutil

    with tempfile.TemporaryDirectory() as name, RawClient() as client:
        client.initialize(Path(name))
        client.open((Path(name) / "idle.py").as_uri(), text_of(LINES))
        client.status()
        time.sleep(1)
        server = psutil.Process(client.process.pid)
        family = [server, *server.children(recursive=True)]
        return sum(process.memory_full_info().pss for process in family)


def text_of(lines: int) -> str:
    """A module of that many lines, all functions, most of them slow."""
    parts: list[str] = []
    count = 0
    while count < lines:
        parts.append(SLOW.format(n=len(parts)))
        count += parts[-1].count("\n")
    return "\n".join("".join(parts).splitlines()[:lines]) + "\n"


def _while_typing(keystrokes: int) -> Iterator[Figure]:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        text, uri = text_of(LINES), (folder / "typed.py").as_uri()
        (folder / "typed.py").write_text(text)
        with RawClient(env={"XDG_CACHE_HOME": str(folder / "cache"), "XDG_RUNTIME_DIR": name}) as client:
            client.settings = {"agents": 50}
            client.initialize(folder, window={"workDoneProgress": True})
            client.open(uri, text)
            client.ask("workspace/executeCommand", {"command": "parallelproof.optimize", "arguments": [uri]})
            client.wait(lambda message: "verifying" in str(message.get("params")), 60)
            hover_ms, action_ms = [], []
            for version in range(2, keystrokes + 2):
                due_s = time.monotonic() + BETWEEN_S
                # A line of code, key by key, in one function after another: broken most of the time, as code is.
                group, column = divmod(version - 2, len(TYPED))
                line = 40 + group * 50
                client.change(uri, version, ((line, column), (line, column), TYPED[column]))
                at = {"line": line + 3, "character": 6}
                hover_ms.append(_answered_ms(client, "textDocument/hover", _place(uri, at)))
                action_ms.append(_answered_ms(client, "textDocument/codeAction", _action(uri, at)))
                time.sleep(max(0.0, due_s - time.monotonic()))
            status = client.status()
    yield "hover while typing, 99th percentile", _p99(hover_ms), "ms", 25.0
    yield "code action while typing, 99th percentile", _p99(action_ms), "ms", 25.0
    found = re.search(r"version (\d+), ([\d,]+) characters", status)
    kept = int(found[2].replace(",", "")) - len(text) if found else 0
    yield "edits lost while typing", keystrokes - kept, "count", 0.0
    yield "campaign still running at the end", float("running:" in status), "count", math.inf


def _answered_ms(client: RawClient, method: str, params: dict[str, object]) -> float:
    began_s = time.perf_counter()
    client.request(method, params)
    return (time.perf_counter() - began_s) * 1000


def _place(uri: str, at: dict[str, int]) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "position": at}


def _action(uri: str, at: dict[str, int]) -> dict[str, object]:
    return {"textDocument": {"uri": uri}, "range": {"start": at, "end": at}, "context": {"diagnostics": []}}


def _p99(samples: list[float]) -> float:
    return sorted(samples)[min(len(samples) - 1, math.ceil(len(samples) * 0.99) - 1)]


if __name__ == "__main__":
    for figure in measure_server():
        print(*figure)
