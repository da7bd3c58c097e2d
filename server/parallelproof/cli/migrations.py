"""Writes what wins change in a database as migrations of their projects."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain import DDL, FileFailure, path_of
from ..languages.python.project import discover
from ..report.ranking import Offer
from ..report.sources import Sources
from ..settings import Settings
from .applying import Written


def write(offers: Sequence[Offer], sources: Sources) -> Written:
    """A migration for each win that needs one, in the project that its file belongs to."""
    from ..optimize.queries.migrations import NotWritten, migration

    notes: list[str] = []
    failures: list[FileFailure] = []
    for offer in offers:
        uri, change = offer.unit.unit.uri, offer.trial.candidate.change
        path = path_of(uri)
        if not isinstance(change, DDL) or path is None:
            continue
        try:
            made = migration(change, discover(path, Settings()).root)
            made.save()
        except (NotWritten, ValueError) as error:
            failures.append(FileFailure(uri, f"{offer.unit.unit.name}: {error}"))
        except OSError as error:
            failures.append(FileFailure(uri, f"the migration of {offer.unit.unit.name} could not be written: {error}."))
        else:
            notes.append(f"The migration for {offer.unit.unit.name} is {sources.path(made.path.as_uri())}.")
    return Written(tuple(notes), tuple(failures))
