"""Put together what was tried apart: a rewrite with an index, two indexes, a rewrite with a setting. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations

from ...domain import (
    DDL,
    Candidate,
    Change,
    Edits,
    Failure,
    NotBetter,
    Query,
    Schema,
    Setting,
    Snapshot,
    Span,
    Trial,
    Unconfirmed,
    Win,
)
from ...languages.sql.queries import queries
from ..proposers.sql.database import Indexes
from ..proposers.sql.new_index import NewIndex, made, parts

NEAR = 0.8
"""A rewrite that was at worst this much slower may be the better one with an index of its own."""
MOST_OF_EACH = 2
MOST_AGAIN = 12
NAME = "combination"
UNENDED = "does not end within"


def combined(trials: Sequence[Trial], schema: Schema) -> list[Candidate]:
    """Candidates made of two changes that won, or nearly, apart; the most promising first."""
    rewrites = [*_best(trials, Edits, NEAR), *_unended(trials)]
    changes = _best(trials, DDL, 1.0)
    settings = _best(trials, Setting, 1.0)
    found = [pair for rewrite in rewrites for other in (*changes, *settings) for pair in _with(rewrite, other)]
    found += [pair for one, other in combinations(changes, 2) for pair in _both(one, other, schema)]
    tried = {trial.candidate.change for trial in trials}
    return [candidate for candidate in found if candidate.change not in tried]


def nearly(trials: Sequence[Trial]) -> list[Trial]:
    """The rewrites that did about as well as the original: they may have been made for an index that is not there."""
    near = {id(one) for one in (*_best(trials, Edits, NEAR), *_unended(trials))}
    return [trial for trial in trials if id(trial.candidate) in near and not isinstance(trial.outcome, Win)]


def again(snapshot: Snapshot, trial: Trial, schema: Schema) -> list[Candidate]:
    """Indexes for a rewritten query, each together with its rewrite: other words may use other indexes."""
    candidate = trial.candidate
    if not isinstance(candidate.change, Edits):
        return []
    rewritten = replace(snapshot, text=candidate.change.apply(snapshot.text), cursor=None)
    found: dict[tuple[str, ...], Candidate] = {}
    for query in _changed(candidate.change, rewritten):
        for proposed in Indexes().propose(rewritten, query, schema, ()):
            if isinstance(proposed.change, DDL):
                change = replace(proposed.change, edits=candidate.change.edits)
                why = _sentences(candidate.why, proposed.why)
                found.setdefault(change.statements, _made(candidate, change, why))
    return list(found.values())[:MOST_AGAIN]


def _changed(edits: Edits, snapshot: Snapshot) -> list[Query]:
    """The queries of a rewritten document that stand where it was rewritten."""
    places, moved = [], 0
    for edit in edits.edits:
        places.append(Span(edit.span.start + moved, edit.span.start + moved + len(edit.text)))
        moved += len(edit.text) - (edit.span.end - edit.span.start)
    return [query for query in queries(snapshot) if any(query.unit.span.touches(place) for place in places)]


def _best(trials: Sequence[Trial], kind: type[Change], at_least: float) -> list[Candidate]:
    """The candidates of one kind of change that did best, without those that are pairs already."""
    ratios = [
        (outcome.measurement.ratio, trial.candidate)
        for trial in trials
        if isinstance(outcome := trial.outcome, Win | Unconfirmed | NotBetter)
        and isinstance(trial.candidate.change, kind)
        and (isinstance(trial.candidate.change, Edits) or not trial.candidate.change.edits)
    ]
    ranked = sorted((one for one in ratios if one[0] >= at_least), key=lambda one: -one[0])
    return [candidate for _, candidate in ranked[:MOST_OF_EACH]]


def _unended(trials: Sequence[Trial]) -> list[Candidate]:
    """A rewrite that did not end in time: it may have been made for an index, as one that looks up group by group."""
    found = [
        trial.candidate
        for trial in trials
        if isinstance(trial.candidate.change, Edits)
        and isinstance(trial.outcome, Failure)
        and UNENDED in trial.outcome.reason
    ]
    return found[:1]


def _with(rewrite: Candidate, other: Candidate) -> Iterator[Candidate]:
    if isinstance(rewrite.change, Edits) and isinstance(other.change, DDL | Setting):
        change = replace(other.change, edits=rewrite.change.edits)
        yield _made(rewrite, change, _sentences(rewrite.why, other.why))


def _both(one: Candidate, other: Candidate, schema: Schema) -> Iterator[Candidate]:
    """The indexes of both, under names that do not clash."""
    if not isinstance(one.change, DDL) or not isinstance(other.change, DDL):
        return
    first, second = parts(one.change), parts(other.change)
    if first is None or second is None:
        return
    if not _may_meet(one, first[0], second[0]):
        return
    indexes = tuple(dict.fromkeys(first[0] + second[0]))
    extensions = tuple(dict.fromkeys(first[1] + second[1]))
    if len(indexes) > max(len(first[0]), len(second[0])):
        yield _made(one, made(indexes, schema, extensions), _sentences(one.why, other.why))


def _may_meet(candidate: Candidate, first: Sequence[NewIndex], second: Sequence[NewIndex]) -> bool:
    """Whether a query could use indexes of both: two of one table only where it is read twice, or for an OR."""
    shared = {index.table for index in first} & {index.table for index in second}
    text = candidate.unit.source
    is_or = re.search(r"\bor\b", text, re.IGNORECASE) is not None
    return is_or or all(len(re.findall(rf"\b{re.escape(table)}\b", text, re.IGNORECASE)) > 1 for table in shared)


def _made(candidate: Candidate, change: Change, why: str) -> Candidate:
    return replace(candidate, proposer=NAME, change=change, why=why, depth=candidate.depth + 1)


def _sentences(*parts: str) -> str:
    return " ".join(f"{part.rstrip('.')}." for part in parts)
