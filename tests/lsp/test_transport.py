"""A stream with broken headers loses the broken message and nothing else."""

from __future__ import annotations

import random

import pytest
from parallelproof.lsp.transport import Frames

A, B = b'{"a": 1}', b'{"b": "\xc3\xa9"}'


def framed(body: bytes, length: int | None = None) -> bytes:
    return b"Content-Length: %d\r\n\r\n%s" % (len(body) if length is None else length, body)


STREAMS = {
    "as it should be": (framed(A) + framed(B), [A, B]),
    "another header first": (b"Content-Type: x; charset=utf-8\r\n" + framed(A), [A]),
    "another header last": (b"content-length:8\r\nContent-Type: x\r\n\r\n" + A, [A]),
    "bare line feeds": (b"Content-Length: 8\n\n" + A, [A]),
    "a length that is too large": (framed(A, 1000) + framed(B) + framed(A), [A, B, A]),
    "a length that is too small": (framed(A, 3) + framed(B), [A[:3], B]),
    "a length in characters": (framed(B, len(B) - 1) + framed(A), [B[:-1], A]),
    "a length that is no number": (b"Content-Length: many\r\n\r\n" + A + framed(B), [B]),
    "a negative length": (b"Content-Length: -5\r\n\r\n" + A + framed(B), [B]),
    "an enormous length": (framed(A, 10**12) + framed(B), [B]),
    "no empty line": (b"Content-Length: 8\r\n" + A + framed(B), [B]),
    "no header at all": (A + b"\r\n\r\n" + framed(B), [B]),
    "an empty body": (framed(b"") + framed(B), [b"", B]),
    "noise": (bytes(range(256)) * 100 + framed(B), [B]),
    "the word in a text": (framed(b'{"x": "Content-Length: 5"}') + framed(B), [b'{"x": "Content-Length: 5"}', B]),
}


@pytest.mark.parametrize("name", STREAMS)
def test_messages_are_found_however_the_stream_is_cut(name: str) -> None:
    stream, bodies = STREAMS[name]
    assert list(Frames().feed(stream)) == bodies
    dice = random.Random(4)
    for _ in range(30):
        frames, found, at = Frames(), [], 0
        while at < len(stream):
            step = dice.choice([1, 2, 7, 100, 5000])
            found += frames.feed(stream[at : at + step])
            at += step
        assert found == bodies


def test_a_body_of_twenty_megabytes_costs_no_more_than_its_size() -> None:
    body = b'{"x": "' + b"Content-Length: " * (20_000_000 // 16) + b'"}'
    frames, stream = Frames(), framed(body)
    found = [out for at in range(0, len(stream), 1 << 16) for out in frames.feed(stream[at : at + (1 << 16)])]
    assert found == [body]
