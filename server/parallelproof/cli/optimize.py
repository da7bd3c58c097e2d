"""`parallelproof optimize`: a campaign over files, folders or functions, and what to do with its wins."""

from __future__ import annotations

import argparse
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..domain import DDL, Edits, Report
from ..engine.targets import expand, split
from ..report.ranking import Offer, offers
from ..report.sources import Sources
from ..settings import Settings
from . import options
from .exits import Complaint, Exit

if TYPE_CHECKING:
    from .campaign import Ended

DESCRIPTION = f"""Makes functions and queries faster: tries changes, keeps those that do the same, measurably faster.
{options.CONSENT}
A folder gives its Python and SQL files but tests, hidden, ignored and generated ones; a named file is done.
Options that are not given come from [tool.parallelproof] in the pyproject.toml of the first PATH's project."""

EPILOG = """exit codes: 0 done; 1 with --check, there is a win; 2 the command line is wrong;
3 a file could not be read, understood or written (the others are still done); 130 interrupted.
Where several apply: 130, then 1, then 3."""

HINT = "See them with --diff, write them with --apply."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    parser.add_argument("paths", nargs="+", metavar="PATH[::NAME]", help="file, folder, or one function of a file")
    _add_action(parser)
    _add_campaign(parser)
    _add_database(parser)
    options.add_running(parser)
    _add_output(parser)


def _add_action(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("what to do with the wins")
    action = group.add_mutually_exclusive_group()
    action.add_argument("--apply", action="store_true", help="write the best win of each function (see also: undo)")
    action.add_argument("--check", action="store_true", help="exit 1 if there is a win, and write nothing")
    group.add_argument("--diff", action="store_true", help="also print the wins as unified diffs")
    group.add_argument(
        "--diff-top", type=options.positive_int, metavar="N", help="also print the N greatest wins as unified diffs"
    )
    group.add_argument(
        "--minor",
        action=argparse.BooleanOptionalAction,
        default=True,
        help="count wins that are real but too small to interrupt anyone for (default: yes)",
    )


def _add_campaign(parser: argparse.ArgumentParser) -> None:
    defaults = Settings()
    group = parser.add_argument_group("the campaign")
    group.add_argument(
        "--agents",
        type=options.positive_int,
        metavar="N",
        help=f"agents, each one strategy on one function (default: {defaults.agents})",
    )
    group.add_argument(
        "--budget", type=options.positive_float, metavar="SECONDS", help="stop then, and list what was not tried"
    )
    group.add_argument(
        "--min-speedup",
        type=options.ratio,
        metavar="R",
        help=f"the lower bound of a gain must be above this ratio (default: {defaults.min_speedup})",
    )
    group.add_argument(
        "--profile", type=Path, metavar="FILE", help="cProfile .prof or speedscope JSON that says what is hot"
    )
    group.add_argument(
        "--exclude",
        action="append",
        default=[],
        metavar="GLOB",
        help="leave alone files whose path or name, or a folder's, matches; may be repeated",
    )


def _add_database(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("queries")
    group.add_argument(
        "--database",
        metavar="URL",
        help="development database, whose copies queries are tried on, or copy:NAME "
        "(default: a DATABASE_URL on this machine)",
    )
    group.add_argument(
        "--migration",
        action="store_true",
        help="write what the best win of each query needs of the database as a migration in the project's own style",
    )


def _add_output(parser: argparse.ArgumentParser) -> None:
    group = parser.add_argument_group("output")
    group.add_argument("--json", action="store_true", help="print one JSON document (its schema: report.schema.json)")
    group.add_argument("--sarif", type=Path, metavar="FILE", help="also write SARIF 2.1.0 with fixes to FILE")
    group.add_argument(
        "--html", type=Path, metavar="FILE", help="also write a report for a browser to FILE, which is all it needs"
    )
    group.add_argument(
        "--markdown",
        type=Path,
        metavar="FILE",
        help="also write the wins for a comment to FILE; empty if none",
    )
    amount = group.add_mutually_exclusive_group()
    amount.add_argument("-v", "--verbose", action="store_true", help="list every trial and why it ended as it did")
    amount.add_argument("-q", "--quiet", action="store_true", help="no progress display, and no more than the wins")


def run(args: argparse.Namespace) -> int:
    """Optimise, then report and act."""
    settings = settings_of(args)
    if args.profile and not args.profile.is_file():
        raise Complaint(f"--profile: there is no file {args.profile}.", Exit.USAGE)
    from .campaign import campaign

    ended = campaign(expand(args.paths, settings.exclude), settings, args.quiet)
    found = offers(ended.report, args.minor)
    report = ended.report if ended.interrupted else _act(args, ended.report, ended.sources, found)
    _print(args, report, ended, found)
    for failure in report.failures:
        print(f"parallelproof: {ended.sources.path(failure.uri)}: {failure.reason}", file=sys.stderr)
    if ended.interrupted:
        return Exit.INTERRUPTED
    if args.check and found:
        return Exit.FOUND
    return Exit.FAILED if report.failures else Exit.OK


def settings_of(args: argparse.Namespace) -> Settings:
    """Settings from the command line and the project."""
    settings = options.settings_of(
        args,
        split(args.paths[0])[0],
        agents=args.agents,
        budget_s=args.budget,
        min_speedup=args.min_speedup,
        profile=args.profile.absolute() if args.profile else None,
        show_minor=args.minor,
        database=args.database,
    )
    return replace(settings, exclude=(*settings.exclude, *args.exclude))


def _act(args: argparse.Namespace, report: Report, sources: Sources, found: list[Offer]) -> Report:
    """Write what is to be written; the report with what a person should know of that."""
    failures, notes = list(report.failures), list(report.notes)
    if args.apply and found:
        from .applying import write

        written = write([offer for offer in found if _may_be_written(offer, args.migration)], sources)
        failures += written.failures
        notes += written.notes
        left = [offer.unit.unit.name for offer in found if not _may_be_written(offer, args.migration)]
        if left and not args.migration:
            notes.append(f"{', '.join(left)}: what is faster there needs a change of the database; see --migration.")
    if args.migration and found:
        from .migrations import write as write_migrations

        written = write_migrations(found, sources)
        failures += written.failures
        notes += written.notes
    if args.sarif:
        from .sarif import save

        failures += save(args.sarif, found, sources)
    if args.html or args.markdown:
        from .pages import save as save_pages

        so_far = replace(report, failures=tuple(failures), notes=tuple(notes))
        failures += save_pages(args, so_far, sources, found)
    return replace(report, failures=tuple(failures), notes=tuple(notes))


def _may_be_written(offer: Offer, has_migration: bool) -> bool:
    """Whether a win is one of the text: one that needs the database changed is no better without that."""
    change = offer.trial.candidate.change
    return isinstance(change, Edits) or (has_migration and isinstance(change, DDL) and bool(change.edits))


def _print(args: argparse.Namespace, report: Report, ended: Ended, found: list[Offer]) -> None:
    if args.json:
        from ..report.document import document, dumps

        print(dumps(document(report, ended.sources, ended.interrupted)))
        return
    if not ended.sources.snapshots:
        return
    from .page import show

    diffs = len(found) if args.diff else args.diff_top or 0
    hint = "" if args.apply or not found else HINT
    show(report, ended.sources, found, verbose=args.verbose, quiet=args.quiet, diffs=diffs, hint=hint)
