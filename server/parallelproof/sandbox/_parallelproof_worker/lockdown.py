"""The layers around one job, in the order in which they can be put on, and which of them this machine has.

A layer that cannot be had is known before the first job, named, and left out. One that fails later fails the job.
"""

from __future__ import annotations

import json
import os
import sys
import tempfile
from typing import Any, Callable, Dict, FrozenSet, Optional

from . import interpreter, landlock, limits, linux, namespaces, seccomp, user

LAYERS = ("limits", "user", "landlock", "seccomp")
TRIAL = {"id": 0, "timeout_s": 1, "threads": 0, "processes": 0, "memory_bytes": 1 << 30, "read": [], "list": []}


class Lockdown:
    """Made once in the zygote, which it moves into namespaces of its own; applied in each job."""

    def __init__(self, without: FrozenSet[str], visible: FrozenSet[str], number: int) -> None:
        self._number = number
        self._readable = interpreter.readable()
        self.errors: Dict[str, str] = {}
        self.namespaces = namespaces.enter(without, visible | {sys.prefix, sys.base_prefix}, self.errors)
        self._layers = [name for name in LAYERS if name not in without]
        if not linux.ON_LINUX:
            self.errors.update({name: "exists on Linux only" for name in self._layers if name != "limits"})
            self._layers = [name for name in self._layers if name == "limits"]

    def attempt(self) -> Dict[str, str]:
        """Tries every layer on a child, and drops those that do not work: layer -> why not.

        Raises OSError if there can be no scratch folder.
        """
        reading, writing = os.pipe()
        scratch = self.namespaces.scratch()
        pid = self.namespaces.fork()
        if not pid:
            try:
                os.write(writing, json.dumps(self._try(scratch)).encode())
            finally:
                os._exit(0)
        os.close(writing)
        with os.fdopen(reading) as results:
            answer = results.read()
        os.waitpid(pid, 0)
        self.namespaces.remove(scratch)
        if not answer:
            raise OSError("a trial process ended")
        found = json.loads(answer)
        self.errors.update(found)
        self._layers = [name for name in self._layers if name not in found]
        return self.errors

    def _try(self, scratch: Optional[str]) -> Dict[str, str]:
        errors = {}
        scratch = self._move_into(scratch)
        for name, put_on in self._steps(TRIAL, scratch).items():
            try:
                put_on()
            except OSError as error:
                errors[name] = error.strerror or str(error)
        return errors

    def apply(self, header: Dict[str, Any], scratch: Optional[str], channel: int) -> None:
        """Puts on every layer that works here. Raises OSError if one fails now.

        A `channel` that is none, -1, means that the job may have no connections.
        """
        for put_on in self._steps(header, self._move_into(scratch), channel).values():
            put_on()
        if channel >= 0 and "seccomp" not in self._layers:
            os.close(channel)

    def _steps(self, header: Dict[str, Any], scratch: str, channel: int = -1) -> Dict[str, Callable[[], None]]:
        steps = {
            "limits": lambda: limits.apply(header["memory_bytes"], header["timeout_s"] * (1 + header["threads"])),
            "user": lambda: self._become_user(header, scratch),
            "landlock": lambda: self._restrict_files(header, scratch),
            "seccomp": lambda: seccomp.restrict(os.getpid(), header["threads"], header["processes"], channel),
        }
        return {name: steps[name] for name in self._layers}

    def _move_into(self, scratch: Optional[str]) -> str:
        scratch = scratch or self.namespaces.own_scratch()
        if linux.ON_LINUX:
            linux.die_with_parent()  # matters where there is no process namespace; a change of user forgets it
        os.chdir(scratch)
        os.environ.update(HOME=scratch, TMPDIR=scratch)
        tempfile.tempdir = None
        return scratch

    def _become_user(self, header: Dict[str, Any], scratch: str) -> None:
        uid = user.number(self._number, header["id"])
        if os.geteuid() == 0:
            os.chown(scratch, uid, uid)
        user.become(uid)
        linux.die_with_parent()
        limits.count_processes(1 + header["threads"] + header["processes"])

    def _restrict_files(self, header: Dict[str, Any], scratch: str) -> None:
        ruleset = landlock.Ruleset()
        ruleset.allow(self._readable, landlock.READ | (landlock.EXECUTE if header["processes"] else 0))
        ruleset.allow(interpreter.DEVICES, landlock.READ | landlock.WRITE_FILE)
        ruleset.allow(header["read"], landlock.READ)
        ruleset.allow(header["list"], landlock.READ_DIR)
        ruleset.everything([scratch])
        linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
        ruleset.restrict()
