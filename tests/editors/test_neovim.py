"""The first thin thread in a real client: a typed edit, a verified and measured quick fix, applied in Neovim."""

import asyncio
import json
import sys
from pathlib import Path

NEOVIM = Path(__file__).parents[2] / ".cache" / "neovim" / "nvim"
SCRIPT = Path(__file__).with_name("thread.lua")

OPENED = '''\
"""Orders of a small shop."""


def greeting(name: str) -> str:
    return "Hello, " + name
'''

TYPED = '''\


def common(wanted: list[int], stock: list[int]) -> list[int]:
    """The wanted articles that are in stock."""
    found = []
    for article in wanted:
        if article in stock:
            found.append(article)
    return found
'''

TESTS = """\
from shop import common


def test_common():
    assert common([3, 1, 2], [2, 3, 4]) == [3, 2]


def test_common_of_many():
    assert len(common(list(range(0, 3000, 2)), list(range(0, 3000, 3)))) == 500
"""


async def test_a_typed_edit_becomes_a_quick_fix_that_neovim_applies(tmp_path: Path) -> None:
    seen = await neovim(project(tmp_path))

    assert "failure" not in seen, seen
    assert seen["diagnostic"]["severity"] in ("INFO", "HINT")
    assert "common" in seen["diagnostic"]["line"]
    assert "faster" in seen["diagnostic"]["message"]
    assert "same results" in seen["diagnostic"]["message"]
    assert 0 < len(seen["hover"].splitlines()) <= 12
    assert seen["text"] != OPENED + TYPED
    assert seen["text"].startswith(OPENED)
    assert shop(seen["text"])["common"]([3, 1, 2], [2, 3, 4]) == [3, 2]


async def test_the_buffer_is_changed_and_the_file_is_not(tmp_path: Path) -> None:
    file = project(tmp_path)
    await neovim(file)

    assert file.read_text() == OPENED


def project(folder: Path) -> Path:
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n')
    (folder / "typed.txt").write_text(TYPED)
    (folder / "tests").mkdir()
    (folder / "tests" / "test_shop.py").write_text(TESTS)
    file = folder / "shop.py"
    file.write_text(OPENED)
    return file


async def neovim(file: Path) -> dict:
    """What the script saw; the editor and the server it started end with it."""
    process = await asyncio.create_subprocess_exec(
        NEOVIM,
        *("--clean", "--headless", "-n", "-l", SCRIPT, sys.executable, file, file.with_name("typed.txt")),
        cwd=file.parent,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await asyncio.wait_for(process.communicate(), 150)
    printed = [line for line in out.decode().splitlines() if line.startswith("{")]
    assert printed, f"Neovim said nothing: {out.decode()} {err.decode()}"
    return json.loads(printed[-1])


def shop(text: str) -> dict:
    namespace: dict = {}
    exec(text, namespace)
    return namespace
