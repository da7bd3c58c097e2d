"""The system calls that Python has no function for, through ctypes. Every one raises OSError when it fails."""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from typing import Union

MACHINE = platform.machine()
ON_LINUX = sys.platform.startswith("linux")

CLONE_NEWNS, CLONE_NEWUTS, CLONE_NEWIPC = 0x00020000, 0x04000000, 0x08000000
CLONE_NEWUSER, CLONE_NEWPID, CLONE_NEWNET = 0x10000000, 0x20000000, 0x40000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_SET_NO_NEW_PRIVS, PR_CAP_AMBIENT = 1, 8, 38, 47
PR_CAP_AMBIENT_RAISE = 2
MS_RDONLY, MS_NOSUID, MS_NODEV, MS_NOEXEC, MS_REC, MS_PRIVATE = 1, 2, 4, 8, 0x4000, 0x40000
AT_FDCWD, AT_RECURSIVE = -100, 0x8000

_libc = ctypes.CDLL(None, use_errno=True) if ON_LINUX else None


def syscall(number: int, *arguments: Union[int, bytes, ctypes._Pointer[ctypes.Structure], None]) -> int:
    """A raw system call; ints are passed as 64-bit."""
    wide = [ctypes.c_long(value) if isinstance(value, int) else value for value in arguments]
    return _checked(_libc.syscall(ctypes.c_long(number), *wide))  # type: ignore[union-attr]


def prctl(option: int, *arguments: int) -> None:
    """`prctl(2)`."""
    padded = [ctypes.c_ulong(value) for value in (*arguments, 0, 0, 0, 0)[:4]]
    _checked(_libc.prctl(option, *padded))  # type: ignore[union-attr]


def unshare(flags: int) -> None:
    """`unshare(2)`."""
    _checked(_libc.unshare(flags))  # type: ignore[union-attr]


def setns(fd: int, kind: int) -> None:
    """`setns(2)`."""
    _checked(_libc.setns(fd, kind))  # type: ignore[union-attr]


def mount(source: str, target: str, kind: str, flags: int, options: str = "") -> None:
    """`mount(2)`."""
    _checked(_libc.mount(source.encode(), target.encode(), kind.encode(), ctypes.c_ulong(flags), options.encode()))  # type: ignore[union-attr]


def die_with_parent() -> None:
    """This process is killed when its parent ends. To be called after a change of user, which forgets it."""
    prctl(PR_SET_PDEATHSIG, 9)


class _MountAttributes(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint64) for name in ("set", "clear", "propagation", "userns_fd")]


def make_read_only(path: str) -> None:
    """Makes a mount and all below it read-only (Linux 5.12)."""
    attributes = _MountAttributes(set=MS_RDONLY)
    syscall(442, AT_FDCWD, path.encode(), AT_RECURSIVE, ctypes.pointer(attributes), ctypes.sizeof(attributes))


class _CapabilityHeader(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _CapabilityData(ctypes.Structure):
    _fields_ = [(name, ctypes.c_uint32) for name in ("effective", "permitted", "inheritable")]


def keep_capabilities(mask: int) -> None:
    """Gives up every capability that is not in the mask."""
    header = _CapabilityHeader(0x20080522, 0)
    data = (_CapabilityData * 2)(_CapabilityData(mask, mask, mask), _CapabilityData(0, 0, 0))
    _checked(_libc.capset(ctypes.byref(header), ctypes.byref(data)))  # type: ignore[union-attr]


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
