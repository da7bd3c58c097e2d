"""The project around a file that is in no open folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from parallelproof.engine.surrounding import project_around


@pytest.mark.parametrize("marker", [".git", "pyproject.toml", "setup.py"])
def test_the_nearest_folder_with_a_marker_is_the_project(marker: str, tmp_path: Path) -> None:
    for folder in (tmp_path / "outer" / marker, tmp_path / "outer" / "inner" / marker, tmp_path / "outer/inner/deep"):
        folder.mkdir(parents=True)
    assert project_around(tmp_path / "outer/inner/deep/scratch.py") == tmp_path / "outer" / "inner"
    assert project_around(tmp_path / "outer/scratch.py") == tmp_path / "outer"


@pytest.mark.parametrize("path", [Path("/zz_single.py"), Path.home() / "scratch.py", Path.home().parent / "scratch.py"])
def test_the_root_of_all_files_the_home_folder_and_what_is_above_it_are_no_projects(path: Path) -> None:
    assert project_around(path) is None
