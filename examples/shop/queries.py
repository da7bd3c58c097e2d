"""The queries of queries.sql, each run by its name on a connection to Postgres that the caller has opened."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

_NAME = re.compile(r"^-- name: (\w+)$", re.M)
_PARAMETER = re.compile(r"(?<![:\w]):(\w+)")


def parse(text: str) -> dict[str, str]:
    """The statement of each name, with its parameters as psycopg writes them."""
    _, *parts = _NAME.split(text)
    return {name: _PARAMETER.sub(r"%(\1)s", sql.strip()) for name, sql in zip(parts[::2], parts[1::2])}


def run(connection: Any, name: str, **values: object) -> list[tuple[Any, ...]]:
    """The rows of a query."""
    queries = parse(Path(__file__).with_name("queries.sql").read_text())
    return connection.execute(queries[name], values).fetchall()
