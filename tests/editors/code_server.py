"""code-server, the true workbench of Visual Studio Code, with the extension installed from its .vsix.

    def test_something(code_server: CodeServer, page: Page) -> None:
        editor = code_server.open(page, folder)      # a Workbench, see workbench.py

`code_server` is shared by the tests of a file; each test has a page, and so a profile and an extension host, of its
own. It asks for trust, as it does on a person's machine. `tests/editors/fetch-vscode` puts it there.
"""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from playwright.sync_api import Page

from .projects import Home, furnished
from .workbench import Workbench

ROOT = Path(__file__).parents[2]
HERE = ROOT / ".cache" / "vscode"
PROGRAM = (HERE / "bin" / "node", HERE / "node_modules" / "code-server" / "out" / "node" / "entry.js")
EXTENSION = ROOT / "dist" / "parallelproof.vsix"
FLAGS = ("--auth", "none", "--disable-telemetry", "--disable-update-check")
SETTINGS = {
    "editor.autoIndent": "none",
    "editor.quickSuggestions": {"other": "off"},
    "files.autoSave": "off",
    "workbench.startupEditor": "none",
    "workbench.secondarySideBar.defaultVisibility": "hidden",
    "chat.disableAIFeatures": True,
    "extensions.autoCheckUpdates": False,
    "security.workspace.trust.startupPrompt": "once",
    "parallelproof.pauseOnBattery": False,
    # On a busy machine a gain is measured at smaller sizes, where it is not always worth an interruption.
    "parallelproof.showMinor": True,
    # However the keys come, a name of four letters is worth a look.
    "parallelproof.triggerChars": 4,
}


class CodeServer:
    """A running workbench, and the home of the person whose it is."""

    def __init__(self, home: Home, address: str, pid: int) -> None:
        self.home, self.address, self.pid = home, address, pid

    def open(self, page: Page, folder: Path, is_trusted: bool = True) -> Workbench:
        """A folder in a window of its own; answers the question whether its authors are trusted."""
        page.goto(f"{self.address}/?folder={folder}")
        editor = Workbench(page)
        editor.answer("Yes, I trust the authors" if is_trusted else "No, I don't trust the authors")
        return editor

    @property
    def log(self) -> str:
        """What the extension has logged in all windows."""
        return "\n".join(log.read_text() for log in sorted(self.home.folder.rglob("ParallelProof.log")))


@pytest.fixture(scope="module")
def code_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeServer]:
    """The workbench that the tests of a file share."""
    home = furnished(tmp_path_factory.mktemp("person"))
    with running(home, home.env) as server:
        yield server


@contextmanager
def running(home: Home, env: dict[str, str]) -> Iterator[CodeServer]:
    """A workbench that runs in an environment, with the extension installed as a person installs it."""
    user, extensions = home.folder / "user", home.folder / "extensions"
    (user / "User").mkdir(parents=True, exist_ok=True)
    (user / "User" / "settings.json").write_text(json.dumps(SETTINGS))
    command = [*PROGRAM, "--user-data-dir", user, "--extensions-dir", extensions]
    if not extensions.exists():
        subprocess.run(
            [*command, "--install-extension", EXTENSION], env=env, check=True, capture_output=True, timeout=120
        )
    port = _free_port()
    listening = [*command, *FLAGS, "--bind-addr", f"127.0.0.1:{port}"]
    process = subprocess.Popen(listening, env=env, start_new_session=True, stdout=subprocess.DEVNULL)
    try:
        _wait_for(port, 60)
        yield CodeServer(home, f"http://127.0.0.1:{port}", process.pid)
    finally:
        os.killpg(process.pid, signal.SIGTERM)
        process.wait()


def _wait_for(port: int, seconds: float) -> None:
    ends = time.monotonic() + seconds
    while time.monotonic() < ends:
        with socket.socket() as tried:
            if tried.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.1)
    raise TimeoutError(f"code-server did not listen within {seconds:g} s")


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]
