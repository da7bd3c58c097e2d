"""Who imports a name, and from where: what other files of the project say a name means."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

from ..languages.python.modules import Modules
from ..search.lines import FoundLine, read_text, split
from .ambiguity_outlines import Outlines

_FROM = re.compile(r"\s*from\s+(\.*)\s*([\w.]*)\s+import\b\s*\(?(.*)")
_IMPORT = re.compile(r"\s*import\s+(.*)")
_HEADER_LINES = 60


@dataclass(slots=True)
class Evidence:
    """The files that import a name: by the project's file that defines it, and by module for what is installed.

    `modules` are those that are imported under the name itself, by their dotted names.
    """

    by_path: dict[Path, list[Path]] = field(default_factory=dict)
    outside: dict[str, list[Path]] = field(default_factory=dict)
    modules: dict[str, list[Path]] = field(default_factory=dict)

    def of(self, path: Path | None, module: str) -> list[Path]:
        """Who imports the name from a file, or from a module that is not of the project."""
        return self.by_path.get(path, []) if path else self.outside.get(module, [])


def evidence(name: str, lines: Iterable[FoundLine], modules: Modules, outlines: Outlines) -> Evidence:
    """What import lines say of a name. Blocks: it reads the files where a line alone does not tell."""
    found = Evidence()
    for line in lines:
        if line.name == name and line.kind == "import":
            _read(found, name, line, modules, outlines)
    return found


def _read(found: Evidence, name: str, line: FoundLine, modules: Modules, outlines: Outlines) -> None:
    text = line.text
    if plain := _IMPORT.match(text):
        for part in plain[1].split("#")[0].split(","):
            module, _, alias = part.strip().partition(" as ")
            if (alias.strip() or module) == name:
                found.modules.setdefault(module, []).append(line.path)
        return
    match = _FROM.match(text) or _header(line)
    if match is None:
        return
    members = match[3] if _FROM.match(text) else text
    original = _original(members, name)
    if original:
        _imported(found, original, name, len(match[1]), match[2], line.path, modules, outlines)


def _header(line: FoundLine) -> re.Match[str] | None:
    """The first line of the import in whose brackets a line stands."""
    lines = split(read_text(line.path))
    for text in reversed(lines[max(0, line.number - _HEADER_LINES) : line.number - 1]):
        if match := _FROM.match(text):
            return match if "(" in text and ")" not in text else None
        if ")" in text.split("#")[0] or text.rstrip().endswith(":"):
            return None
    return None


def _original(members: str, name: str) -> str | None:
    """What is imported to be known as `name`: "parse" for "a, parse", "load" for "load as parse"."""
    for part in re.sub(r"#.*|[()\\]", "", members).split(","):
        original, _, alias = part.strip().partition(" as ")
        if original.strip() == name or alias.strip() == name:
            return original.strip()
    return None


def _imported(
    found: Evidence, original: str, name: str, level: int, module: str, at: Path, modules: Modules, outlines: Outlines
) -> None:
    file = modules.file(module, level, at)
    path = outlines.origin(file, original, modules) if file else None
    if path and outlines.read(path).find(original):
        if original == name:
            found.by_path.setdefault(path, []).append(at)
        return
    whole = f"{module}.{original}".lstrip(".")
    if inner := path or modules.file(whole, level, at):
        found.modules.setdefault(modules.name(inner) or whole, []).append(at)
    elif file is None and not level and original == name:
        found.outside.setdefault(module, []).append(at)
