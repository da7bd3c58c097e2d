"""What is taken out of a text before it leaves, and what is left: each golden page shows one kind.

A `¦` in a page is taken out first, so that no file here holds what looks like somebody's key, and `~HOME~` is the home
folder of whoever runs the tests. `UPDATE_GOLDEN=1 pytest` writes the pages anew, for review in the diff.
"""

from __future__ import annotations

import os
import re
import time
from pathlib import Path

import pytest
from parallelproof.net.redact import redact, redacted

GOLDEN = Path(__file__).parent.parent / "golden" / "redact"
PAGE = re.compile(r"```before\n(.*?)```\n\n```after\n(.*?)```\n", re.DOTALL)


@pytest.mark.parametrize("page", sorted(GOLDEN.glob("*.md")), ids=lambda page: page.stem)
def test_what_is_taken_out_of_a_text(page: Path) -> None:
    text = page.read_text("utf-8")
    case = PAGE.search(text)
    assert case is not None
    before = case[1].replace("¦", "").replace("~HOME~", str(Path.home()))
    after = redact(before)
    if os.environ.get("UPDATE_GOLDEN"):
        page.write_text(text[: case.start(2)] + after + text[case.end(2) :], "utf-8")
    assert after == case[2]
    assert redact(after) == after


def test_every_text_within_a_json_value_is_redacted_and_nothing_else() -> None:
    value = {
        "messages": [{"role": "user", "content": "I am bob@example.org"}, ("bob@example.org", 1)],
        "bob@example.org": None,
        "n": 3.5,
        "stream": True,
    }
    assert redacted(value) == {
        "messages": [{"role": "user", "content": "I am <mail>"}, ["<mail>", 1]],
        "bob@example.org": None,
        "n": 3.5,
        "stream": True,
    }


def test_a_long_secret_is_taken_out_to_its_end() -> None:
    value = "".join(f"k{number:04d}Zq+" for number in range(1_250))
    assert redact(f'SECRET_KEY = "{value}"\nx = 1\n') == 'SECRET_KEY = "<secret>"\nx = 1\n'


@pytest.mark.parametrize(
    "part",
    [
        "a", "a.", "a@", "password", "key=", "token = '", "-----BEGIN PRIVATE KEY-----",
        "-----BEGIN PRIVATE KEY-----\n", "://", "://a:", "\\", " ", "eyJ", "A1a", "/home/",
        "1:", "--token ", "bearer ", "secret: ", "password='",
    ],
)  # fmt: skip
def test_no_text_takes_long(part: str) -> None:
    text = part * (20_000 // len(part))
    began_s = time.process_time()
    redact(text)
    assert time.process_time() - began_s < 2
