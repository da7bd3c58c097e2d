"""What several benchmarks of the first story need: folders of their own, and percentiles."""

from __future__ import annotations

import math
import os
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

_FOLDERS = ("XDG_CACHE_HOME", "XDG_STATE_HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME")


@contextmanager
def own_folders() -> Iterator[Path]:
    """A folder, with nothing kept from earlier runs: caches and logs go below it, of processes started here too."""
    before = {name: os.environ.get(name) for name in _FOLDERS}
    with TemporaryDirectory() as folder:
        os.environ.update({name: f"{folder}/{name.lower()}" for name in _FOLDERS})
        try:
            yield Path(folder)
        finally:
            for name, value in before.items():
                if value is None:
                    del os.environ[name]
                else:
                    os.environ[name] = value


def percentile(samples: Sequence[float], percent: float) -> float:
    """The smallest sample that so many percent are not above; infinite where there is none."""
    if not samples:
        return math.inf
    return sorted(samples)[math.ceil(len(samples) * percent / 100) - 1]
