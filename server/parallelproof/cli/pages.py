"""Files that `optimize` writes beside what it prints: a report for a browser, the wins for a comment."""

from __future__ import annotations

import argparse
from collections.abc import Callable, Sequence
from pathlib import Path

from ..domain import FileFailure, Report
from ..report.ranking import Offer
from ..report.sources import Sources

_TITLE_CHARS = 80


def save(args: argparse.Namespace, report: Report, sources: Sources, found: Sequence[Offer]) -> list[FileFailure]:
    """Write those that are asked for; why any was not."""
    failures: list[FileFailure] = []
    if args.html:
        failures += _written(args.html, lambda: _html(args.paths, report, sources, found))
    if args.markdown:
        from ..report.markdown import markdown

        failures += _written(args.markdown, lambda: markdown(found, sources))
    return failures


def _html(paths: Sequence[str], report: Report, sources: Sources, found: Sequence[Offer]) -> str:
    from ..report.document import document
    from ..report.html import page

    title = " ".join(path.removeprefix("./") if path != "." else Path.cwd().name for path in paths)
    title = title if len(title) <= _TITLE_CHARS else f"{title[: _TITLE_CHARS - 1]}…"
    return page(document(report, sources), found, sources, title)


def _written(file: Path, text: Callable[[], str]) -> list[FileFailure]:
    from ..report.html import NotBuilt

    try:
        file.write_bytes(text().encode("utf-8", "replace"))
    except NotBuilt as error:
        return [FileFailure(file.absolute().as_uri(), str(error))]
    except OSError as error:
        return [FileFailure(file.absolute().as_uri(), f"could not be written: {error.strerror}.")]
    return []
