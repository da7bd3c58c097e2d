"""What a benchmark says: one row for each promise, its bar, and whether it held."""

from __future__ import annotations

import json
import os
import platform
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: the median of `runs` samples. It holds when it is at most `bar`; None states it without a promise."""

    group: str
    name: str
    value: float
    unit: str
    bar: float | None
    runs: int

    @property
    def holds(self) -> bool:
        """Whether the promise is kept on an idle machine."""
        return self.within(1)

    def within(self, factor: float) -> bool:
        """Whether the value is at most `factor` times its bar."""
        return self.bar is None or self.value <= self.bar * factor


def row(group: str, name: str, samples: Sequence[float], unit: str, bar: float | None = None) -> Row:
    """The row of a measurement that was repeated; the value is the median."""
    return Row(group, name, round(median(samples), 4), unit, bar, len(samples))


def count(group: str, name: str, value: int, bar: int | None, of: int) -> Row:
    """The row of something counted in `of` attempts."""
    return Row(group, f"{name} (of {of})", value, "count", bar, 1)


def host() -> str:
    """The machine that the figures belong to."""
    return f"{platform.system()} {platform.machine()}, {os.cpu_count()} cores, Python {platform.python_version()}"


def write(rows: Iterable[Row], path: Path) -> None:
    """Write the rows as JSON: group, name, value, unit, bar, holds, runs, host."""
    here = host()
    documents = [{**asdict(entry), "holds": entry.holds, "host": here} for entry in rows]
    path.write_text(json.dumps(documents, indent=2) + "\n")


def line(entry: Row) -> str:
    """One row of the printed table."""
    bar = "" if entry.bar is None else f"{entry.bar:g}"
    verdict = "" if entry.bar is None else ("holds" if entry.holds else "MISSED")
    return f"{entry.group:<8}{entry.name:<74}{entry.value:>10g} {entry.unit:<6}{bar:>8}  {verdict:<7}{entry.runs:>4}"


HEADER = f"{'group':<8}{'what':<74}{'value':>10} {'unit':<6}{'bar':>8}  {'':<7}{'runs':>4}"
