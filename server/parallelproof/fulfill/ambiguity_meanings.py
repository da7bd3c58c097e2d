"""What a name may mean: definitions of the project, modules, and what the standard library and packages have."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import takewhile
from pathlib import Path
from textwrap import dedent
from typing import Literal

from ..domain import Meaning
from ..languages.python.modules import Modules
from ..languages.python.outline import Defined, outline
from ..languages.python.standard_library import definition, is_module, loaded, names_of, standard
from ..languages.python.takes import Takes
from ..search.lines import FoundLine
from .ambiguity_asked import Asked
from .ambiguity_evidence import Evidence, evidence
from .ambiguity_outlines import Outlines

_MOST_OUTSIDE = 3
MeaningKind = Literal["function", "class", "constant"]


@dataclass(frozen=True, slots=True)
class Possible:
    """A meaning with what its rank rests on: what it takes, its members (None: not known), who imports it."""

    meaning: Meaning
    takes: Takes | None = None
    members: frozenset[str] | None = None
    importers: tuple[Path, ...] = ()
    line: str = ""
    is_handed_on: bool = False
    """A package hands it on, so that its own module's name does not count."""
    uses: int = 0
    """How often the standard library itself imports it."""
    is_here: bool = False
    """The document itself defines it."""


def possible(asked: Asked, lines: Sequence[FoundLine], modules: Modules, outlines: Outlines) -> list[Possible]:
    """Everything that a name may mean, unordered. Blocks: it reads the files that were found."""
    name = asked.name.rpartition(".")[2]
    known = evidence(name, lines, modules, outlines)
    mine = [line for line in lines if line.name == name and line.kind == "definition"]
    found = list(_definitions(asked, mine, known, modules, outlines))
    if asked.why == "mentioned":
        return each_once(found)
    found += _modules(asked, known, modules, outlines)
    if asked.why == "undefined":
        found += _outside(asked, known)
    return each_once(found)


def library(asked: Asked) -> list[Possible]:
    """What the standard library has of a name, whoever imports it. Blocks: its lists are read at the first call."""
    found = []
    for item in standard(asked.name)[:_MOST_OUTSIDE]:
        if item.name is None:
            found.append(replace(_module(item.module, asked.name), uses=item.uses))
        else:
            found.append(replace(_standard(item.module, asked.name), uses=item.uses))
    return found


def hiding(asked: Asked, text: str, modules: Modules, outlines: Outlines) -> list[Possible]:
    """What a name is bound to in the document, and the project's definition that this hides. Blocks."""
    imported = asked.imported
    file = modules.file(imported.module, imported.level, modules.document) if imported else None
    hidden = _in_file(file, imported.name, modules, outlines) if imported and imported.name and file else None
    return [_here(asked, text, modules.document), hidden] if hidden else []


def called(asked: Asked, text: str, modules: Modules, outlines: Outlines) -> list[Possible]:
    """The one definition that a name stands for which is about to be called. Blocks."""
    if asked.file is None:
        return [_here(asked, text, modules.document)]
    found = _in_file(asked.file, asked.name, modules, outlines)
    return [found] if found else []


def _in_file(file: Path, name: str, modules: Modules, outlines: Outlines) -> Possible | None:
    """The function or class of the project that a file defines or hands on."""
    path = outlines.origin(file, name, modules)
    item = outlines.read(path).find(name) if path else None
    if item is None or path is None or item.kind not in ("function", "class"):
        return None
    module = outlines.shortest(path, item.name, modules.name(path), modules)
    return Possible(_meaning(item, module, path), item.takes)


def _here(asked: Asked, text: str, path: Path) -> Possible:
    """The document's own definition that begins in `own_line`."""
    lines = text.split("\n")[asked.own_line - 1 :]
    indent = len(lines[0]) - len(lines[0].lstrip())
    body = takewhile(lambda line: line.strip()[:1] in ("", ")") or len(line) - len(line.lstrip()) > indent, lines[1:])
    item = outline(dedent("\n".join([lines[0], *body]))).find(asked.name) or Defined(asked.name, "constant", 1)
    meaning = Meaning(asked.name, "", path, asked.own_line, item.kind, item.signature, item.doc)
    return Possible(meaning, item.takes, line=lines[0].strip(), is_here=True)


