"""Who may enter a server: its superuser, with a password that we alone can read, and each other role its own database.

So a role that is made for one database, and whoever is told its password, can reach nothing else of the server.
"""

from __future__ import annotations

import errno
import os
import secrets
import subprocess
import time
from pathlib import Path

from .initdb import Failed
from .leases import DATA, PASSFILE, POLL_S
from .process import RELEASED_S, STILL_USED, Kind, end_with_parent, environment, reason

_RULES = """\
# Written anew when it differs: the superuser, and any other role in the database of its own name.
local all postgres scram-sha-256
local sameuser all scram-sha-256
"""


def guard(kind: Kind) -> None:
    """Put a server that does not run under these rules, if it is not yet; raises Failed, OSError.

    The file with the password comes last, so what was interrupted is begun again.
    """
    rules, passfile = kind.folder / DATA / "pg_hba.conf", kind.folder / PASSFILE
    if passfile.exists() and rules.read_text("utf-8") == _RULES:
        return
    passfile.unlink(missing_ok=True)
    password = secrets.token_hex(24)
    _set_password(kind, password)
    _write(rules, _RULES, kind.owner)
    _write(passfile, f"*:*:*:postgres:{password}\n", None)


def _set_password(kind: Kind, password: str) -> None:
    """Tell the server on its own, before anybody can connect; whatever the rules were."""
    until = time.monotonic() + RELEASED_S
    while True:
        done = _told(kind, f"ALTER ROLE postgres PASSWORD '{password}'\n")
        if STILL_USED not in done.stderr or time.monotonic() > until:
            break
        time.sleep(POLL_S)
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    if done.returncode or "ERROR:" in done.stderr:
        raise Failed(reason(done.stderr))


def _told(kind: Kind, statement: str) -> subprocess.CompletedProcess[str]:
    user, group = kind.owner or (None, None)
    return subprocess.run(
        [str(kind.programs / "postgres"), "--single", "-D", str(kind.folder / DATA), *kind.flags,
         "-c", "log_min_messages=error", "postgres"],
        input=statement, capture_output=True, text=True, errors="replace", check=False, cwd="/", env=environment(),
        user=user, group=group, extra_groups=[] if kind.owner else None, preexec_fn=end_with_parent(),
    )  # fmt: skip


def _write(file: Path, text: str, owner: tuple[int, int] | None) -> None:
    """A file that one user can read, whole or not at all."""
    begun = file.with_name(f"{file.name}.new")
    begun.unlink(missing_ok=True)
    with os.fdopen(os.open(begun, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as writing:
        writing.write(text)
        if owner:
            os.fchown(writing.fileno(), *owner)
        writing.flush()
        os.fsync(writing.fileno())
    begun.rename(file)
