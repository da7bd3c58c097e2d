"""Whom a Postgres server runs as. It refuses to be root, so root starts it as somebody who exists and may nothing."""

from __future__ import annotations

import os
import stat
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from .connect import Unreachable

_NAMES = ("postgres", "nobody")


@dataclass(frozen=True, slots=True)
class Account:
    """An unprivileged user of this machine."""

    name: str
    uid: int
    gid: int

    @property
    def options(self) -> dict[str, Any]:
        """What makes `subprocess` start a program as this user."""
        return {"user": self.uid, "group": self.gid, "extra_groups": []}

    def may_enter(self, folder: Path) -> bool:
        """Whether it may pass through a folder and all that lead to it; access lists are not looked at."""
        place = folder.resolve()
        return all(self._may_enter(one.stat()) for one in (place, *place.parents))

    def _may_enter(self, state: os.stat_result) -> bool:
        if state.st_uid == self.uid:
            return bool(state.st_mode & stat.S_IXUSR)
        if state.st_gid == self.gid:
            return bool(state.st_mode & stat.S_IXGRP)
        return bool(state.st_mode & stat.S_IXOTH)


def unprivileged() -> Account | None:
    """The user that root starts a server as; None where we are not root and may start it ourselves."""
    if not hasattr(os, "getuid") or os.getuid() != 0:
        return None
    import pwd

    for name in _NAMES:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(name, entry.pw_uid, entry.pw_gid)
    raise Unreachable("Postgres does not run as root, and this machine has neither a user `postgres` nor `nobody`.")
