"""What a program may read besides its project: its interpreter, installed packages, and public parts of the system."""

from __future__ import annotations

import os
import sys
import sysconfig
from typing import FrozenSet, List

SYSTEM = (
    *("/usr", "/lib", "/lib32", "/lib64", "/bin", "/nix/store"),
    *("/etc/ld.so.cache", "/etc/localtime", "/etc/timezone", "/etc/passwd", "/etc/group", "/etc/nsswitch.conf"),
    *("/etc/mime.types", "/etc/os-release", "/etc/ssl/openssl.cnf", "/etc/ssl/certs", "/etc/alternatives"),
    *("/proc/self", "/proc/cpuinfo", "/proc/meminfo", "/proc/stat", "/proc/filesystems"),
    *("/sys/devices/system/cpu", "/sys/devices/system/node"),
)
DEVICES = ("/dev/null", "/dev/zero", "/dev/full", "/dev/random", "/dev/urandom")
IN_PREFIX = ("bin", "lib", "lib64", "share", "include", "pyvenv.cfg", "Frameworks", "Resources", "Python")
"""Not the whole prefix: a virtual environment can be made in the project's own folder, beside its secrets."""


def packages() -> List[str]:
    """The folders of the standard library and of what is installed."""
    return sorted({sysconfig.get_path(kind) for kind in ("stdlib", "platstdlib", "purelib", "platlib")})


def editable() -> List[str]:
    """Folders that packages installed for editing are imported from without being on `sys.path`."""
    finders = [module for name, module in list(sys.modules.items()) if name.startswith("__editable__")]
    mapped = [path for finder in finders for path in getattr(finder, "MAPPING", {}).values()]
    return sorted(str(path) for path in mapped)


def readable() -> FrozenSet[str]:
    """Files and folders; some may not exist."""
    prefixes = {sys.prefix, sys.base_prefix, sys.exec_prefix, sys.base_exec_prefix}
    parts = {os.path.join(prefix, part) for prefix in prefixes for part in IN_PREFIX}
    zipped = {path for path in sys.path if path.endswith(".zip")}
    worker = os.path.dirname(os.path.abspath(__file__))
    return frozenset(SYSTEM) | parts | frozenset(packages()) | zipped | {worker}
