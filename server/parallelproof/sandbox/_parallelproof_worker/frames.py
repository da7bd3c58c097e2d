"""Frames on a pipe: two unsigned 32-bit lengths (big-endian), a small JSON header, a body of any bytes."""

from __future__ import annotations

import json
import struct
from typing import Any, Dict, Iterator, Tuple

LENGTHS = struct.Struct(">II")
Header = Dict[str, Any]


def pack(header: Header, body: bytes = b"") -> bytes:
    """One frame. The header is parsed by everyone on the way, the body only by its reader."""
    head = json.dumps(header).encode()
    return LENGTHS.pack(len(head), len(body)) + head + body


class Frames:
    """Puts frames together from chunks as they arrive."""

    def __init__(self) -> None:
        self._buffer = bytearray()

    def feed(self, chunk: bytes) -> Iterator[Tuple[Header, bytes]]:
        """Yields every frame that is complete now."""
        self._buffer += chunk
        while len(self._buffer) >= LENGTHS.size:
            head, body = LENGTHS.unpack_from(self._buffer)
            end = LENGTHS.size + head + body
            if len(self._buffer) < end:
                return
            frame = bytes(self._buffer[LENGTHS.size : end])
            del self._buffer[:end]
            yield json.loads(frame[:head].decode()), frame[head:]
