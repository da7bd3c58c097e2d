"""Which errors are seen in pasted text, and what of their messages is said to others."""

from __future__ import annotations

import pytest
from parallelproof.domain import Span
from parallelproof.fulfill.error_text import errors


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("TypeError: 'NoneType' object is not subscriptable", ("TypeError", "NoneType object is not subscriptable")),
        ("TypeError: 'Invoice' object is not subscriptable", ("TypeError", "object is not subscriptable")),
        ("KeyError: 'acme-secret'", ("KeyError", "")),
        ("ValueError: Bluebird owes 4,200 to jane@acme.example", ("ValueError", "")),
        ("ModuleNotFoundError: No module named 'acme_internal'", ("ModuleNotFoundError", "No module named")),
        (
            "FileNotFoundError: [Errno 2] No such file or directory: '/srv/acme/key.pem'",
            ("FileNotFoundError", "No such file or directory"),
        ),
        (
            "E   AttributeError: 'Bluebird' object has no attribute 'margin'",
            ("AttributeError", "object has no attribute"),
        ),
        ("RuntimeError: Event loop is closed", ("RuntimeError", "Event loop is closed")),
        ("acme.errors.LedgerError: cannot settle", ("acme.errors.LedgerError", "")),
        ("json.decoder.JSONDecodeError: Expecting value: line 1", ("json.decoder.JSONDecodeError", "Expecting value")),
        ("subprocess.TimeoutExpired: Command '['acme']' timed out", ("subprocess.TimeoutExpired", "timed out")),
        ("raise ValueError(secret)", ("ValueError", "")),
        ("no error here: acme", None),
    ],
)
def test_an_error_keeps_its_type_and_pythons_own_words(text: str, found: tuple[str, str] | None) -> None:
    seen = [(error.type, error.message) for error in errors(text, Span(0, len(text)))]
    assert seen == ([found] if found else [])


def test_an_error_is_placed_where_its_type_stands() -> None:
    text = "\U0001f600 # OSError: Broken pipe"
    [error] = errors(text, Span(0, len(text)))
    assert text[error.span.start : error.span.end] == "OSError"


def test_errors_outside_the_span_are_not_seen() -> None:
    text = "OSError: Broken pipe\nKeyError: 1\n"
    assert [error.type for error in errors(text, Span(21, len(text)))] == ["KeyError"]
