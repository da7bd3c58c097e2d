"""Makes the job a user of its own, who may own nothing, signal nobody, and gain no privilege.

The number of processes is limited by user, and not at all for root: so root's jobs become a user number that nobody
else has, keeping only the right to read (Landlock decides what), and others enter a user namespace of their own.
"""

from __future__ import annotations

import os

from . import linux, namespaces

CAP_DAC_READ_SEARCH = 1 << 2
NOBODY = 65534
FIRST, ZYGOTES, JOBS = 1 << 30, 1 << 22, 1 << 8


def number(zygote: int, job: int) -> int:
    """A user number that no other job has at the time. `zygote` is below ZYGOTES and differs between zygotes."""
    return FIRST + zygote * JOBS + job % JOBS


def become(uid: int) -> None:
    """Gives up what rights the process has."""
    if os.geteuid() == 0:
        linux.prctl(linux.PR_SET_KEEPCAPS, 1)
        _become_other(uid)
        linux.keep_capabilities(CAP_DAC_READ_SEARCH)
        linux.prctl(linux.PR_CAP_AMBIENT, linux.PR_CAP_AMBIENT_RAISE, 2)
    else:
        namespaces.enter_users()
        linux.keep_capabilities(0)


def _become_other(uid: int) -> None:
    os.setgroups([])
    try:
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    except OSError:  # a container with few user numbers
        os.setresgid(NOBODY, NOBODY, NOBODY)
        os.setresuid(NOBODY, NOBODY, NOBODY)
