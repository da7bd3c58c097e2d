"""A small project with a function that can be faster, for tests of the whole product from outside."""

from pathlib import Path

SLOW = '''\
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


def shop(folder: Path, text: str = SLOW, settings: str = "") -> Path:
    """The project in a folder that is made for it; `settings` go to its pyproject.toml. Answers with its file."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "pyproject.toml").write_text(f'[project]\nname = "shop"\nversion = "1"\n{settings}')
    (folder / "test_shop.py").write_text(TESTS)
    (folder / "shop.py").write_text(text)
    return folder / "shop.py"
