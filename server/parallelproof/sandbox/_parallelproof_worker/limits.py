"""Resource limits of one job."""

from __future__ import annotations

import math
import os
import resource
import sys
from contextlib import suppress

FILE_BYTES = 256 << 20
OPEN_FILES = 1024
NICENESS = 10


def yield_to_others() -> None:
    """Once, in the zygote: jobs give way to the editor, and are the first to go when memory is short."""
    os.nice(NICENESS)
    with suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
        file.write("1000")


def apply(memory_bytes: int, cpu_s: float) -> None:
    """Address space of each process, CPU seconds, file size, open files; no core dumps."""
    limits = {
        "RLIMIT_AS": memory_bytes,
        "RLIMIT_CPU": math.ceil(cpu_s) + 1,
        "RLIMIT_FSIZE": FILE_BYTES,
        "RLIMIT_NOFILE": OPEN_FILES,
        "RLIMIT_CORE": 0,
    }
    if sys.platform == "darwin":  # which refuses a limit below what is mapped from the start
        del limits["RLIMIT_AS"]
    for name, value in limits.items():
        _lower(getattr(resource, name), value)


def count_processes(allowed: int) -> None:
    """At most so many processes and threads of the job's user, the job itself included."""
    _lower(resource.RLIMIT_NPROC, allowed)


def _lower(kind: int, value: int) -> None:
    hard = resource.getrlimit(kind)[1]
    value = value if hard == resource.RLIM_INFINITY else min(value, hard)
    resource.setrlimit(kind, (value, value))
