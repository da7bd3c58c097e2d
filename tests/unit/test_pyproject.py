"""What a project's pyproject.toml may say, and how one pattern is added to it without touching anything else."""

from __future__ import annotations

import tomllib
from pathlib import Path

import pytest
from parallelproof.languages.python import pyproject
from parallelproof.settings import Settings, updated

WRITTEN = {
    "": '[tool.parallelproof]\nignore = ["new"]\n',
    '[project]\nname = "x"': '[project]\nname = "x"\n\n[tool.parallelproof]\nignore = ["new"]\n',
    "[tool.parallelproof]\nagents = 3\n": '[tool.parallelproof]\nignore = ["new"]\nagents = 3\n',
    "[tool.parallelproof] # ours\nignore = []\n[tool.x]\nignore = [1]\n": (
        '[tool.parallelproof] # ours\nignore = ["new"]\n[tool.x]\nignore = [1]\n'
    ),
    '[tool.x]\nignore = ["a"]\n[tool.parallelproof]\nignore = [  # why\n    "old",\n]\n': (
        '[tool.x]\nignore = ["a"]\n[tool.parallelproof]\nignore = ["new",   # why\n    "old",\n]\n'
    ),
    '[tool.parallelproof]\r\nignore = ["old"]\r\n': '[tool.parallelproof]\r\nignore = ["new", "old"]\r\n',
    '[tool.parallelproof]\nignore = ["new"]\n': '[tool.parallelproof]\nignore = ["new"]\n',
}


@pytest.mark.parametrize("before", WRITTEN)
def test_a_pattern_is_added_and_the_rest_stays_byte_for_byte(before: str, tmp_path: Path) -> None:
    if before:
        (tmp_path / "pyproject.toml").write_bytes(before.encode())
    assert pyproject.ignore(tmp_path, "new") is None
    after = (tmp_path / "pyproject.toml").read_bytes().decode()
    assert after == WRITTEN[before]
    assert "new" in tomllib.loads(after)["tool"]["parallelproof"]["ignore"]


@pytest.mark.parametrize(
    "before", ['tool = {parallelproof = {ignore = ["a"]}}\n', '[tool]\nparallelproof.ignore = ["a"]\n', "[broken\n"]
)
def test_a_file_that_cannot_be_edited_safely_is_left_alone_and_says_what_to_do(before: str, tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text(before)
    problem = pyproject.ignore(tmp_path, "new")
    assert problem and "pyproject.toml" in problem
    assert (tmp_path / "pyproject.toml").read_text() == before


def test_a_workspace_cannot_trust_itself_nor_choose_what_runs_before_it_is_trusted(tmp_path: Path) -> None:
    (tmp_path / "pyproject.toml").write_text('[tool.parallelproof]\ntrusted = true\npython = "evil"\nagents = 3\n')
    table, problem = pyproject.table(tmp_path)
    assert problem is None
    settings, problems = updated(Settings(), table, tmp_path, pyproject.locked(trusted=False))
    assert (settings.trusted, settings.python, settings.agents) == (False, None, 3)
    assert len(problems) == 2
    settings, problems = updated(Settings(trusted=True), table, tmp_path, pyproject.locked(trusted=True))
    assert settings.python == tmp_path / "evil"
    assert len(problems) == 1


def test_options_are_known_by_the_names_of_python_of_toml_and_of_editors() -> None:
    for name in ("pause_s", "pause-s", "pauseS"):
        assert updated(Settings(), {name: 3})[0].pause_s == 3.0
    assert updated(Settings(ignore_patterns=frozenset("a")), {"ignore": ["b"]})[0].ignore_patterns == {"a", "b"}


@pytest.mark.parametrize(
    "table", [{"pauseS": "soon"}, {"pauseS": True}, {"agents": 1.5}, {"jobs": 0}, {"exclude": [1]}, {"colour": 1}]
)
def test_a_value_that_cannot_be_used_is_named_and_the_default_stays(table: dict[str, object]) -> None:
    settings, problems = updated(Settings(), table)
    assert settings == Settings()
    assert len(problems) == 1 and f"`{next(iter(table))}`" in problems[0]


@pytest.mark.parametrize(
    ("name", "most", "words"),
    [
        ("pause_s", 60, "60 or less"), ("typing_pause_s", 60, "60 or less"), ("fulfill_deadline_s", 60, "60 or less"),
        ("max_file_bytes", 50_000_000, "50,000,000 or less"), ("jobs", 1024, "1,024 or less"),
    ],
)  # fmt: skip
def test_no_project_keeps_the_server_busy_without_end(name: str, most: int, words: str) -> None:
    settings, problems = updated(Settings(), {name: most})
    assert getattr(settings, name) == most and problems == ()
    settings, problems = updated(Settings(), {name: most + 1})
    assert settings == Settings() and problems[0].startswith(f"`{name}` must be {words}, not ")
