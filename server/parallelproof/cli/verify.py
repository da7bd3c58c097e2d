"""`parallelproof verify`: are these two functions, or queries, the same, as far as can be checked?"""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from ..domain import Counterexample, Failure, Verdict
from ..report.words import checked_how
from . import options, program, query_pairs
from .exits import Exit

DESCRIPTION = f"""Says whether two functions behave the same, as far as can be checked, and what was checked.
{options.CONSENT}
Of two .sql files it says whether their queries give the same rows, tried on a copy of a database."""
EPILOG = "exit codes: 0 no difference was found; 1 they differ, and how; 2 usage; 3 failure; 4 it cannot tell, and why."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    program.add_arguments(parser)
    query_pairs.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Verify, and print the verdict."""
    if query_pairs.are_queries(args):
        return _run_queries(args)
    pair = program.pair(args)
    verdict = program.ask(
        pair.settings, lambda verifier, _: verifier.verify(pair.old, pair.new, pair.project, pair.settings)
    )
    if args.json:
        from ..report.document import dumps
        from ..report.verdicts import verification

        print(dumps(verification(verdict)))
    else:
        print("\n".join(lines(verdict, args.old, args.new)))
    return _exit([verdict])


def _run_queries(args: argparse.Namespace) -> int:
    from ..optimize.queries.asking import verified

    answers, fork = query_pairs.ask(args, verified)
    verdicts: list[Verdict] = [verdict for _, verdict in answers]
    if args.json:
        from ..report.document import dumps
        from ..report.verdicts import verification

        found = [verification(verdict) for verdict in verdicts]
        print(dumps(query_pairs.documents([pair for pair, _ in answers], found)))
        return _exit(verdicts)
    for pair, verdict in answers:
        if len(answers) > 1:
            print(f"{pair.title}:")
        print("\n".join(lines(verdict, args.old, args.new)))
    for difference in fork.differences:
        print(f"Note: {difference}")
    return _exit(verdicts)


def _exit(verdicts: Sequence[Verdict]) -> int:
    """What the worst of the verdicts means for the caller."""
    if any(isinstance(verdict, Counterexample) for verdict in verdicts):
        return Exit.FOUND
    return Exit.CANNOT_TELL if any(isinstance(verdict, Failure) for verdict in verdicts) else Exit.OK


def lines(verdict: Verdict, old: str, new: str) -> list[str]:
    """The verdict for a person."""
    match verdict:
        case Counterexample(call, expected, actual):
            return ["They differ.", f"  call  {call}", f"  old   {expected}", f"  new   {actual}"]
        case Failure(reason):
            return [f"Cannot tell: {reason}"]
    found = [f"  {checked_how(piece)}" for piece in verdict]
    return [f"No difference found between {old} and {new}. What was checked:", *found]
