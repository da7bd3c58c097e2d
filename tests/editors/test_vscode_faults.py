"""What can be wrong with the server, in the true workbench: each time one notification, which says what to do."""

import shutil
import sys
import time
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from .code_server import CodeServer, running
from .processes import SERVER, started
from .projects import Home, program
from .workbench import SECOND, Workbench

OLD_SERVER = """\
import importlib.metadata as metadata
real = metadata.version
metadata.version = lambda name: "0.0.1" if name == "parallelproof" else real(name)
from parallelproof.cli.main import main
raise SystemExit(main())
"""
"""The real server, as it would have called itself long ago."""


def opened(code_server: CodeServer, page: Page, folder: Path) -> Workbench:
    """The folder's file in a trusted window."""
    (folder / "pyproject.toml").write_text("")
    (folder / "shop.py").write_text("x = 1\n")
    editor = code_server.open(page, folder)
    editor.open_file("shop.py")
    return editor


def broken(folder: Path) -> str:
    """The Python that an environment was made with is gone."""
    environment = folder / ".venv" / "bin"
    program(environment / "parallelproof", "exit 1")
    (environment / "python").symlink_to("/nowhere/python3")
    return "is broken, so ParallelProof's server does not start"


def old_python(folder: Path) -> str:
    """An environment of another time; what runs it is a program that answers as that Python does."""
    program(folder / ".venv" / "bin" / "parallelproof", "exit 1")
    program(folder / ".venv" / "bin" / "python", '[ "$2" = -S ] && echo 3.8.10 || exit 1')
    return "needs Python 3.11 or newer"


def old_server(folder: Path) -> str:
    """A server that is older than the extension."""
    (folder / "old.py").write_text(OLD_SERVER)
    program(folder / ".venv" / "bin" / "parallelproof", "exit 1")
    real = f'exec "{sys.executable}"'
    program(
        folder / ".venv" / "bin" / "python",
        f'[ "$2" = parallelproof ] && shift 2 && {real} "{folder}/old.py" "$@"; {real} "$@"',
    )
    return "is version 0.0.1, and this extension needs"


@pytest.mark.parametrize("make", [broken, old_python, old_server], ids=lambda make: make.__name__)
def test_a_fault_is_told_once_with_what_to_do(make, code_server: CodeServer, page: Page, tmp_path: Path) -> None:
    told = make(tmp_path)
    editor = opened(code_server, page, tmp_path)
    expect(editor.notification(told)).to_be_visible(timeout=90 * SECOND)
    expect(editor.notification(told)).to_contain_text("Use the Included Server")
    assert editor.notification("").count() == 1


def test_a_server_that_crashes_three_times_is_started_again_and_the_logs_are_offered(
    code_server: CodeServer, page: Page, tmp_path: Path
) -> None:
    editor = opened(code_server, page, tmp_path)
    for _ in range(3):
        editor.wait_for_server()
        server = wait_for_server(code_server)
        server.kill()
        server.wait(10)
    told = editor.notification("has crashed 3 times")
    expect(told).to_be_visible(timeout=60 * SECOND)
    editor.wait_for_server()
    wait_for_server(code_server)
    told.locator(".monaco-button", has_text="Show Logs").click()
    expect(page.locator(".panel .output-view-container, .part.panel")).to_contain_text("ParallelProof")


def test_where_there_is_no_python_a_person_is_told_which_one_to_install(tmp_path: Path, page: Page) -> None:
    home = Home(tmp_path / "home")
    nothing = tmp_path / "bin"
    nothing.mkdir(parents=True)
    for name in ("bash", "sh", "env", "node"):
        (nothing / name).symlink_to(shutil.which(name) or name)
    home.folder.mkdir()
    (home.folder / ".profile").write_text(f'PATH="{nothing}"\n')
    folder = tmp_path / "shop"
    folder.mkdir()
    with running(home, {**home.env, "PATH": str(nothing)}) as code_server:
        editor = opened(code_server, page, folder)
        editor.notification("is not installed yet").locator(".monaco-button", has_text="Install").click(
            timeout=60 * SECOND
        )
        told = editor.notification("needs Python 3.11 or newer, and no Python was found")
        expect(told).to_be_visible(timeout=60 * SECOND)
        expect(told).to_contain_text("Choose Python...")


def wait_for_server(code_server: CodeServer):
    """The server's process, once it is there."""
    ends = time.monotonic() + 60
    while not (found := started(code_server.pid, SERVER)):
        assert time.monotonic() < ends, code_server.log
        time.sleep(0.1)
    return found[0]
