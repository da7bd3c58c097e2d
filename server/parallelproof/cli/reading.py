"""Files as snapshots; what cannot be read or understood is told in one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from ..domain import FileFailure, Snapshot
from ..engine.targets import SUFFIXES, Targets

NAMES_SHOWN = 3


class Unreadable(Exception):
    """Why a file, or a function of it, cannot be worked on."""


@dataclass(frozen=True, slots=True)
class Read:
    """What could be read, the names asked for by URI, and what could not."""

    snapshots: tuple[Snapshot, ...]
    names: Mapping[str, frozenset[str]]
    failures: tuple[FileFailure, ...]


def read(targets: Targets, max_bytes: int) -> Read:
    """Read every target; of a file, the names that it has are kept."""
    snapshots: list[Snapshot] = []
    names: dict[str, frozenset[str]] = {}
    failures: list[FileFailure] = []
    for path, asked in targets.files.items():
        uri = path.as_uri()
        try:
            language, text = SUFFIXES[path.suffix], source_of(path, max_bytes)
        except Unreadable as error:
            failures.append(FileFailure(uri, str(error)))
            continue
        if asked is not None:
            found, unknown = _found(text, uri, language, asked)
            failures += (FileFailure(uri, reason) for reason in unknown)
            if not found:
                continue
            names[uri] = found
        snapshots.append(Snapshot(uri, 0, language, text))
    return Read(tuple(snapshots), _complete(names, snapshots), tuple(failures))


def _complete(names: dict[str, frozenset[str]], snapshots: list[Snapshot]) -> Mapping[str, frozenset[str]]:
    """Where names are given for some files, those of all functions for the others; empty where none are given."""
    if not names:
        return {}
    whole = [snapshot for snapshot in snapshots if snapshot.uri not in names]
    return names | {one.uri: frozenset(_known(one.text, one.uri, one.language)) for one in whole}


def source_of(path: Path, max_bytes: int) -> str:
    """The text of a source file; raises Unreadable, also for a syntax error."""
    from ..languages.python.units import syntax_error
    from ..store.applications import SourceError, read_source

    try:
        text = read_source(path, max_bytes)
    except SourceError as error:
        raise Unreadable(str(error).removeprefix(f"{path} ")) from None
    broken = syntax_error(text) if path.suffix != ".sql" else None
    if broken:
        raise Unreadable(f"syntax error in line {broken[0]}: {broken[1].rstrip('.')}.")
    return text


def _found(text: str, uri: str, language: str, asked: frozenset[str]) -> tuple[frozenset[str], list[str]]:
    """The functions that names mean, those of a class for its name; and a sentence for each name that means none."""
    known = _known(text, uri, language)
    found = {name: {one for one in known if one == name or one.startswith((f"{name}.", f"{name}:"))} for name in asked}
    unknown = [unknown_name(text, uri, name, language) or "" for name in sorted(asked) if not found[name]]
    exact = ({name} if name in ones else ones for name, ones in found.items())
    return frozenset().union(*exact), unknown


def _known(text: str, uri: str, language: str) -> list[str]:
    """The names of a text's functions and queries."""
    from ..languages.units import units

    return [unit.name for unit in units(Snapshot(uri, 0, language, text))]


def unknown_name(text: str, uri: str, name: str, language: str = "python") -> str | None:
    """Why a name is none of a text's functions or queries, with the closest ones; None if it is one."""
    known = _known(text, uri, language)
    if name in known:
        return None
    what = "query" if language == "sql" else "function"
    if "parallelproof: ignore" in text and name.split(".")[-1] in text:
        return f"{name} is no {what} that may be looked at; a comment `parallelproof: ignore` may switch it off."
    if not known:
        return f"there is no {what} {name}, nor any other."
    close = get_close_matches(name, known, NAMES_SHOWN) or [one for one in known if one.split(".")[-1] == name]
    if close:
        return f"there is no {what} {name}; did you mean {' or '.join(close[:NAMES_SHOWN])}?"
    more = ", ..." if len(known) > NAMES_SHOWN else ""
    return f"there is no {what} {name}; there are {', '.join(known[:NAMES_SHOWN])}{more}."
