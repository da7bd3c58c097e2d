"""The projects that a person edits in every editor, and the server as a program on their PATH."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.example_project import SLOW, shop

CAMPAIGN_S = 200
"""A campaign may take this long on a machine that does other things too."""
EXAMPLES = Path(__file__).parents[2] / "examples"

OPENED = '''\
"""Orders of a small shop."""


def greeting(name: str) -> str:
    return "Hello, " + name
'''

TYPED = "\n\n" + SLOW

ORDERS = '''\
"""Orders of a small shop."""

import json


def load(path: str) -> list[float]:
    with open(path) as file:
        return json.load(file)


PATH = "prices.json"
'''

MEANS = {
    "__init__": "",
    "stats": 'def mean(values: list[float]) -> float:\n    """The average."""\n    return sum(values) / len(values)\n',
    "maths": 'def mean(values: list[float]) -> float:\n    """In fractions."""\n    return sum(values)\n',
}

MINOR = "\n[tool.parallelproof]\nshow_minor = true\n"
"""On a busy machine a gain is measured at smaller sizes, where it is not always worth an interruption."""


@dataclass(frozen=True)
class Home:
    """A person's home: their projects, `parallelproof` on their PATH, and no cache or state of anyone else."""

    folder: Path

    @property
    def env(self) -> dict[str, str]:
        """The environment that editors start in."""
        places = {f"XDG_{kind.upper()}_HOME": str(self.folder / kind) for kind in ("config", "data", "state", "cache")}
        path = f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return {**os.environ, **places, "HOME": str(self.folder), "PATH": path}

    def shop(self, below: str = "work") -> Path:
        """The file of a project into which a slow function, `TYPED`, will be typed; its tests exist already."""
        return shop(self.folder / below / "shop", OPENED, MINOR)

    def orders(self) -> Path:
        """The file of a project in which `mean` is defined twice and imported nowhere."""
        folder = self.project("work", "orders")
        (folder / "app").mkdir()
        for name, text in MEANS.items():
            (folder / "app" / f"{name}.py").write_text(text)
        (folder / "orders.py").write_text(ORDERS)
        return folder / "orders.py"

    def examples(self) -> Path:
        """A copy of the application that comes with ParallelProof."""
        ignored = shutil.ignore_patterns("__pycache__", ".pytest_cache")
        return Path(shutil.copytree(EXAMPLES, self.folder / "work" / "examples", ignore=ignored))

    def project(self, below: str, name: str) -> Path:
        """A folder that says that it is a project, in a folder of the home."""
        folder = self.folder / below / name
        folder.mkdir(parents=True)
        (folder / "pyproject.toml").write_text(f'[project]\nname = "{name}"\nversion = "1"\n{MINOR}')
        return folder


@pytest.fixture
def home(tmp_path: Path) -> Home:
    """The home of one test."""
    return furnished(tmp_path / "home")


def furnished(folder: Path) -> Home:
    """A home in which ParallelProof is installed."""
    program(folder / "bin" / "parallelproof", f'exec "{sys.executable}" -m parallelproof "$@"')
    # Visual Studio Code asks the login shell for the environment.
    (folder / ".profile").write_text('PATH="$HOME/bin:$PATH"\n')
    return Home(folder)


def program(path: Path, does: str) -> Path:
    """A program that does what some lines of shell say."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(f"#!/bin/sh\n{does}\n")
    path.chmod(0o755)
    return path


def works_as_before(text: str) -> bool:
    """Whether a changed version of what was typed gives what it gave, with the rest untouched."""
    namespace: dict = {}
    exec(text, namespace)
    return text.startswith(OPENED) and namespace["common"]([3, 1, 2], [2, 3, 4]) == [3, 2]
