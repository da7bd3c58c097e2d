"""Migrations as SQL files: numbered as those that are there, with what takes them back beside or within them."""

from __future__ import annotations

import re
from datetime import datetime
from pathlib import Path

from .kinds import Migration
from .statements import Steps, guarded

_FOLDERS = ("migrations", "db/migrations", "sql/migrations", "database/migrations", "schema/migrations")
_FLYWAY = re.compile(r"^V(\d+)__")
_NUMBER = re.compile(r"^(\d+)")
_STAMP_CHARS = 14


def write(root: Path, steps: Steps, now: datetime) -> Migration:
    """The next one in the folder of the project's migrations, `migrations` where there is none yet."""
    folders = [root / name for name in _FOLDERS if (root / name).is_dir()]
    folder = folders[0] if folders else root / _FOLDERS[0]
    files = sorted(file for file in folder.glob("*.sql")) if folders else []
    names = [file.name for file in files]
    if any(map(_FLYWAY.match, names)):
        return _flyway(folder, names, steps)
    number = _next(names, now)
    last = files[-1].read_text(encoding="utf-8", errors="replace") if files else ""
    if "-- migrate:up" in last:
        mark = "-- migrate:{} transaction:false\n"
        text = f"{mark.format('up')}{_text(steps.up)}\n{mark.format('down')}{_text(steps.down)}"
        return Migration(folder / f"{number}_{steps.name}.sql", text)
    if "-- +goose Up" in last:
        text = f"-- +goose NO TRANSACTION\n-- +goose Up\n{_text(steps.up)}\n-- +goose Down\n{_text(steps.down)}"
        return Migration(folder / f"{number}_{steps.name}.sql", text)
    is_paired = not names or any(name.endswith(".up.sql") for name in names)
    up = folder / f"{number}_{steps.name}{'.up' if is_paired else ''}.sql"
    down = folder / f"{number}_{steps.name}.down.sql"
    return Migration(up, _text(steps.up), ((down, _text(steps.down)),))


def _flyway(folder: Path, names: list[str], steps: Steps) -> Migration:
    number = max(int(found[1]) for name in names if (found := _FLYWAY.match(name))) + 1
    up = folder / f"V{number}__{steps.name}.sql"
    config = folder / f"{up.name}.conf"
    undo = folder / f"U{number}__{steps.name}.sql"
    return Migration(up, _text(steps.up), ((config, "executeInTransaction=false\n"), (undo, _text(steps.down))))


def _next(names: list[str], now: datetime) -> str:
    """The number after the last, as wide as that; the time where they are numbered by it."""
    numbers = [found[1] for name in names if (found := _NUMBER.match(name))]
    if not numbers:
        return "0001"
    last = max(numbers, key=int)
    if len(last) >= _STAMP_CHARS:
        return now.strftime("%Y%m%d%H%M%S")
    return str(int(last) + 1).zfill(len(last))


def _text(statements: tuple[str, ...]) -> str:
    return "".join(f"{statement};\n" for statement in guarded(statements))
