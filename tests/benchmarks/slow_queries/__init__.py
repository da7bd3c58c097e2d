"""A database and slow queries on it: each with its best known fix, and wrong rewrites that look right.

`queries/NAME.sql` is a document as a person would have it, then its fix in parts that begin with `-- fix: PART`: what
to `make` in the database, the query `rewritten`, or `none` where nothing helps. `values` are those of its parameters,
in order. The fixes were written before anything was tried on the queries. `traps/NAME/` has an old and a new query that
are not the same.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

_HERE = Path(__file__).parent
_PARAMETER = re.compile(r"(?<![:\w]):'?\w+'?|\$\d+")


@dataclass(frozen=True, slots=True)
class SlowQuery:
    """A document with one query; `sql` and `fixed` have values in the place of parameters."""

    name: str
    text: str
    sql: str
    make: str
    fixed: str
    is_hopeless: bool
    values: tuple[str, ...]

    def filled(self, sql: str) -> str:
        """A statement with the values in the place of its parameters."""
        return _filled(sql, self.values)


def slow_queries() -> list[SlowQuery]:
    """All, in the order of their names."""
    return [_read(path) for path in sorted((_HERE / "queries").glob("*.sql"))]


def traps() -> list[Path]:
    """Folders with `old.sql` and `new.sql`, of which the second is wrong."""
    return sorted(path for path in (_HERE / "traps").iterdir() if path.is_dir())


def statements(scale: int) -> list[str]:
    """What makes the database; a scale of 1 takes about 150 MB."""
    script = (_HERE / "database.sql").read_text().replace(":scale", str(scale))
    return [part for part in script.split(";\n") if part.strip()]


def _read(path: Path) -> SlowQuery:
    text, *found = re.split(r"^-- fix: ", path.read_text(), flags=re.MULTILINE)
    parts = {name.strip(): body.strip() for name, _, body in (part.partition("\n") for part in found)}
    values = tuple(value.strip() for value in parts.get("values", "").split(",") if value.strip())
    sql = _filled(text, values)
    fixed = _filled(parts.get("rewritten", text), values)
    return SlowQuery(path.stem, text, sql, parts.get("make", ""), fixed, "none" in parts, values)


def _filled(sql: str, values: tuple[str, ...]) -> str:
    if not values:
        return sql.strip().rstrip(";")
    names = list(dict.fromkeys(_PARAMETER.findall(sql)))
    by_name = dict(zip(sorted(names) if names[0].startswith("$") else names, values, strict=True))
    return _PARAMETER.sub(lambda match: f"'{by_name[match[0]]}'", sql).strip().rstrip(";")