def _definitions(
    asked: Asked, lines: Sequence[FoundLine], known: Evidence, modules: Modules, outlines: Outlines
) -> Iterator[Possible]:
    # A definition in a branch, or made in an unusual way, is known by those who import it.
    for path in dict.fromkeys([*(line.path for line in lines), *known.by_path]):
        file = outlines.read(path)
        item = _named(asked.name, path, modules, outlines)
        is_spare = item is not None and item.kind == "constant" and any(i.bound == item.name for i in file.imports)
        if item is None or is_spare or (path == modules.document and asked.why != "hidden"):
            continue
        own = modules.name(path)
        top = item.dotted.partition(".")[0]
        module = outlines.shortest(path, top, own, modules) if own else ""
        members = item.members if item.kind == "class" and not item.bases else None
        text = next((line.text.strip() for line in lines if (line.path, line.number) == (path, item.line)), "")
        importers = tuple(known.of(path, module))
        yield Possible(_meaning(item, module, path), item.takes, members, importers, text, module != own)


def _named(name: str, path: Path, modules: Modules, outlines: Outlines) -> Defined | None:
    """What a file defines of a name; the first parts of a dotted one may be the module that it is imported from."""
    file, parts = outlines.read(path), name.split(".")
    for count in range(len(parts)):
        item = file.find(".".join(parts[count:]))
        if item is None:
            continue
        own = modules.name(path)
        seen = {own, outlines.shortest(path, parts[count], own, modules)} if count and own else {own}
        if not count or any(f".{module}".endswith("." + ".".join(parts[:count])) for module in seen):
            return item
    return None


def _meaning(item: Defined, module: str, path: Path | None) -> Meaning:
    return Meaning(item.dotted, module, path, item.line if path else 0, item.kind, item.signature, item.doc)


def _modules(asked: Asked, known: Evidence, modules: Modules, outlines: Outlines) -> Iterator[Possible]:
    """Modules of that name: beside the document or above it, and those that others import under it."""
    if asked.use.positional is not None and not asked.use.attributes:
        return
    near = [
        file
        for folder in modules.document.parents
        if folder.is_relative_to(modules.root)
        for file in (folder / f"{asked.name}.py", folder / asked.name / "__init__.py")
        if file.is_file() and file != modules.document and modules.holds(file)
    ]
    names = {modules.name(file): file for file in near if asked.why == "undefined"}
    for dotted in known.modules:
        if dotted not in names and (file := modules.file(dotted, 0, modules.document)):
            names[dotted] = file
    for dotted, file in names.items():
        if dotted:
            known_names = outlines.read(file)
            has = {item.dotted for item in known_names.defined} | {item.bound for item in known_names.imports}
            meaning = Meaning(asked.name, dotted, file, 1, "module", "", known_names.doc)
            members = None if "*" in has or file.name == "__init__.py" else frozenset(has)
            yield Possible(meaning, None, members, tuple(known.modules.get(dotted, ())))


def _outside(asked: Asked, known: Evidence) -> Iterator[Possible]:
    """What others in the project import from the standard library and from packages that are installed."""
    name = asked.name
    for module, files in known.outside.items():
        is_standard = module.partition(".")[0] in sys.stdlib_module_names
        found = _standard(module, name) if is_standard else Possible(Meaning(name, module, None, 0, _convention(name)))
        yield replace(found, importers=tuple(files))
    for module, files in known.modules.items():
        yield replace(_module(module, name), importers=tuple(files))


def _module(module: str, name: str) -> Possible:
    members = names_of(module) if module.partition(".")[0] in sys.stdlib_module_names else None
    return Possible(Meaning(name, module, None, 0, "module"), None, members)


def _standard(module: str, name: str) -> Possible:
    if is_module(f"{module}.{name}"):
        return Possible(Meaning(name, f"{module}.{name}", None, 0, "module"))
    value, item = loaded(module, name), definition(module, name)
    members = frozenset(dir(value)) if isinstance(value, type) else None
    if item is not None and item.kind != "constant":
        return Possible(_meaning(replace(item, dotted=name), module, None), item.takes, members)
    kind: MeaningKind = "class" if members else "function" if callable(value) else _convention(name)
    return Possible(
        Meaning(name, module, None, 0, kind if value is None or callable(value) else "constant"), None, members
    )


def _convention(name: str) -> MeaningKind:
    """What is only known by its name: classes begin with a capital, constants are all capitals."""
    return "constant" if name.isupper() and len(name) > 1 else "class" if name[:1].isupper() else "function"


def each_once(found: Iterable[Possible]) -> list[Possible]:
    """One of those that are imported under the same name, a source file before its stub, what is here first."""
    kept: dict[tuple[str, str, bool], Possible] = {}
    for item in found:
        meaning = item.meaning
        key = (meaning.module or str(meaning.path), meaning.name, meaning.kind == "module")
        other = kept.get(key)
        if other is None or (other.meaning.path and other.meaning.path.suffix == ".pyi"):
            kept[key] = item
    return list(kept.values())
