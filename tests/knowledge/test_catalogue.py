"""A malformed pattern is refused with one sentence that says which file and what to do."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from parallelproof.catalogue import CatalogueError, load, read_pattern
from parallelproof.catalogue.load import knowledge_folder
from parallelproof.domain import Strategy


def damaged(tmp_path: Path, damage: Callable[[Path], object]) -> str:
    """What is said of a copy of a good folder after damaging it."""
    folder = tmp_path / "python" / "append-loop"
    shutil.copytree(knowledge_folder() / "python" / "append-loop", folder)
    damage(folder)
    with pytest.raises(CatalogueError) as raised:
        load(tmp_path)
    return str(raised.value).replace(str(tmp_path), "")


def replaced(old: str, new: str) -> Callable[[Path], object]:
    """Damage by changing pattern.yml."""

    def damage(folder: Path) -> None:
        path = folder / "pattern.yml"
        path.write_text(path.read_text().replace(old, new))

    return damage


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (lambda folder: (folder / "why.md").unlink(), "why.md is missing; a pattern's folder needs it."),
        (lambda folder: (folder / "unsafe.py").write_text(" \n"), "unsafe.py is empty; a pattern's folder needs it."),
        (lambda folder: (folder / "pattern.yml").write_text("- a"), "must be a mapping with title, strategy"),
        (lambda folder: (folder / "pattern.yml").write_text("a: [1"), "pattern.yml is not YAML: "),
        (lambda folder: (folder / "before.py").write_bytes(b"\xff"), "before.py cannot be read: "),
        (lambda folder: folder.rename(folder.with_name("Append")), "name it in lower-case words joined by hyphens"),
        (replaced("strategy: builtin", "strategy: magic"), "strategy 'magic' is not one of algorithmic, "),
        (replaced("proposer:", "poser:"), "pattern.yml lacks proposer."),
        (replaced("title: A", "title: []  # A"), "title must be a text."),
        (replaced("call:", "called:"), "check must be a mapping with call, args, n, min_gain."),
        (replaced("symptoms:", "symptoms: [1]\nothers:"), "symptoms must be a list of texts."),
    ],
)
def test_a_malformed_folder_is_refused_in_one_sentence(
    tmp_path: Path, damage: Callable[[Path], object], sentence: str
) -> None:
    said = damaged(tmp_path, damage)
    assert sentence in said
    assert "\n" not in said


def test_a_good_folder_becomes_a_pattern() -> None:
    pattern = read_pattern(knowledge_folder() / "python" / "append-loop")
    assert (pattern.id, pattern.language, pattern.strategy) == ("append-loop", "python", Strategy.BUILTIN)
    assert pattern.proposer == "accumulate" and "rewrites" in pattern.spec and "check" in pattern.spec
    assert "title" not in pattern.spec


def test_at_least_twenty_patterns_need_every_mechanism_between_them() -> None:
    patterns = load()
    assert len(patterns) >= 20 and len({pattern.id for pattern in patterns}) == len(patterns)
    assert {"rules", "accumulate", "queue", "indexing", "memo"} <= {pattern.proposer for pattern in patterns}


def test_a_pattern_of_sql_says_at_which_size_it_is_measured(tmp_path: Path) -> None:
    folder = tmp_path / "sql" / "null-order"
    shutil.copytree(knowledge_folder() / "sql" / "null-order", folder)
    path = folder / "pattern.yml"
    path.write_text(path.read_text().replace("rows:", "size:"))
    with pytest.raises(CatalogueError, match="check must be a mapping with rows, min_gain"):
        load(tmp_path)
