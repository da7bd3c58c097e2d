"""Where a document stands, and that nothing above the folders that may be looked at has a say in it."""

from __future__ import annotations

from pathlib import Path

import pytest
from parallelproof.search.module_files import surroundings
from parallelproof.settings import Settings


@pytest.fixture
def above(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A project with an environment of its own, in whose folder the server was started."""
    (tmp_path / "pyproject.toml").touch()
    (tmp_path / ".venv" / "bin").mkdir(parents=True)
    (tmp_path / ".venv" / "bin" / "python").write_text("#!/bin/sh\n")
    (tmp_path / ".venv" / "bin" / "python").chmod(0o755)
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
    monkeypatch.delenv("VIRTUAL_ENV", raising=False)
    monkeypatch.delenv("CONDA_PREFIX", raising=False)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_document_has_the_project_within_its_root(above: Path) -> None:
    found = surroundings((above / "one" / "a.py").as_uri(), above, Settings())
    assert (found.project.root, found.project.python) == (above, above / ".venv" / "bin" / "python")


@pytest.mark.parametrize("document", ["one/a.py", "two/a.py"])
def test_a_document_has_no_project_above_its_root(above: Path, document: str) -> None:
    found = surroundings((above / document).as_uri(), above / "one", Settings())
    assert found.project.root == above / "one"
    assert not found.project.python.is_relative_to(above)


def test_a_document_in_no_folder_has_no_project(above: Path) -> None:
    found = surroundings("untitled:a.py", None, Settings())
    assert not found.project.root.is_relative_to(above) and not found.project.python.is_relative_to(above)
    assert not found.is_of_project("one")
