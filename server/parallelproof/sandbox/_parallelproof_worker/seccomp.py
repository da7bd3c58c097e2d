"""A seccomp filter written by hand: no sockets, no new processes, no way to other processes or into the kernel."""

from __future__ import annotations

import ctypes
import errno
from typing import List, Tuple

from . import connections, linux

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}

DENIED = """
bind 49 200, listen 50 201, shmget 29 194, semget 64 190, msgget 68 186, mq_open 240 180,
ptrace 101 117, process_vm_readv 310 270, process_vm_writev 311 271, kcmp 312 272, pidfd_getfd 438 438,
process_madvise 440 440, process_mrelease 448 448, tkill 200 130, rt_sigqueueinfo 129 138, rt_tgsigqueueinfo 297 240,
pidfd_send_signal 424 424, setsid 112 157, setpgid 109 154, mount 165 40, umount2 166 39, pivot_root 155 41,
chroot 161 51, open_tree 428 428, move_mount 429 429, fsopen 430 430, fsconfig 431 431, fsmount 432 432, fspick 433 433,
mount_setattr 442 442, unshare 272 97, setns 308 268, personality 135 92, modify_ldt 154 -, bpf 321 280,
perf_event_open 298 241, userfaultfd 323 282, fanotify_init 300 262, add_key 248 217, request_key 249 218,
keyctl 250 219, name_to_handle_at 303 264, open_by_handle_at 304 265, init_module 175 105, finit_module 313 273,
delete_module 176 106, kexec_load 246 104, kexec_file_load 320 294, reboot 169 142, syslog 103 116, swapon 167 224,
swapoff 168 225, acct 163 89, quotactl 179 60, quotactl_fd 443 443, settimeofday 164 170, clock_settime 227 112,
adjtimex 159 171, clock_adjtime 305 266, sethostname 170 161, setdomainname 171 162, iopl 172 -, ioperm 173 -
"""
"""Calls with their numbers on x86_64 and aarch64, "-" where an architecture has no such call."""
SOCKETS = "socket 41 198, connect 42 203"
AFTER_HANDING_OVER = "sendmsg 46 211, sendmmsg 307 269, seccomp 317 277"
"""They pass descriptors on, and answer for the kernel. A job that talks to a database has no more need of them."""
NEW_PROCESSES = "fork 57 -, vfork 58 -, execve 59 221, execveat 322 281"
ABSENT = "clone3 435 435, io_uring_setup 425 425, io_uring_enter 426 426, io_uring_register 427 427"
"""Answered as if the kernel did not know them; the C library then uses clone, whose arguments can be seen."""
CLONE, SOCKETPAIR, KILL, TGKILL, PRCTL, IOCTL = (56, 220), (53, 199), (62, 129), (234, 131), (157, 167), (16, 29)
SOCKET, CONNECT = (41, 198), (42, 203)
CLONE_THREAD, CLONE_NEW_ANYTHING = 0x00010000, 0x7E020080
AF_UNIX, SOCK_STREAM, SOCK_OPTIONS, TIOCSTI, TIOCLINUX = 1, 1, 0x80800, 0x5412, 0x541C

LOAD, AND, EQUAL, AT_LEAST, RETURN = 0x20, 0x54, 0x15, 0x35, 0x06
ALLOW, KILL_PROCESS, ERROR, ASK = 0x7FFF0000, 0x80000000, 0x00050000, 0x7FC00000
DENY, DONE = ERROR | errno.EPERM, ERROR
NO_SLOWING_MITIGATIONS, NEW_LISTENER, NO_SIGNALS_ONCE_ASKED = 4, 8, 32
Instruction = Tuple[int, int, int, int]  # code, jump if true, jump if false, value


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]


class _Instruction(ctypes.Structure):
    _fields_ = [("code", ctypes.c_ushort), ("jt", ctypes.c_ubyte), ("jf", ctypes.c_ubyte), ("k", ctypes.c_uint32)]


def restrict(own_pid: int, threads: int, processes: int, channel: int = -1) -> None:
    """From now on, for good. Threads and processes may be started only where there is an allowance for them.

    Where there is a channel, stream sockets are asked for through it (`connections`).
    """
    if linux.MACHINE not in ARCHITECTURES:
        raise OSError(errno.ENOSYS, "no filter for " + linux.MACHINE)
    linux.prctl(linux.PR_SET_NO_NEW_PRIVS, 1)
    if channel < 0:
        _install(program(linux.MACHINE, own_pid, threads, processes))
        return
    connections.give(listened(program(linux.MACHINE, own_pid, threads, processes, True)), channel)
    _install(denying(linux.MACHINE, AFTER_HANDING_OVER))


def listened(instructions: List[Instruction]) -> int:
    """Puts on a filter; the descriptor on which it asks."""
    try:
        return _install(instructions, NEW_LISTENER | NO_SIGNALS_ONCE_ASKED)
    except OSError as error:
        if error.errno != errno.EINVAL:
            raise
        return _install(instructions, NEW_LISTENER)  # before Linux 5.19


