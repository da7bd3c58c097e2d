"""Bytes in, messages out: framing that finds its feet again, stdio through threads, TCP for one client."""

from __future__ import annotations

import asyncio
import os
import queue
import re
import threading
from collections.abc import Iterator

_HEADER = re.compile(rb"Content-Length:[ \t]*(\d{1,9})[ \t]*\r?\n(?:[A-Za-z-]+:[^\r\n{]*\r?\n)*\r?\n", re.IGNORECASE)
_LENGTH = re.compile(rb"Content-Length:[ \t]*\d{1,9}[ \t]*\r?\n", re.IGNORECASE)
_MARK = b"Content-Length:"
_LONGEST_HEADER_BYTES = 4096
_CHUNK_BYTES = 1 << 16
_FLUSH_S = 1.0


class Frames:
    """Splits a stream of bytes into message bodies, whatever is wrong with a header or a length in between.

    A line break cannot stand in a JSON text, so a header line within a body proves that the length before it was too
    large: the body ends there, and no later message is lost. What follows a body that was cut short is skipped.
    """

    def __init__(self) -> None:
        self._buffer = bytearray()
        self._length: int | None = None
        self._searched = 0

    def feed(self, data: bytes) -> Iterator[bytes]:
        """The bodies that end in these bytes."""
        self._buffer += data
        while (body := self._next()) is not None:
            yield body

    def _next(self) -> bytes | None:
        if self._length is None and not self._read_header():
            return None
        assert self._length is not None
        end = self._header_within(self._length)
        if end is None:
            if len(self._buffer) < self._length:
                return None
            end = self._length
        body = bytes(self._buffer[:end])
        self._drop(end)
        return body

    def _read_header(self) -> bool:
        header = _HEADER.search(self._buffer)
        if header is None:
            self._drop(max(0, len(self._buffer) - _LONGEST_HEADER_BYTES))
            return False
        length = int(header[1])
        self._drop(header.end())
        self._length = length
        return True

    def _header_within(self, length: int) -> int | None:
        """Where a header begins in what should be a body; each byte is looked at once."""
        at = self._searched
        while (at := self._buffer.find(_MARK, at, length)) >= 0:
            if _LENGTH.match(self._buffer, at):
                return at
            if len(self._buffer) - at < len(_MARK) + 20:
                break
            at += 1
        self._searched = at if at >= 0 else max(0, min(length, len(self._buffer)) - len(_MARK))
        return None

    def _drop(self, count: int) -> None:
        del self._buffer[:count]
        self._length, self._searched = None, 0


def stdio() -> tuple[asyncio.StreamReader, PipeWriter]:
    """The process's own stdin and stdout; nobody else in it can write to the one or take from the other."""
    incoming, outgoing = os.dup(0), os.dup(1)
    nothing = os.open(os.devnull, os.O_RDONLY)
    os.dup2(nothing, 0)
    os.close(nothing)
    os.dup2(2, 1)
    reader = asyncio.StreamReader()
    loop = asyncio.get_running_loop()
    threading.Thread(target=_read, args=(incoming, reader, loop), name="stdin", daemon=True).start()
    return reader, PipeWriter(outgoing)


def _read(descriptor: int, reader: asyncio.StreamReader, loop: asyncio.AbstractEventLoop) -> None:
    """Hand on what comes; the loop may end first."""
    try:
        while chunk := _chunk(descriptor):
            loop.call_soon_threadsafe(reader.feed_data, chunk)
        loop.call_soon_threadsafe(reader.feed_eof)
    except RuntimeError:
        return


def _chunk(descriptor: int) -> bytes:
    try:
        return os.read(descriptor, _CHUNK_BYTES)
    except OSError:
        return b""


class PipeWriter:
    """Writes from a thread of its own, so that a client that does not read never holds up the loop."""

    def __init__(self, descriptor: int) -> None:
        self._descriptor = descriptor
        self._queue: queue.SimpleQueue[bytes | None] = queue.SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="stdout", daemon=True)
        self._thread.start()

    def write(self, data: bytes) -> None:
        """Take the bytes; they are written in order."""
        self._queue.put(data)

    def close(self) -> None:
        """Write what is left, for a second at most."""
        self._queue.put(None)
        self._thread.join(_FLUSH_S)

    def _work(self) -> None:
        while (data := self._queue.get()) is not None:
            view = memoryview(data)
            try:
                while view:
                    view = view[os.write(self._descriptor, view) :]
            except OSError:
                # The client is gone; the end of its stdin says so to everybody else.
                return
