"""Ripgrep and the walk in Python find the same lines of one repository, and leave nothing behind."""

from __future__ import annotations

import asyncio
import os
import time
from collections.abc import Mapping
from pathlib import Path

import psutil
import pytest
from parallelproof.search.lines import MOST_FOUND, FoundLines
from parallelproof.search.ripgrep import TextSearch, find

FILES: Mapping[str, str | bytes] = {
    "app/parsers.py": "import re\n\n\ndef parse(text):\n    return text\n\n\nclass Parser:\n    def parse(self): ...\n",
    "app/my tools/with space.py": "async  def parse (data): ...\n",
    "app/größe.py": "def größe(x):\n    return 'é'\n",
    "app/windows.py": "A = 1\r\ndef parse(\r\n    text,\r\n): ...\r\n",
    "app/latin.py": b"# caf\xe9\ndef parse(caf\xe9): ...\n",
    "app/bom.py": b"\xef\xbb\xbfparse: int = 3\n",
    "app/uses.py": "from app.parsers import parse, Parser as P\nfrom x import (\n    größe,\n    parse as q,\n)\n",
    "app/looks_like.py": "parse == 3\nparsed = 1\nparse.x = 3\ndef parse_all(): ...\nx = 'def parse'\n",
    "app/stub.pyi": "def parse(text: str) -> str: ...\n",
    "app/binary.py": b"def parse(): ...\n\0\0\n",
    "app/late_binary.py": b"def parse(): ...\n" + b"# x\n" * 40_000 + b"\0\n",
    "app/huge.py": b"def parse(): ...\n" + b"# filler\n" * 150_000,
    "app/notes.txt": "def parse(): ...\n",
    ".hidden/a.py": "def parse(): ...\n",
    "app/.hidden.py": "def parse(): ...\n",
    "env/lib/site-packages/a.py": "def parse(): ...\n",
    "ignored/a.py": "def parse(): ...\n",
    "kept/a.py": "def parse(): ...\n",
    "kept/not_this.py": "def parse(): ...\n",
    "kept/generated.py": "def parse(): ...\n",
    "private/a.py": "def parse(): ...\n",
    "deep/private/a.py": "def parse(): ...\n",
    "deep/secret.py": "def parse(): ...\n",
    ".gitignore": "ignored/\nkept/*\n!kept/a.py\n!kept/generated.py\n",
    ".rgignore": "generated.py\n",
    ".parallelproofignore": "private/\n",
    "deep/.parallelproofignore": "secret.py\n",
}
NAMES = ("parse", "größe", "Parser", "parse")
NO_RULES = (b"\\", b"[z-a]", b"a/\\", b"/", b"!!", b"[", b"***/[")


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    for name, content in FILES.items():
        file = tmp_path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content.encode() if isinstance(content, str) else content)
    (tmp_path / "app" / "loop").symlink_to(tmp_path, target_is_directory=True)
    (tmp_path / "app" / "link.py").symlink_to(tmp_path / "app" / "parsers.py")
    (tmp_path / "app" / "dangling.py").symlink_to(tmp_path / "nowhere.py")
    (tmp_path / "app" / "closed.py").write_text("def parse(): ...\n")
    (tmp_path / "app" / "closed.py").chmod(0)
    return tmp_path


def ways() -> list[TextSearch]:
    return [TextSearch(find()), TextSearch(None)]


async def look(way: TextSearch, folder: Path, names: tuple[str, ...] = NAMES, timeout_s: float = 30.0) -> FoundLines:
    return await way.search(names, folder, folder / "app" / "here.py", timeout_s)


def shown(found: FoundLines, folder: Path) -> list[str]:
    return [
        f"{line.name} {line.kind} {line.path.relative_to(folder).as_posix()}:{line.number} {line.text.strip()}"
        for line in found.lines
        if line.path.name != "closed.py"
    ]


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
async def test_definitions_and_imports_are_found_and_what_is_ignored_is_not(way: TextSearch, repository: Path) -> None:
    found = await look(way, repository)
    assert not found.is_partial
    assert shown(found, repository) == [
        "parse definition app/bom.py:1 parse: int = 3",
        "größe definition app/größe.py:1 def größe(x):",
        "parse definition app/latin.py:2 def parse(café): ...",
        "parse definition app/parsers.py:4 def parse(text):",
        "Parser definition app/parsers.py:8 class Parser:",
        "parse definition app/stub.pyi:1 def parse(text: str) -> str: ...",
        "parse definition app/windows.py:2 def parse(",
        "parse definition app/my tools/with space.py:1 async  def parse (data): ...",
        "parse definition kept/a.py:1 def parse(): ...",
        "parse definition app/parsers.py:9 def parse(self): ...",
        "parse import app/uses.py:1 from app.parsers import parse, Parser as P",
        "Parser import app/uses.py:1 from app.parsers import parse, Parser as P",
        "größe import app/uses.py:3 größe,",
        "parse import app/uses.py:4 parse as q,",
    ]


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
async def test_a_folder_can_be_searched_without_those_in_it(way: TextSearch, repository: Path) -> None:
    folder = repository / "app"
    found = await way.search(NAMES, folder, folder / "here.py", 30.0, is_deep=False)
    paths = {line.path for line in found.lines}
    assert folder / "parsers.py" in paths and {path.parent for path in paths} == {folder}


