"""Read `knowledge/<language>/<id>/` into Patterns; whatever is wrong with a folder is said in one sentence."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import Any

from ..domain import Pattern, Strategy

EXTENSIONS = {"python": "py", "sql": "sql"}
"""Suffix of the example files of each language."""
_REQUIRED = ("title", "strategy", "proposer", "symptoms", "sources", "check")
_CHECK = {"python": ("call", "args", "n", "min_gain"), "sql": ("rows", "min_gain")}
"""What `check` has to say in each language: how the gain is measured, and what it is at least."""


class CatalogueError(Exception):
    """A pattern's folder is malformed; the text says which and how to mend it."""


def load(folder: Path | None = None) -> tuple[Pattern, ...]:
    """Every pattern, by language and id. Without `folder`: the repository's knowledge/, else the wheel's copy.

    Raises CatalogueError at the first malformed folder.
    """
    return _loaded(folder or knowledge_folder())


def knowledge_folder() -> Path:
    """Where the patterns are; raises CatalogueError where there are none."""
    package = Path(__file__).resolve().parents[1]
    for place in (package.parents[1] / "knowledge", package / "_knowledge"):
        if place.is_dir():
            return place
    raise CatalogueError(f"No patterns were found beside {package}; reinstall ParallelProof.")


@lru_cache(maxsize=4)
def _loaded(folder: Path) -> tuple[Pattern, ...]:
    languages = (place for place in sorted(folder.iterdir()) if place.is_dir() and place.name in EXTENSIONS)
    return tuple(
        read_pattern(place)
        for language in languages
        for place in sorted(language.iterdir())
        if place.is_dir() and not place.name.startswith((".", "_"))
    )


def read_pattern(folder: Path) -> Pattern:
    """One folder's pattern; raises CatalogueError."""
    if not re.fullmatch(r"[a-z][a-z0-9]*(-[a-z0-9]+)*", folder.name):
        raise CatalogueError(f"{folder}: name it in lower-case words joined by hyphens; it is the pattern's id.")
    for part in ("before", "after", "unsafe"):
        _text(folder / f"{part}.{EXTENSIONS[folder.parent.name]}")
    data = _data(folder / "pattern.yml", _CHECK[folder.parent.name])
    return Pattern(
        id=folder.name,
        language=folder.parent.name,
        title=data["title"],
        strategy=_strategy(folder, data["strategy"]),
        proposer=data["proposer"],
        spec={key: value for key, value in data.items() if key not in _REQUIRED or key == "check"},
        symptoms=tuple(data["symptoms"]),
        sources=tuple(data["sources"]),
        why=_text(folder / "why.md"),
        folder=folder,
    )


def _data(path: Path, check: tuple[str, ...]) -> dict[str, Any]:
    import yaml

    try:
        data = yaml.load(_text(path), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except yaml.YAMLError as error:
        raise CatalogueError(f"{path} is not YAML: {' '.join(str(error).split())}") from None
    if not isinstance(data, dict):
        raise CatalogueError(f"{path} must be a mapping with {', '.join(_REQUIRED)}.")
    _check_fields(path, data, check)
    return data


def _check_fields(path: Path, data: dict[str, Any], check: tuple[str, ...]) -> None:
    missing = [name for name in _REQUIRED if name not in data]
    if missing:
        raise CatalogueError(f"{path} lacks {', '.join(missing)}.")
    for name in ("title", "strategy", "proposer"):
        if not isinstance(data[name], str) or not data[name]:
            raise CatalogueError(f"{path}: {name} must be a text.")
    for name in ("symptoms", "sources"):
        if not isinstance(data[name], list) or not all(isinstance(item, str) for item in data[name]):
            raise CatalogueError(f"{path}: {name} must be a list of texts.")
    if not isinstance(data["check"], dict) or any(name not in data["check"] for name in check):
        raise CatalogueError(f"{path}: check must be a mapping with {', '.join(check)}.")


def _strategy(folder: Path, name: str) -> Strategy:
    try:
        return Strategy(name)
    except ValueError:
        known = ", ".join(Strategy)
        raise CatalogueError(f"{folder / 'pattern.yml'}: strategy {name!r} is not one of {known}.") from None


def _text(path: Path) -> str:
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise CatalogueError(f"{path} is missing; a pattern's folder needs it.") from None
    except (OSError, UnicodeDecodeError) as error:
        raise CatalogueError(f"{path} cannot be read: {error}") from None
    if not text.strip():
        raise CatalogueError(f"{path} is empty; a pattern's folder needs it.")
    return text
