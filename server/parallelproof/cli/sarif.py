"""Wins as SARIF 2.1.0, with the fixes, for code-scanning services and editors that read it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import quote

from ..domain import FileFailure, Pattern, Span
from ..optimize.explain import headline
from ..report.grounds import grounds, idea
from ..report.ranking import Offer
from ..report.sources import Sources

SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"

Json = dict[str, Any]


def log(offers: Sequence[Offer], sources: Sources, patterns: Mapping[str, Pattern], version: str) -> Json:
    """A log of one run: a rule for each pattern, a result with a fix for each offer. Columns are code points from 1."""
    ids = sorted({rule_id(offer) for offer in offers})
    driver = {
        "name": "ParallelProof",
        "semanticVersion": version,
        "rules": [_rule(one, patterns.get(one)) for one in ids],
    }
    run = {
        "tool": {"driver": driver},
        "columnKind": "unicodeCodePoints",
        "originalUriBaseIds": {"SRCROOT": {"uri": sources.folder.as_uri() + "/"}},
        "results": [_result(offer, ids.index(rule_id(offer)), sources) for offer in offers],
    }
    return {"$schema": SCHEMA, "version": "2.1.0", "runs": [run]}


def rule_id(offer: Offer) -> str:
    """The pattern, or the proposer where a win follows none."""
    return offer.trial.candidate.pattern or offer.trial.candidate.proposer


def _rule(identity: str, pattern: Pattern | None) -> Json:
    if pattern is None:
        return {"id": identity, "shortDescription": {"text": identity}, "defaultConfiguration": {"level": "note"}}
    return {
        "id": identity,
        "name": "".join(part.capitalize() for part in identity.split("-")),
        "shortDescription": {"text": pattern.title},
        "fullDescription": {"text": _first_paragraph(pattern.why) or pattern.title},
        "help": {"text": pattern.why or pattern.title, "markdown": pattern.why or pattern.title},
        "helpUri": help_uri(pattern),
        "defaultConfiguration": {"level": "note"},
        "properties": {"tags": ["performance", str(pattern.strategy)]},
    }


def help_uri(pattern: Pattern) -> str:
    """Where a pattern is explained: its first source, as SARIF wants an address that others can open."""
    return next((source for source in pattern.sources if "://" in source), (pattern.folder / "why.md").as_uri())


def _first_paragraph(markdown: str) -> str:
    paragraphs = (part.strip() for part in markdown.split("\n\n"))
    return next((" ".join(part.split()) for part in paragraphs if part and not part.startswith("#")), "")


def _result(offer: Offer, rule: int, sources: Sources) -> Json:
    unit, candidate = offer.unit.unit, offer.trial.candidate
    artifact = _artifact(unit.uri, sources)
    location = {
        "physicalLocation": {"artifactLocation": artifact, "region": _region(unit.span, unit.uri, sources)},
        "logicalLocations": [{"fullyQualifiedName": unit.name, "kind": "function"}],
    }
    replacements = [
        {
            "deletedRegion": _region(edit.span, unit.uri, sources),
            "insertedContent": {"text": edit.text},
        }
        for edit in candidate.change.edits
    ]
    return {
        "ruleId": rule_id(offer),
        "ruleIndex": rule,
        "kind": "fail",
        "level": "note",
        "message": {"text": f"{unit.name}: {headline(offer.trial)} ({idea(candidate)})."},
        "locations": [location],
        "fixes": [
            {
                "description": {"text": "\n".join(grounds(candidate, offer.win))},
                "artifactChanges": [{"artifactLocation": artifact, "replacements": replacements}],
            }
        ],
    }


def _artifact(uri: str, sources: Sources) -> Json:
    path = sources.path(uri)
    inside = not path.startswith("..") and "://" not in path and not path.startswith("/")
    return {"uri": quote(path), "uriBaseId": "SRCROOT"} if inside else {"uri": uri}


def _region(span: Span, uri: str, sources: Sources) -> Json:
    lines = sources.lines(uri)
    (first, start), (last, end) = lines.position(span.start), lines.position(span.end)
    return {"startLine": first + 1, "startColumn": start + 1, "endLine": last + 1, "endColumn": end + 1}


def save(file: Path, offers: Sequence[Offer], sources: Sources) -> list[FileFailure]:
    """Write the log; empty if that succeeded."""
    import json
    from importlib.metadata import version

    from ..catalogue import load

    patterns = {pattern.id: pattern for pattern in load()}
    text = json.dumps(log(offers, sources, patterns, version("parallelproof")), indent=2)
    try:
        file.write_text(f"{text}\n", encoding="utf-8")
    except OSError as error:
        return [FileFailure(file.absolute().as_uri(), f"could not be written: {error.strerror}.")]
    return []