async def test_ripgrep_and_the_walk_find_the_same(repository: Path) -> None:
    by_ripgrep, by_walk = [await look(way, repository) for way in ways()]
    assert by_ripgrep == by_walk


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
@pytest.mark.parametrize(
    ("name", "bad"),
    [
        *((".parallelproofignore", bad) for bad in (b"!", b"\xff\xfe!", *NO_RULES)),
        *((".gitignore", bad) for bad in NO_RULES),
        ("app/.gitignore", b"[z-a]"),
        (".ignore", b"\\"),
    ],
)
async def test_a_line_that_nobody_understands_costs_an_ignore_file_nothing_else(
    way: TextSearch, tmp_path: Path, name: str, bad: bytes
) -> None:
    (tmp_path / "app").mkdir()
    for file in ("kept.py", "hidden.py"):
        (tmp_path / "app" / file).write_text("def parse(): ...\n")
    (tmp_path / name).write_bytes(bad + b"\n!kept.py\nhidden.py\n" + bad + b"\n!kept.py\n")
    found = await look(way, tmp_path, ("parse",))
    assert shown(found, tmp_path) == ["parse definition app/kept.py:1 def parse(): ..."]


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
async def test_of_many_definitions_the_nearest_ten_are_kept(way: TextSearch, tmp_path: Path) -> None:
    for number in range(30):
        folder = tmp_path / f"p{number:02}" / "deep"
        folder.mkdir(parents=True)
        (folder / "a.py").write_text("def far(): ...\n")
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "zzz.py").write_text("def far(): ...\n")
    found = await look(way, tmp_path, ("far",))
    assert len(found.lines) == MOST_FOUND
    assert found.lines[0].path == tmp_path / "app" / "zzz.py"


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
async def test_a_file_that_cannot_be_read_costs_only_itself(way: TextSearch, repository: Path) -> None:
    if os.geteuid() == 0:
        pytest.skip("root reads every file")
    found = await look(way, repository)
    assert not any(line.path.name == "closed.py" for line in found.lines)


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
@pytest.mark.parametrize("names", [(), ("not a name",), ("a.*", "(")])
async def test_what_is_no_name_is_not_searched(way: TextSearch, repository: Path, names: tuple[str, ...]) -> None:
    assert await look(way, repository, names) == FoundLines()


@pytest.mark.parametrize("way", ways(), ids=["ripgrep", "walk"])
async def test_a_folder_that_is_gone_holds_nothing(way: TextSearch, tmp_path: Path) -> None:
    assert not (await look(way, tmp_path / "gone")).lines


@pytest.fixture
def endless(tmp_path: Path) -> Path:
    """A program that prints one match as ripgrep does and never ends, with a child that never ends either."""
    match = (
        '{"type":"match","data":{"path":{"text":"a.py"},"lines":{"text":"def parse(): ...\\\\n"},"line_number":1,'
        '"absolute_offset":0,"submatches":[]}}'
    )
    program = tmp_path / "rg"
    program.write_text(f"#!/bin/sh\nprintf '{match}\\n'\nsleep 1234.5 &\nsleep 1234.5\n")
    program.chmod(0o755)
    return program


def left_behind() -> list[psutil.Process]:
    return [process for process in psutil.Process().children(recursive=True) if "1234.5" in command(process)]


def command(process: psutil.Process) -> str:
    """What a process runs, nothing once it has ended."""
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


async def test_at_the_deadline_the_process_group_is_killed_and_what_was_found_is_kept(endless: Path) -> None:
    begun_s = time.monotonic()
    found = await look(TextSearch(endless), endless.parent, timeout_s=0.3)
    assert time.monotonic() - begun_s < 3
    assert [line.text for line in found.lines] == ["def parse(): ..."]
    assert found.is_partial
    assert not left_behind()


async def test_a_cancelled_search_leaves_no_process_behind(endless: Path) -> None:
    task = asyncio.create_task(look(TextSearch(endless), endless.parent))
    async with asyncio.timeout(10):
        while not left_behind():  # noqa: ASYNC110 - nobody tells when a process begins
            await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert not left_behind()


async def test_the_walk_ends_at_the_deadline_with_what_it_has(tmp_path: Path) -> None:
    for number in range(200):
        (tmp_path / f"a{number}.py").write_text("def parse(): ...\n")
    found = await look(TextSearch(None), tmp_path, timeout_s=0.0)
    assert found.is_partial


async def test_without_a_ripgrep_that_runs_the_walk_answers(repository: Path) -> None:
    found = await look(TextSearch(repository / "no-such-rg"), repository)
    assert found == await look(TextSearch(None), repository)
