"""The project that a person edits in every editor: a function is typed into `shop.py`, and its tests exist already."""

import os
from dataclasses import dataclass
from pathlib import Path

import pytest

from .chromium import chromium, keep, page

__all__ = ["chromium", "keep", "page"]

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


@dataclass(frozen=True)
class Shop:
    """The project's folder, the file in the editor, the text that is typed at its end, and a world without a cache."""

    folder: Path
    file: Path
    typed: Path
    env: dict[str, str]
    opened_text: str = OPENED

    def check(self, text: str) -> None:
        """The text is a changed version of what was typed, the rest is untouched, and it still works."""
        assert text.startswith(OPENED)
        assert text.strip() != (OPENED + TYPED).strip()
        namespace: dict = {}
        exec(text, namespace)
        assert namespace["common"]([3, 1, 2], [2, 3, 4]) == [3, 2]


@pytest.fixture
def shop(tmp_path: Path) -> Shop:
    folder = tmp_path / "shop"
    (folder / "tests").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "shop"\nversion = "1"\n')
    (folder / "tests" / "test_shop.py").write_text(TESTS)
    (folder / "shop.py").write_text(OPENED)
    (tmp_path / "typed.txt").write_text(TYPED)
    return Shop(
        folder, folder / "shop.py", tmp_path / "typed.txt", {**os.environ, "XDG_CACHE_HOME": str(tmp_path / "cache")}
    )


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


@pytest.fixture
def orders(tmp_path: Path) -> Path:
    """A file of a project in which `mean` is defined twice and imported nowhere."""
    folder = tmp_path / "orders"
    (folder / "app").mkdir(parents=True)
    (folder / "pyproject.toml").write_text('[project]\nname = "orders"\nversion = "1"\n')
    for name, text in MEANS.items():
        (folder / "app" / f"{name}.py").write_text(text)
    (folder / "orders.py").write_text(ORDERS)
    return folder / "orders.py"
