"""The few of pytest's options that say where tests stand and what they import."""

from __future__ import annotations

import configparser
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_INI_SECTIONS = (("pytest.ini", "pytest"), ("pyproject.toml", ""), ("tox.ini", "pytest"), ("setup.cfg", "tool:pytest"))


@dataclass(frozen=True, slots=True)
class Config:
    """`testpaths` and `pythonpath` as written, relative to the root."""

    testpaths: tuple[str, ...] = ()
    pythonpath: tuple[str, ...] = ()


def read(root: Path) -> Config:
    """The first configuration that pytest would take; one that cannot be read counts as empty."""
    for name, section in _INI_SECTIONS:
        options = _toml(root / name) if name == "pyproject.toml" else _ini(root / name, section)
        if options is not None:
            return Config(_words(options.get("testpaths")), _words(options.get("pythonpath")))
    return Config()


def _toml(path: Path) -> dict[str, Any] | None:
    try:
        table: Any = tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    for key in ("tool", "pytest"):
        table = table.get(key)
        if not isinstance(table, dict):
            return None
    options = table.get("ini_options", table)
    return options if isinstance(options, dict) else None


def _ini(path: Path, section: str) -> dict[str, Any] | None:
    parser = configparser.ConfigParser(interpolation=None, strict=False)
    try:
        parser.read(path, "utf-8")
    except (OSError, ValueError, configparser.Error):
        return None
    return dict(parser[section]) if parser.has_section(section) else None


def _words(value: object) -> tuple[str, ...]:
    words = value.split() if isinstance(value, str) else value if isinstance(value, list) else []
    return tuple(word for word in words if isinstance(word, str))
