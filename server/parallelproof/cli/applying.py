"""Writes the wins to their files, as one application that `undo` takes back."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from ..domain import FileFailure, path_of
from ..report.ranking import Offer
from ..report.sources import Sources
from ..report.words import plural
from ..store.applications import SourceError, apply_edits, read_source
from .compose import Composition, compose


@dataclass(frozen=True, slots=True)
class Written:
    """What a person should know of an application, and the files that could not be written."""

    notes: tuple[str, ...]
    failures: tuple[FileFailure, ...]


def write(offers: Sequence[Offer], sources: Sources) -> Written:
    """Write every file that can be, all or none of them; each is left as it is where it changed meanwhile."""
    by_uri: dict[str, list[Offer]] = {}
    for offer in offers:
        by_uri.setdefault(offer.unit.unit.uri, []).append(offer)
    composed = {uri: compose(group) for uri, group in by_uri.items()}
    failures = {uri: reason for uri in composed if (reason := _hindrance(uri, sources))}
    ready = {uri: one for uri, one in composed.items() if uri not in failures}
    changes = {_path(uri): (sources.text(uri), one.change.apply(sources.text(uri))) for uri, one in ready.items()}
    try:
        apply_edits(changes)
    except SourceError as error:
        failures |= dict.fromkeys(ready, str(error))
        ready = {}
    notes = _notes(ready, sources)
    return Written(notes, tuple(FileFailure(uri, reason) for uri, reason in failures.items()))


def _hindrance(uri: str, sources: Sources) -> str | None:
    """Why a file cannot be written, found before any is, so that it does not hold up the others."""
    path, text = _path(uri), sources.text(uri)
    try:
        now = read_source(path, 2 * len(text.encode(errors="replace")) + 1000)
    except SourceError as error:
        return str(error).removeprefix(f"{path} ")
    if now != text:
        return "changed while it was optimised, and was left alone; run it again."
    if not os.access(path, os.W_OK) or not os.access(path.resolve().parent, os.W_OK):
        return "may not be written; change its permissions or its owner."
    return None


def _notes(written: dict[str, Composition], sources: Sources) -> tuple[str, ...]:
    taken = sum(len(one.taken) for one in written.values())
    notes = []
    if taken:
        notes.append(
            f"Wrote {plural(taken, 'win')} to {plural(len(written), 'file')}; `parallelproof undo` takes it back."
        )
    for uri, one in written.items():
        for offer, other in one.left:
            notes.append(
                f"{sources.path(uri)}: {offer.unit.unit.name} was left as it is, because its change overlaps that of"
                f" {other.name}; run it again to have both."
            )
    return tuple(notes)


def _path(uri: str) -> Path:
    path = path_of(uri)
    assert path is not None
    return path
