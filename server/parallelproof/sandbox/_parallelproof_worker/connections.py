"""The connections that a job may have: to one Unix socket, made for it by the zygote.

The job's own filter lets it make no socket. When it asks for a stream socket, the kernel holds it (seccomp's user
notification) until the zygote has given it one that is connected already; its `connect` is then answered without being
run. So no address that the job names is ever looked at. Needs Linux 5.14.
"""

from __future__ import annotations

import array
import errno
import fcntl
import os
import select
import selectors
import socket
import struct
from typing import Callable, Set, Union

RECEIVE, ADD_FD = 0xC0502100, 0x40182103
NOTIFICATION_BYTES, ARGUMENTS_AT, AND_ANSWER = 80, 32, 2
MOST_OPEN, MOST_EVER = 32, 10_000
"""Connections of one job; one that is timed may make a new one in every call."""


class Connections:
    """Those of one job. `end` is told why it must end: what it does without a connection is not what it does."""

    def __init__(self, path: str, selector: selectors.BaseSelector, end: Callable[[str], None]) -> None:
        """Raises OSError."""
        self._path, self._selector, self._end = path, selector, end
        ours, theirs = socket.socketpair()
        self._watched, self.channel = ours.detach(), theirs.detach()
        self._open: Set[int] = set()
        self._ever = 0

    def begin(self) -> None:
        """After the fork: the job has inherited `channel`, and sends its filter's listener there (`give`)."""
        os.close(self.channel)
        self._selector.register(self._watched, selectors.EVENT_READ, self._take_listener)

    def close(self) -> None:
        """After the job."""
        if self._watched >= 0:
            self._selector.unregister(self._watched)
            os.close(self._watched)
            self._watched = -1

    def _take_listener(self) -> None:
        if self._watched < 0:
            return
        self._selector.unregister(self._watched)
        with socket.socket(fileno=self._watched) as channel:
            self._watched = _received(channel)
        if self._watched >= 0:
            self._selector.register(self._watched, selectors.EVENT_READ, self._answer)

    def _answer(self) -> None:
        if self._watched < 0:
            return
        events = _events(self._watched)
        if events & select.POLLHUP:  # everybody who could ask has ended; while somebody lives, it must stay open
            return self.close()
        if not events & select.POLLIN:  # whoever asked was interrupted
            return None
        asked = bytearray(NOTIFICATION_BYTES)
        try:
            if self._is_told(RECEIVE, asked):
                self._give(struct.unpack_from("Q", asked)[0], struct.unpack_from("QQ", asked, ARGUMENTS_AT)[1])
        except OSError as error:
            self._end(_sentence(error))

    def _give(self, id: int, kind: int) -> None:
        self._count()
        with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as connection:
            connection.setblocking(False)  # the zygote waits for nobody
            connection.connect(self._path)
            connection.setblocking(not kind & socket.SOCK_NONBLOCK)
            flags = os.O_CLOEXEC if kind & socket.SOCK_CLOEXEC else 0
            if self._is_told(ADD_FD, struct.pack("QIIII", id, AND_ANSWER, connection.fileno(), 0, flags)):
                self._open.add(os.fstat(connection.fileno()).st_ino)

    def _count(self) -> None:
        """One more; raises OSError where that is too many."""
        self._ever += 1
        if len(self._open) >= MOST_OPEN:
            self._open &= _sockets()
        if len(self._open) >= MOST_OPEN or self._ever > MOST_EVER:
            raise OSError(errno.EUSERS, f"more than {MOST_OPEN} at once, or {MOST_EVER:,} in all")

    def _is_told(self, request: int, about: Union[bytes, bytearray]) -> bool:
        """Whether the kernel took it; not where the call was interrupted, which is then made again."""
        try:
            fcntl.ioctl(self._watched, request, about)
        except OSError as error:
            if error.errno in (errno.ENOENT, errno.EINTR):
                return False
            raise
        return True


def give(listener: int, channel: int) -> None:
    """In the job: hand the filter's listener over, and keep nothing of it."""
    with socket.socket(fileno=channel) as sending:
        sending.sendmsg([b"\0"], [(socket.SOL_SOCKET, socket.SCM_RIGHTS, array.array("i", [listener]))])
    os.close(listener)


def _received(channel: socket.socket) -> int:
    """The descriptor that was sent, -1 if the job ended before, or has no filter."""
    one = array.array("i", [-1])
    _, parts, _, _ = channel.recvmsg(1, socket.CMSG_SPACE(one.itemsize))
    return array.array("i", parts[0][2])[0] if parts else -1


def _events(descriptor: int) -> int:
    poll = select.poll()
    poll.register(descriptor, select.POLLIN)
    return sum(events for _, events in poll.poll(0))


def _sockets() -> Set[int]:
    """The inodes of all Unix sockets that are open here."""
    with open("/proc/self/net/unix") as file:
        next(file)
        return {int(line.split()[6]) for line in file}


def _sentence(error: OSError) -> str:
    if error.errno == errno.EINVAL:
        return "ended, as it uses a database, which needs Linux 5.14 or later to be fenced in"
    return f"ended, as it could not have a connection to its database ({error.strerror or error})"
