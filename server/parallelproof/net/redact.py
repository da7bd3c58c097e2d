"""Take secrets and names of people out of a text before it leaves."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

_SECRET = "<secret>"
_KEYS = re.compile(
    r"""(?<![A-Za-z0-9_-])(?:
      sk-[A-Za-z0-9_-]{16,} | [sr]k_(?:live|test)_[A-Za-z0-9]{16,} | pplx-[A-Za-z0-9]{16,} | tvly-[A-Za-z0-9_-]{16,}
    | gh[pousr]_[A-Za-z0-9]{20,} | github_pat_[A-Za-z0-9_]{20,} | glpat-[A-Za-z0-9_-]{16,}
    | (?:AKIA|ASIA)[A-Z0-9]{16} | xox[abeoprs]-[A-Za-z0-9-]{10,} | AIza[A-Za-z0-9_-]{30,} | ya29\.[A-Za-z0-9_-]{20,}
    | hf_[A-Za-z0-9]{20,} | npm_[A-Za-z0-9]{30,} | pypi-[A-Za-z0-9_-]{30,} | SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}
    | eyJ[A-Za-z0-9_-]{8,}\.eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*
    )""",
    re.VERBOSE,
)
_PEM = re.compile(r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)", re.DOTALL)
_USERINFO = re.compile(r"(?<=://)[^\s/@:'\"]*:[^\s/@'\"]+(?=@)")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[A-Za-z]{2,}(?![\w-])")
_HOME = re.compile(r"(?<![\w.])(/home/|/Users/|[A-Za-z]:(?:\\\\?|/)Users(?:\\\\?|/))[^\s/\\'\":;,<>|)\]]+")


def redact(text: str) -> str:
    """The text without keys, passwords, mail addresses and names of home folders; a mark stands in their place."""
    text = _PEM.sub(_SECRET, text)
    text = _USERINFO.sub(_SECRET, text)
    text = _KEYS.sub(_SECRET, text)
    text = _MAIL.sub("<mail>", text)
    return _HOME.sub(r"\1<user>", text).replace(_home(), "~")


def redacted(value: Any) -> Any:
    """A JSON value with all its texts redacted; names of fields stay."""
    match value:
        case str():
            return redact(value)
        case Mapping():
            return {name: redacted(item) for name, item in value.items()}
        case Sequence() if not isinstance(value, bytes):
            return [redacted(item) for item in value]
        case _:
            return value


def _home() -> str:
    return os.fspath(Path.home())
