"""The command as a user runs it: what it prints where, and its exit code."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path

import pytest
from parallelproof.cli import optimize
from parallelproof.cli.main import COMMANDS


def parallelproof(*arguments: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    """Run the command to its end."""
    command = [sys.executable, "-m", "parallelproof", *map(str, arguments)]
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("option", ["--help", "--version"])
def test_help_and_version_load_nothing_that_takes_long(option):
    program = "import sys; from parallelproof.cli.main import main\ntry: main()\nfinally: print(*sys.modules)"
    command = [sys.executable, "-c", program, option]
    loaded = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False).stdout.split()
    heavy = {"asyncio", "tree_sitter", "aiohttp", "pygls", "rich", "psycopg", "sqlglot", "openai", "pydantic"}
    assert "argparse" in loaded and not heavy & set(loaded)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_has_its_help(command):
    shown = parallelproof(command, "--help")
    assert shown.returncode == 0 and shown.stdout.startswith(f"usage: parallelproof {command}") and not shown.stderr


def test_the_help_of_a_command_that_runs_code_says_so():
    for command in ("optimize", "verify", "measure"):
        assert "runs the code you name" in parallelproof(command, "--help").stdout


@pytest.mark.parametrize(
    "arguments",
    [
        [],
        ["optimise", "x.py"],
        ["optimize"],
        ["optimize", "x.py", "--agents", "0"],
        ["optimize", "x.py", "--budget", "-1"],
        ["optimize", "x.py", "--min-speedup", "0.5"],
        ["optimize", "x.py", "--apply", "--check"],
        ["optimize", "x.py", "--python", "no/such/python"],
        ["optimize", "x.py", "--tests", "no/such/tests"],
        ["optimize", "x.py", "--profile", "no.prof"],
        ["verify", "x.py", "y.py"],
        ["lsp", "--tcp", "nowhere"],
        ["undo", "no/such/folder"],
    ],
    ids=" ".join,
)
def test_a_wrong_command_line_exits_2_and_prints_nothing_on_stdout_but_help(arguments, tmp_path):
    ended = parallelproof(*arguments, cwd=tmp_path)
    assert ended.returncode == 2 and "Traceback" not in ended.stderr
    assert (ended.stderr and not ended.stdout) if arguments else ended.stdout.startswith("usage:")


def test_bad_files_exit_3_with_one_sentence_each(tmp_path):
    (tmp_path / "broken.py").write_text("def f(:\n")
    (tmp_path / "binary.py").write_bytes(b"\0\0")
    ended = parallelproof("optimize", "broken.py", "binary.py", "gone.py", "broken.py::f", cwd=tmp_path)
    assert ended.returncode == 3
    lines = ended.stderr.splitlines()
    assert len(lines) == 3 and all(line.startswith("parallelproof: ") for line in lines)
    assert "parallelproof: broken.py: syntax error in line 1: invalid syntax." in lines


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ("gone.py::f", "a.py::f", "gone.py: does not exist"),
        ("a.py::g", "a.py::f", "a.py: there is no function g; there are f."),
    ],
)
def test_verify_and_measure_say_what_they_cannot_find(tmp_path, old, new, said):
    (tmp_path / "a.py").write_text("def f():\n    return 1\n")
    for command in ("verify", "measure"):
        ended = parallelproof(command, old, new, cwd=tmp_path)
        assert ended.returncode == 3 and said in ended.stderr and not ended.stdout


def test_undo_with_nothing_to_undo_says_so(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    for arguments in (["undo"], ["undo", tmp_path]):
        ended = parallelproof(*arguments, cwd=tmp_path)
        assert ended.returncode == 3 and "othing was applied" in ended.stderr


@pytest.mark.skipif(os.name != "posix", reason="pipes that close")
def test_a_reader_that_goes_away_is_no_error(tmp_path):
    command = f"{sys.executable} -m parallelproof --help | true"
    ended = subprocess.run(command, shell=True, capture_output=True, text=True, timeout=30, check=False)
    assert "Traceback" not in ended.stderr and "BrokenPipe" not in ended.stderr


def test_a_project_sets_options_in_its_pyproject_and_the_command_line_has_the_last_word(tmp_path):
    (tmp_path / "pyproject.toml").write_text('[tool.parallelproof]\nexclude = ["old"]\nagents = 3\nspeed = "high"\n')
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "x.py").write_text("def f():\n    return 1\n")
    ended = parallelproof("optimize", ".", cwd=tmp_path)
    assert ended.returncode == 3 and "`speed` is not an option" in ended.stderr
    assert "no Python or SQL files" in ended.stderr
    args = _arguments("optimize", str(tmp_path), "--agents", "7", "--exclude", "new")
    settings = optimize.settings_of(args)
    assert (settings.agents, settings.exclude, settings.trusted) == (7, ("old", "new"), True)
    assert optimize.settings_of(_arguments("optimize", str(tmp_path))).agents == 3


def _arguments(*arguments: str) -> argparse.Namespace:
    """As the command parses them."""
    parser = argparse.ArgumentParser()
    optimize.add_arguments(parser)
    return parser.parse_args(arguments[1:])
