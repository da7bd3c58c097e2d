"""The server: how soon it answers, what it weighs, and whether a person at the keyboard notices a campaign."""

from __future__ import annotations

import math
from collections.abc import Iterator

from tests.lsp.latency import measure_server

from .rows import Row, row


def rows(quick: bool) -> Iterator[Row]:
    """Every figure of `measure_server`, which starts real servers and types into them."""
    runs = [measure_server() for _ in range(1 if quick else 5)]
    for repeated in zip(*runs, strict=True):
        name, _, unit, bar = repeated[0]
        yield row("server", name, [value for _, value, _, _ in repeated], unit, None if bar == math.inf else bar)
