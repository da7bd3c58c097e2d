"""`parallelproof verify`: are these two functions the same, as far as can be checked?"""

from __future__ import annotations

import argparse

from ..domain import Counterexample, Failure, Verdict
from . import options, program
from .exits import Exit
from .words import checked_how

DESCRIPTION = f"""Says whether two functions behave the same, as far as can be checked, and what was checked.
{options.CONSENT}"""
EPILOG = "exit codes: 0 no difference was found; 1 they differ, and how; 2 usage; 3 failure; 4 it cannot tell, and why."


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """The options of this sub-command."""
    parser.description, parser.epilog = DESCRIPTION, EPILOG
    program.add_arguments(parser)


def run(args: argparse.Namespace) -> int:
    """Verify, and print the verdict."""
    pair = program.pair(args)
    verdict = program.ask(
        pair.settings, lambda verifier, _: verifier.verify(pair.old, pair.new, pair.project, pair.settings)
    )
    if args.json:
        from .document import dumps, verification

        print(dumps(verification(verdict)))
    else:
        print("\n".join(lines(verdict, args.old, args.new)))
    match verdict:
        case Counterexample():
            return Exit.FOUND
        case Failure():
            return Exit.CANNOT_TELL
    return Exit.OK


def lines(verdict: Verdict, old: str, new: str) -> list[str]:
    """The verdict for a person."""
    match verdict:
        case Counterexample(call, expected, actual):
            return ["They differ.", f"  call  {call}", f"  old   {expected}", f"  new   {actual}"]
        case Failure(reason):
            return [f"Cannot tell: {reason}"]
    found = [f"  {checked_how(piece)}" for piece in verdict]
    return [f"No difference found between {old} and {new}. What was checked:", *found]
