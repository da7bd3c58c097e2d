"""The names of forks. A name says enough to find an orphan: until when it may live, and which process made it."""

from __future__ import annotations

import hashlib
import os
import platform
import re
import secrets
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path

PREFIX = "parallelproof_"
NOBODY = 0
"""The pid in the name of a fork that no process gives back: it lives until it expires or is removed."""
_NAME = re.compile(rf"{PREFIX}([a-z]{{1,12}})_([0-9]{{1,10}})_([0-9a-f]{{6}})_([0-9]{{1,10}})_([0-9a-f]{{6}})")


@dataclass(frozen=True, slots=True)
class Name:
    """What a name says. `host` tells machines, and the containers on one, apart."""

    purpose: str
    expires_at: datetime
    host: str
    pid: int

    @property
    def is_of_this_host(self) -> bool:
        """Whether its process was one that could be seen from here."""
        return self.host == this_host()


def make(purpose: str, ttl_s: float, pid: int | None = None) -> str:
    """A new name, at most 63 characters: purpose (letters), expiry in Unix seconds, host, process, 6 random digits."""
    expires_at = datetime.now(UTC) + timedelta(seconds=ttl_s)
    owner = os.getpid() if pid is None else pid
    name = f"{PREFIX}{purpose}_{expires_at.timestamp():.0f}_{this_host()}_{owner}_{secrets.token_hex(3)}"
    if parse(name) is None or len(name) > 63:
        raise ValueError(f"{name!r} is no name of a fork")
    return name


def parse(name: str) -> Name | None:
    """What a name says, None where we did not make it."""
    if not (found := _NAME.fullmatch(name)):
        return None
    purpose, expiry, host, pid, _ = found.groups()
    return Name(purpose, datetime.fromtimestamp(int(expiry), UTC), host, int(pid))


@cache
def this_host() -> str:
    """Six hexadecimal digits for this machine; a container has its own, as its process ids are its own."""
    parts = [platform.node()]
    with suppress(OSError):
        parts.append(Path("/etc/machine-id").read_text())
    with suppress(OSError):
        parts.append(os.readlink("/proc/self/ns/pid"))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:6]
