"""What the process tells its caller."""

from __future__ import annotations

from enum import IntEnum


class Exit(IntEnum):
    """Exit codes of every sub-command."""

    OK = 0
    FOUND = 1
    """`optimize --check` found a win; `verify` found a counterexample."""
    USAGE = 2
    FAILED = 3
    CANNOT_TELL = 4
    INTERRUPTED = 130
    PIPE_CLOSED = 141


class Complaint(Exception):
    """Something of the outside that ends the command; the text is one clear sentence that says what to do."""

    def __init__(self, sentence: str, code: Exit = Exit.FAILED) -> None:
        super().__init__(sentence)
        self.code = code
