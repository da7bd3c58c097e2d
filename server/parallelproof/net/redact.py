"""Take secrets, mail addresses and names of home folders out of a text before it leaves."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from .assignments import without_assigned_secrets
from .secret_shapes import MARK, Substitute, without_known_secrets

_MAIL = re.compile(
    r"(?<![\w.+-])(?!git@|self@|cls@)[\w.+-]{1,64}@(?!self\.|cls\.)[A-Za-z0-9-]{1,63}(?:\.[A-Za-z0-9-]{1,63}){0,6}"
    r"\.[A-Za-z]{2,24}(?![\w(\[-])"
)
_POSIX_HOME = re.compile(r"(?<![\w.])((?:/mnt/[a-z])?/(?:home|Users)/)[A-Za-z_][\w.+-]*")
_WINDOWS_HOME = re.compile(
    r"(?<![A-Za-z])([A-Za-z]:(?:\\{1,2}|/)(?i:users)(?:\\{1,2}|/))"
    r"""(?:[^\\/:*?"'<>|,;)\]\n]{1,40}(?<! )(?=[\\/])|[^\s\\/:*?"'<>|,;)\]]+)"""
)

__all__ = ["MARK", "redact", "redacted"]


def redact(text: str, sub: Substitute = re.Pattern.sub) -> str:
    """The text without keys, passwords, mail addresses and names of home folders; marks stand in their places.

    Redacting twice changes no more than once.
    """
    text = without_assigned_secrets(without_known_secrets(text, sub), sub)
    text = sub(_MAIL, "<mail>", text)
    text = sub(_own_home(), "~", text)
    return sub(_WINDOWS_HOME, r"\1<user>", sub(_POSIX_HOME, r"\1<user>", text))


def redacted(value: Any) -> Any:
    """A JSON value with all its texts redacted; names of fields stay."""
    match value:
        case str():
            return redact(value)
        case Mapping():
            return {name: redacted(item) for name, item in value.items()}
        case list() | tuple():
            return [redacted(item) for item in value]
        case _:
            return value


def _own_home() -> re.Pattern[str]:
    """The user's own home folder, wherever it is; nothing where it is as good as the root."""
    home = os.path.normpath(Path.home())
    if len(Path(home).parts) < 2:
        return re.compile(r"(?!)")
    return re.compile(rf"(?<![\w.~-]){re.escape(home)}(?![\w.-])")