def _install(instructions: List[Instruction], flags: int = 0) -> int:
    array = (_Instruction * len(instructions))(*[_Instruction(*instruction) for instruction in instructions])
    assembled = _Program(len(instructions), ctypes.addressof(array))
    seccomp, filter_mode = {"x86_64": 317, "aarch64": 277}[linux.MACHINE], 1
    return linux.syscall(seccomp, filter_mode, flags | NO_SLOWING_MITIGATIONS, ctypes.pointer(assembled))


def program(machine: str, own_pid: int, threads: int, processes: int, is_supervised: bool = False) -> List[Instruction]:
    """The filter's instructions; where it is supervised, somebody is asked for stream sockets."""
    column = list(ARCHITECTURES).index(machine)
    code: List[Instruction] = [(LOAD, 0, 0, 4), (EQUAL, 1, 0, ARCHITECTURES[machine]), (RETURN, 0, 0, KILL_PROCESS)]
    code += [(LOAD, 0, 0, 0), (AT_LEAST, 0, 1, 0x40000000), (RETURN, 0, 0, DENY)]  # x32 has other numbers
    denied = DENIED + ("" if processes else "," + NEW_PROCESSES) + ("" if is_supervised else "," + SOCKETS)
    code += [*_answered(DENY, denied, column), *_answered(ERROR | errno.ENOSYS, ABSENT, column)]
    for call, condition in _conditions(own_pid, threads, processes, is_supervised):
        code += [(EQUAL, 0, len(condition), call[column]), *condition]
    return [*code, (RETURN, 0, 0, ALLOW)]


def denying(machine: str, calls: str) -> List[Instruction]:
    """A further filter's instructions: these calls are denied, and the others left to the first."""
    column = list(ARCHITECTURES).index(machine)
    return [(LOAD, 0, 0, 0), *_answered(DENY, calls, column), (RETURN, 0, 0, ALLOW)]


def _answered(answer: int, calls: str, column: int) -> List[Instruction]:
    return [part for number in _numbers(calls, column) for part in ((EQUAL, 0, 1, number), (RETURN, 0, 0, answer))]


def _numbers(calls: str, column: int) -> List[int]:
    columns = [call.split()[1 + column] for call in calls.split(",")]
    return [int(number) for number in columns if number != "-"]


def _conditions(
    own_pid: int, threads: int, processes: int, is_supervised: bool
) -> List[Tuple[Tuple[int, int], List[Instruction]]]:
    """Calls whose arguments decide; each list of instructions ends in an answer."""
    own = [] if processes else [(call, _only(0, own_pid)) for call in (KILL, TGKILL)]
    sockets = [(SOCKET, _unix_stream()), (CONNECT, [(RETURN, 0, 0, DONE)])] if is_supervised else []
    return [
        *own,
        *sockets,
        (CLONE, _clone(threads, processes)),
        (SOCKETPAIR, [_argument(1), (AND, 0, 0, 0xF), (EQUAL, 1, 0, SOCK_STREAM), _DENIED, _ALLOWED]),
        (PRCTL, _never(0, linux.PR_SET_PDEATHSIG)),
        (IOCTL, [*_never(1, TIOCSTI)[:-1], *_never(1, TIOCLINUX)]),
    ]


def _clone(threads: int, processes: int) -> List[Instruction]:
    if processes:
        return [_argument(0), (AND, 0, 0, CLONE_NEW_ANYTHING), (EQUAL, 1, 0, 0), _DENIED, _ALLOWED]
    if threads:
        return [_argument(0), (AND, 0, 0, CLONE_THREAD), (EQUAL, 0, 1, 0), _DENIED, _ALLOWED]
    return [_DENIED]


_DENIED, _ALLOWED = (RETURN, 0, 0, DENY), (RETURN, 0, 0, ALLOW)


def _unix_stream() -> List[Instruction]:
    kind = (AND, 0, 0, ~SOCK_OPTIONS & 0xFFFFFFFF)
    return [
        *(_argument(0), (EQUAL, 1, 0, AF_UNIX), _DENIED, _argument(1), kind, (EQUAL, 1, 0, SOCK_STREAM), _DENIED),
        *(_argument(2), (EQUAL, 1, 0, 0), _DENIED, (RETURN, 0, 0, ASK)),
    ]


def _argument(index: int) -> Instruction:
    """Loads the low half of a call's argument; both architectures are little-endian."""
    return (LOAD, 0, 0, 16 + 8 * index)


def _only(index: int, value: int) -> List[Instruction]:
    return [_argument(index), (EQUAL, 1, 0, value), _DENIED, _ALLOWED]


def _never(index: int, value: int) -> List[Instruction]:
    return [_argument(index), (EQUAL, 0, 1, value), _DENIED, _ALLOWED]
