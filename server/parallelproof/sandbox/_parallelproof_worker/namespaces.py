"""What the zygote and its jobs see of the machine: no network, no processes but their own, nothing that is writable.

The zygote enters once; each job then gets a process namespace and a scratch folder of its own. A process namespace
dies with its first process, so killing a job kills every process that it started, and killing the zygote all jobs.
"""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from contextlib import suppress
from typing import Dict, FrozenSet, NoReturn, Optional

from . import linux

LAYERS = {
    "network": linux.CLONE_NEWNET | linux.CLONE_NEWIPC,
    "mounts": linux.CLONE_NEWNS,
    "pids": linux.CLONE_NEWPID,
}
SCRATCH_BYTES = 256 << 20
PLACES = ("/dev/shm", "/mnt", "/media", "/srv", "/var/tmp")
"""Folders that every system has and few projects live in: a job's scratch folder is mounted over one of them."""


class Namespaces:
    """Which namespaces the zygote is in; makes jobs and their scratch folders."""

    def __init__(self, held: FrozenSet[str], place: str) -> None:
        self.held, self._place = held, place
        self._own_pids = os.open("/proc/self/ns/pid", os.O_RDONLY) if "pids" in held else -1

    def fork(self) -> int:
        """Like os.fork, into a process namespace of the child's own."""
        if self._own_pids < 0:
            return os.fork()
        pid = -1
        linux.unshare(linux.CLONE_NEWPID)
        try:
            pid = os.fork()
        finally:
            if pid:
                linux.setns(self._own_pids, linux.CLONE_NEWPID)
        return pid

    def scratch(self) -> Optional[str]:
        """A folder that must be made before the fork and removed after the job; None where the job makes its own."""
        if "mounts" in self.held:
            return None
        folder = tempfile.gettempdir()
        if folder == os.getcwd():  # the last resort of `tempfile`, and no place for this
            raise OSError(errno.ENOSPC, "no folder for temporary files can be written to")
        return tempfile.mkdtemp(prefix="parallelproof-", dir=folder)

    def own_scratch(self) -> str:
        """In the job: a scratch folder in memory that nobody else sees and that ends with the job."""
        linux.unshare(linux.CLONE_NEWNS)
        _mount_scratch(self._place)
        return self._place

    @staticmethod
    def remove(scratch: Optional[str]) -> None:
        """After the job."""
        if scratch:
            shutil.rmtree(scratch, ignore_errors=True)


def enter(without: FrozenSet[str], taken: FrozenSet[str], errors: Dict[str, str]) -> Namespaces:
    """Enters all that can be entered; what cannot goes to `errors` with the reason.

    `taken` are folders that must stay visible. Where process namespaces work, what returns is a child of the caller.
    """
    wanted = [name for name in LAYERS if name not in without]
    if not linux.ON_LINUX:
        errors.update(dict.fromkeys(wanted, "exists on Linux only"))
        return Namespaces(frozenset(), "")
    if wanted:
        _own_users_if_needed()
    held = {name for name in wanted if _entered(name, errors)}
    if "pids" in held:
        _continue_in_child()
    place = next((place for place in PLACES if os.path.isdir(place) and not _covers(place, taken)), "")
    if "mounts" in held:
        try:
            _arrange_mounts(place, "pids" in held)
        except OSError as error:
            held.remove("mounts")
            errors["mounts"] = _reason(error)
    if {"pids", "mounts"} <= held:
        linux.die_with_parent()  # leaves nothing behind; without them the end of input is waited for, to clean up
    return Namespaces(frozenset(held), place)


def _own_users_if_needed() -> None:
    """Others than root may enter the other namespaces from a user namespace only, where that is allowed at all."""
    try:
        linux.unshare(linux.CLONE_NEWUTS)
    except OSError:
        with suppress(OSError):
            enter_users()


def enter_users() -> None:
    """A user namespace in which we are who we were, and have every capability over what we make in it."""
    uid, gid = os.geteuid(), os.getegid()
    linux.unshare(linux.CLONE_NEWUSER)
    for name, text in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        with open("/proc/self/" + name, "w") as file:
            file.write(text)


def _entered(name: str, errors: Dict[str, str]) -> bool:
    try:
        linux.unshare(LAYERS[name])
    except OSError as error:
        errors[name] = _reason(error)
        return False
    return True


def _continue_in_child() -> None:
    """Becomes the first process of the new process namespace; the old process waits for it and dies with our parent."""
    pid = os.fork()
    if pid:
        linux.die_with_parent()
        _wait_for(pid)


def _wait_for(pid: int) -> NoReturn:
    os.closerange(0, 64)
    os.waitpid(pid, 0)
    os._exit(0)


def _arrange_mounts(place: str, own_pids: bool) -> None:
    linux.mount("none", "/", "", linux.MS_REC | linux.MS_PRIVATE)
    with suppress(OSError):  # before Linux 5.12, Landlock alone keeps files from being written
        linux.make_read_only("/")
    if own_pids:
        with suppress(OSError):  # some containers forbid it; then /proc shows nothing of use
            linux.mount("proc", "/proc", "proc", linux.MS_NOSUID | linux.MS_NODEV | linux.MS_NOEXEC)
    if not place:
        raise OSError(2, "no folder to mount the scratch folder over")
    _mount_scratch(place)  # a first one, to know that it works


def _mount_scratch(place: str) -> None:
    linux.mount("tmpfs", place, "tmpfs", linux.MS_NOSUID | linux.MS_NODEV, f"size={SCRATCH_BYTES},mode=1777")


def _covers(place: str, taken: FrozenSet[str]) -> bool:
    return any(os.path.realpath(path).startswith(place + "/") for path in taken)


def _reason(error: OSError) -> str:
    return error.strerror or str(error)
