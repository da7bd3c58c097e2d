"""What a step of the action is told by GitHub's runner, and how it tells the runner something."""

from __future__ import annotations

import json
import os
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any


class Stop(Exception):
    """The step cannot go on; the text is one sentence that says what to do."""


def event() -> dict[str, Any]:
    """What started the workflow, as GitHub describes it."""
    path = os.environ.get("GITHUB_EVENT_PATH", "")
    try:
        found: dict[str, Any] = json.loads(Path(path).read_text(encoding="utf-8"))
    except OSError:
        raise Stop("This runs in a workflow of GitHub Actions only: GITHUB_EVENT_PATH names no file.") from None
    return found


def given(name: str) -> str:
    """An input of the action, "" where it was not given."""
    return os.environ.get(f"INPUT_{name}", "").strip()


def output(name: str, value: object) -> None:
    """Tell later steps a value."""
    end = uuid.uuid4().hex
    _append("GITHUB_OUTPUT", f"{name}<<{end}\n{value}\n{end}\n")


def summary(markdown: str) -> None:
    """Show Markdown on the page of the run."""
    _append("GITHUB_STEP_SUMMARY", f"{markdown}\n")


def warning(sentence: str) -> None:
    """Show a sentence beside the run."""
    print(f"::warning title=ParallelProof::{_data(sentence)}", flush=True)


def error(sentence: str) -> None:
    """Show why a step failed."""
    print(f"::error title=ParallelProof::{_data(sentence)}", flush=True)


@contextmanager
def unheard() -> Iterator[None]:
    """What is printed in the block is no command to the runner, whatever it looks like."""
    token = uuid.uuid4().hex
    print(f"::stop-commands::{token}", flush=True)
    try:
        yield
    finally:
        print(f"::{token}::", flush=True)


def _append(variable: str, text: str) -> None:
    if path := os.environ.get(variable):
        with open(path, "a", encoding="utf-8") as file:
            file.write(text)


def _data(text: str) -> str:
    """A text that can begin no command of its own."""
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")
