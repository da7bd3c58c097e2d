"""A text is cut only after it was redacted: pieces hold what the whole holds, and no half of a secret."""

from __future__ import annotations

from pathlib import Path

import pytest
from parallelproof.net.redact import redact
from parallelproof.net.redact_pieces import pieces

KEY = "s¦k-live-4f9a8b7c6d5e4f3a2b1c".replace("¦", "")
TEXTS = {
    "a password": 'x = 1\ndb_password = "hunter2hunter2"\ny = 2\n',
    "a key": f'API_KEY = "{KEY}"  # of ada@example.org\n',
    "a private key": "-----BEGIN PRIVATE KEY-----\nMIIEvQ+abcdefghijk01\nabc=\n-----END PRIVATE KEY-----\n",
    "many": f"url = 'https://ada:pass1word@a.example'\nb = '/home/ada/x'\n{Path.home()}/a\nSECRET=abc123\n{KEY}\n",
    "none": "for x in range(3):\n    print(x)\n",
}


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_pieces_joined_are_the_whole_redacted_wherever_it_is_cut(text: str) -> None:
    whole = redact(text)
    for first in range(len(text) + 1):
        second = (first + len(text)) // 2
        assert "".join(pieces(text, (0, first, second, len(text)))) == whole


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_a_cut_at_the_beginning_of_a_line_stays_there(text: str) -> None:
    lines = text.splitlines(keepends=True)
    cuts = [len("".join(lines[:count])) for count in range(len(lines) + 1)]
    if "PRIVATE KEY" not in text:
        assert pieces(text, cuts) == [redact(line) for line in lines]


def test_a_cut_within_a_secret_moves_behind_its_mark() -> None:
    text = TEXTS["a key"]
    cuts = range(text.index(KEY) + 1, text.index(KEY) + len(KEY) + 1)
    assert {pieces(text, (0, cut, len(text)))[0] for cut in cuts} == {'API_KEY = "<secret>'}


@pytest.mark.parametrize("size", [100, 2_000, 11_000])
def test_a_piece_that_begins_deep_within_a_secret_holds_nothing_of_it(size: int) -> None:
    body = "".join(f"{number:04d}Zq+{'ab'[number % 2]}\n" for number in range(size // 9))
    text = f"x = 1\n-----BEGIN PRIVATE KEY-----\n{body}-----END PRIVATE KEY-----\ny = 2\n"
    for cut in (len(text) - 10, len(text) - 50, len(text) // 2):
        (piece,) = pieces(text, (cut, len(text)))
        assert "Zq+" not in piece and "KEY" not in piece
