"""The table `[tool.parallelproof]` of a project's pyproject.toml: read it, and add an ignored pattern to it."""

from __future__ import annotations

import os
import re
import tempfile
import tomllib
from pathlib import Path
from typing import Any

from ...settings import EDITOR_ONLY

_NAME = "pyproject.toml"
_HEADER = re.compile(
    r"^[ \t]*\[[ \t]*tool[ \t]*\.[ \t]*parallelproof[ \t]*\][ \t]*(?:#[^\n]*)?(?:\r?\n|\Z)", re.MULTILINE
)
_IGNORE = re.compile(r"^[ \t]*ignore[ \t]*=[ \t]*\[", re.MULTILINE)
_NEXT_TABLE = re.compile(r"^[ \t]*\[", re.MULTILINE)
_LOCKED_IF_UNTRUSTED = EDITOR_ONLY | {"python"}


def locked(trusted: bool) -> frozenset[str]:
    """Options that the file may not set: no workspace trusts itself, nor names what runs before it is trusted."""
    return EDITOR_ONLY if trusted else _LOCKED_IF_UNTRUSTED


def table(root: Path) -> tuple[dict[str, Any], str | None]:
    """The table of the project at `root`, and one sentence if the file is there and cannot be read."""
    path = root / _NAME
    try:
        data = tomllib.loads(path.read_text(encoding="utf-8"))
        found = data.get("tool", {}).get("parallelproof", {})
    except FileNotFoundError:
        return {}, None
    except (OSError, ValueError, AttributeError) as error:
        return {}, f"{path} cannot be read ({error}); its settings are left out."
    if not isinstance(found, dict):
        return {}, f"tool.parallelproof in {path} is not a table; its settings are left out."
    return found, None


def ignore(root: Path, pattern: str) -> str | None:
    """Add a pattern to `ignore` in the project's file, atomically; one sentence if that cannot be done."""
    path = root / _NAME
    try:
        text = path.read_bytes().decode("utf-8") if path.exists() else ""
        changed = with_ignored(text, pattern)
        if changed is None:
            return f'{path} is written in a way not edited here: add "{pattern}" to ignore in [tool.parallelproof].'
        _write(path, changed)
    except (OSError, ValueError) as error:
        return f"{path} cannot be changed ({error})."
    return None


def with_ignored(text: str, pattern: str) -> str | None:
    """The file's text with one more ignored pattern and nothing else changed; None where that is not certain."""
    data = tomllib.loads(text)
    ours = data.setdefault("tool", {}).setdefault("parallelproof", {})
    before = ours.get("ignore", [])
    if not isinstance(before, list) or pattern in before:
        return text if isinstance(before, list) else None
    ours["ignore"] = [pattern, *before]
    changed = _inserted(text, pattern, listed="ignore" in tomllib.loads(text).get("tool", {}).get("parallelproof", {}))
    try:
        return changed if tomllib.loads(changed) == data else None
    except tomllib.TOMLDecodeError:
        return None


def _inserted(text: str, pattern: str, listed: bool) -> str:
    newline = "\r\n" if "\r\n" in text else "\n"
    header = _HEADER.search(text)
    if header is None:
        gap = "" if not text else newline if text.endswith("\n") else newline * 2
        return f'{text}{gap}[tool.parallelproof]{newline}ignore = ["{pattern}"]{newline}'
    if not listed:
        gap = "" if header[0].endswith("\n") else newline
        return f'{text[: header.end()]}{gap}ignore = ["{pattern}"]{newline}{text[header.end() :]}'
    after = _NEXT_TABLE.search(text, header.end())
    opening = _IGNORE.search(text, header.end(), after.start() if after else len(text))
    if opening is None:
        return text
    # First in the list, where neither a trailing comma nor a comment can be in the way.
    rest = text[opening.end() :]
    return f'{text[: opening.end()]}"{pattern}"{"" if rest.lstrip().startswith("]") else ", "}{rest}'


def _write(path: Path, text: str) -> None:
    mode = path.stat().st_mode & 0o777 if path.exists() else 0o644
    target = path.resolve()
    handle, name = tempfile.mkstemp(dir=target.parent, prefix=".pyproject-")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(text.encode("utf-8"))
        os.chmod(name, mode)
        os.replace(name, target)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
