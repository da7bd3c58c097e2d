"""Landlock: an allow-list of files for this process and its descendants, no TCP, no signals to others."""

from __future__ import annotations

import ctypes
import os
import stat
from contextlib import suppress
from typing import Iterable

from . import linux

CREATE_RULESET, ADD_RULE, RESTRICT_SELF = 444, 445, 446
EXECUTE, WRITE_FILE, READ_FILE, READ_DIR, TRUNCATE, IOCTL_DEV = 1 << 0, 1 << 1, 1 << 2, 1 << 3, 1 << 14, 1 << 15
ON_FILES = EXECUTE | WRITE_FILE | READ_FILE | TRUNCATE | IOCTL_DEV
READ = READ_FILE | READ_DIR
ALL_BY_ABI = ((1, (1 << 13) - 1), (2, 1 << 13), (3, TRUNCATE), (5, IOCTL_DEV))
BIND_AND_CONNECT_TCP = 3
ABSTRACT_SOCKETS_AND_SIGNALS = 3


class _Ruleset(ctypes.Structure):
    _fields_ = [("files", ctypes.c_uint64), ("net", ctypes.c_uint64), ("scoped", ctypes.c_uint64)]


class _Beneath(ctypes.Structure):
    _pack_ = 1
    _layout_ = "ms"
    _fields_ = [("allowed", ctypes.c_uint64), ("parent", ctypes.c_int32)]


class Ruleset:
    """Rules under construction: whatever is not allowed is denied."""

    def __init__(self) -> None:
        abi = linux.syscall(CREATE_RULESET, None, 0, 1)
        self._handled = sum(rights for since, rights in ALL_BY_ABI if since <= abi)
        ruleset = _Ruleset(self._handled, BIND_AND_CONNECT_TCP, ABSTRACT_SOCKETS_AND_SIGNALS)
        size = 24 if abi >= 6 else 16 if abi >= 4 else 8
        self._fd = linux.syscall(CREATE_RULESET, ctypes.pointer(ruleset), size, 0)

    def allow(self, paths: Iterable[str], rights: int) -> None:
        """Rights on files, and on folders with all below them. What does not exist is skipped."""
        for path in paths:
            with suppress(FileNotFoundError, NotADirectoryError, PermissionError):
                self._allow(path, rights)

    def _allow(self, path: str, rights: int) -> None:
        fd = os.open(path, os.O_PATH | os.O_CLOEXEC)
        try:
            folder = stat.S_ISDIR(os.fstat(fd).st_mode)
            rule = _Beneath(rights & self._handled & (-1 if folder else ON_FILES), fd)
            if rule.allowed:
                linux.syscall(ADD_RULE, self._fd, 1, ctypes.pointer(rule), 0)
        finally:
            os.close(fd)

    def everything(self, paths: Iterable[str]) -> None:
        """All rights but that to execute."""
        self.allow(paths, self._handled & ~EXECUTE)

    def restrict(self) -> None:
        """From now on, for good."""
        linux.syscall(RESTRICT_SELF, self._fd, 0)
        os.close(self._fd)
