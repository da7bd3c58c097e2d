"""Which names of what was just written are worth asking about, and why. Conservative: what is bound raises nothing."""

from __future__ import annotations

import keyword
import os
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Literal

from ..domain import Snapshot, Span
from ..languages.python.bindings import Import
from ..languages.python.modules import Modules
from ..languages.python.names import Mention, Name, Use, Written
from ..languages.python.outline import Outline
from ..search.lines import read_text
from .ambiguity_outlines import Outlines

MOST_ASKED = 5
"""Names that one search looks for."""
_QUIET = frozenset({*keyword.kwlist, *keyword.softkwlist, "print", "exec", "self", "cls"})
_NO_USE = Use()
_LONGEST = 100
_STAR = re.compile(r"\bimport\s*\(?\s*\*")

Why = Literal["undefined", "hidden", "missing", "mentioned", "called"]


@dataclass(frozen=True, slots=True)
class Asked:
    """A name to settle: bound nowhere, hiding an import, missing in the module it is taken from, or in a comment.

    One that is "called" is settled, and told because its arguments are about to be written. `own_line` is where this
    document defines the name, `imported` what that hides, `file` the project's file that is to have it.
    """

    name: str
    span: Span
    why: Why
    use: Use = _NO_USE
    own_line: int = 0
    imported: Import | None = None
    file: Path | None = None

    @property
    def is_searched(self) -> bool:
        """Whether the project has to be searched for it."""
        return self.why not in ("hidden", "called")


def asked(written: Written, snapshot: Snapshot, modules: Modules, outlines: Outlines) -> list[Asked]:
    """The names worth asking about, each once, those nearest the cursor first. Blocks: it may read files."""
    stars = [modules.file(item.module, item.level, modules.document) for item in written.imports if item.bound == "*"]
    brought = [outlines.read(file) if file else None for file in stars]
    at = written.names[-1].span.end if snapshot.cursor is None and written.names else snapshot.cursor or 0
    found = [item for name in written.names for item in _of_name(_told(name, brought), snapshot, modules)]
    found += [_of_mention(mention) for mention in written.mentions if len(mention.name) <= _LONGEST]
    first: dict[str, Asked] = {}
    for item in sorted(found, key=lambda item: (item.why == "mentioned", not _says_much(item.use), _away(item, at))):
        first.setdefault(item.name, item)
    return list(first.values())[:MOST_ASKED]


def _away(item: Asked, at: int) -> int:
    return abs(item.span.end - at)


def _told(name: Name, brought: Sequence[Outline | None]) -> Name:
    """A name that star imports might bind is bound by none of them where all are of this project and lack it."""
    if name.bound != "unknown" or not brought:
        return name
    if any(
        found is None or name.name in found.public or any(item.bound == "*" for item in found.imports)
        for found in brought
    ):
        return name
    return replace(name, bound="undefined")


def _says_much(use: Use) -> bool:
    return use.positional is not None or use.is_type or bool(use.attributes)


def _of_mention(mention: Mention) -> Asked:
    return Asked(mention.name, mention.span, "mentioned")


def _of_name(name: Name, snapshot: Snapshot, modules: Modules) -> Iterator[Asked]:
    imported = name.binding.imported if name.binding else None
    if name.bound == "undefined" and _is_worth(name.name):
        yield Asked(name.name, name.span, "undefined", name.use)
    elif _hides_import(name, modules):
        assert name.binding and name.hidden
        yield Asked(name.name, name.span, "hidden", name.use, name.binding.line, name.hidden.imported)
    elif imported and name.use.attributes:
        yield from _of_attribute(name, imported, snapshot, modules)
    elif _opens_here(name.span, snapshot) and not name.use.attributes:
        yield from _called(name, imported, modules)


def _opens_here(span: Span, snapshot: Snapshot) -> bool:
    """Whether the cursor stands behind the bracket that opens a call of a name."""
    cursor = snapshot.cursor
    return cursor == span.end + 1 and snapshot.text[span.end : cursor] == "("


def _called(name: Name, imported: Import | None, modules: Modules) -> Iterator[Asked]:
    if imported and imported.name and (file := modules.file(imported.module, imported.level, modules.document)):
        yield Asked(imported.name, name.span, "called", name.use, file=file)
    elif name.binding and name.binding.kind in ("function", "class"):
        yield Asked(name.name, name.span, "called", name.use, name.binding.line)


def _is_worth(name: str) -> bool:
    is_short = len(name) < 2 and not name.isupper()
    return not (
        is_short
        or len(name) > _LONGEST
        or name in _QUIET
        or (name.startswith("__") and name.endswith("__"))
        or not name.strip("_")
    )


def _hides_import(name: Name, modules: Modules) -> bool:
    """Whether a definition hides what was imported from this project, where it is called; parameters may."""
    binding, hidden = name.binding, name.hidden
    if binding is None or hidden is None or hidden.imported is None or hidden.imported.name is None:
        return False
    is_called = name.use.positional is not None and not name.use.attributes
    is_plain = not binding.is_nested and not hidden.is_nested and binding.kind in ("function", "class", "variable")
    imported = hidden.imported
    return is_called and is_plain and modules.file(imported.module, imported.level, modules.document) is not None


def _of_attribute(name: Name, imported: Import, snapshot: Snapshot, modules: Modules) -> Iterator[Asked]:
    """What is taken from a module of this project: told where it is called here, asked about where it is missing."""
    file, rest = _module_of(imported, name.use.attributes, modules)
    if file is None or not rest or rest[0].startswith("__"):
        return
    before = name.use.attributes[: len(name.use.attributes) - len(rest)]
    path = r"\s*\.\s*".join(map(re.escape, ["", *before, rest[0]]))
    place = re.compile(path).match(snapshot.text, name.span.end)
    if place is None:
        return
    span = Span(place.end() - len(rest[0]), place.end())
    use = Use(name.use.positional, name.use.keywords) if len(rest) == 1 else Use(attributes=tuple(rest[1:]))
    if _is_missing(rest[0], file):
        yield Asked(rest[0], span, "missing", use)
    elif _opens_here(span, snapshot):
        yield Asked(rest[0], span, "called", use, file=file)


def _is_missing(name: str, file: Path) -> bool:
    """Whether nothing in a module speaks of a name, and nothing beside it has it."""
    code = read_text(file)
    if _STAR.search(code) or "__getattr__" in code or re.search(rf"\b{name}\b", code):
        return False
    return file.name != "__init__.py" or not (os.path.isdir(file.parent / name) or any(file.parent.glob(f"{name}.*")))


def _module_of(imported: Import, attributes: Sequence[str], modules: Modules) -> tuple[Path | None, Sequence[str]]:
    """The project's module that a name and attributes after it stand for, and the attributes that are left."""
    here = modules.document
    if imported.name is not None:
        whole = f"{imported.module}.{imported.name}" if imported.module else imported.name
        return modules.file(whole, imported.level, here), attributes
    if imported.aliased or "." not in imported.module:
        return modules.file(imported.module, 0, here), attributes
    rest = imported.module.split(".")[1:]
    if list(attributes[: len(rest)]) != rest:
        return None, ()
    return modules.file(imported.module, 0, here), attributes[len(rest) :]
