"""Frames on a pipe: two unsigned 32-bit lengths (big-endian), a small JSON header, a body of any bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, Dict, Iterator, Tuple

LENGTHS = struct.Struct(">II")
GREETING = b"\0parallelproof\0"
"""Stands before a zygote's first frame, for whatever the interpreter prints when it starts is to be skipped."""
Header = Dict[str, Any]


def pack(header: Header, body: bytes = b"") -> bytes:
    """One frame. The header is parsed by everyone on the way, the body only by its reader."""
    head = json.dumps(header).encode()
    return LENGTHS.pack(len(head), len(body)) + head + body


class Frames:
    """Puts frames together from chunks as they arrive, once the greeting, if there is one, has been seen."""

    def __init__(self, greeting: bytes = b"") -> None:
        self._buffer, self._greeting = bytearray(), greeting

    def __len__(self) -> int:
        """Bytes of the frame that is not complete yet."""
        return len(self._buffer)

    def feed(self, chunk: bytes) -> Iterator[Tuple[Header, bytes]]:
        """Yields every frame that is complete now."""
        self._buffer += chunk
        if self._greeting:
            found = self._buffer.find(self._greeting)
            if found < 0:
                return
            del self._buffer[: found + len(self._greeting)]
            self._greeting = b""
        while len(self._buffer) >= LENGTHS.size:
            head, body = LENGTHS.unpack_from(self._buffer)
            end = LENGTHS.size + head + body
            if len(self._buffer) < end:
                return
            frame = bytes(self._buffer[LENGTHS.size : end])
            del self._buffer[:end]
            yield json.loads(frame[:head].decode()), frame[head:]
