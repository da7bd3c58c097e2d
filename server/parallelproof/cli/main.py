"""The parser and the dispatch. Only the sub-command that runs is imported, so that `--help` is quick."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from .exits import Complaint, Exit

COMMANDS = {
    "optimize": "make functions faster, and show only what was verified and measured",
    "undo": "take the last application back",
    "verify": "say whether two functions or queries do the same, as far as can be checked",
    "measure": "say which of two functions or queries is faster, by how much, at which sizes",
    "database": "take copies of a database that queries can be tried on, list and forget them",
    "forks": "list, make and remove the copies of databases that queries are tried on",
    "lsp": "run the language server",
    "serve": "answer over HTTP, for many users",
    "trials": "list or export what was tried, and what came of it",
    "privacy": "show what may leave this machine, and what would leave it for a file",
    "doctor": "say what works on this machine, and what to do about what does not",
}

EPILOG = """exit codes:
  0    done
  1    optimize --check: there is a win; verify: the two differ
  2    the command line is wrong
  3    something failed: a file could not be read, written or understood, or nothing can run here
  4    verify, measure: cannot tell
  130  interrupted (Ctrl-C)
Where several apply: 130, then 2, then 1, then 3, then 4, then 0."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the return value is the exit code."""
    arguments = list(sys.argv[1:] if argv is None else argv)
    _never_fail_to_print()
    parser = _parser(arguments)
    args = parser.parse_args(arguments)
    if not args.command:
        parser.print_help()
        return Exit.USAGE
    try:
        code: int = importlib.import_module(f".{args.command}", __package__).run(args)
        sys.stdout.flush()
    except Complaint as complaint:
        print(f"parallelproof: {complaint}", file=sys.stderr)
        return complaint.code
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return Exit.PIPE_CLOSED
    except KeyboardInterrupt:
        return Exit.INTERRUPTED
    except Exception:
        # A bug of ours must not end in 1, which says that something was found.
        import traceback

        traceback.print_exc()
        return Exit.FAILED
    return code


def _parser(arguments: Sequence[str]) -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="parallelproof",
        description="Makes code faster, and shows nothing it has not verified and measured.",
        epilog=EPILOG,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action=_Version, nargs=0, help="show the version and exit")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", title="commands")
    for name, summary in COMMANDS.items():
        command = commands.add_parser(
            name,
            help=summary,
            allow_abbrev=False,
            description=summary[0].upper() + summary[1:] + ".",
            formatter_class=argparse.RawDescriptionHelpFormatter,
        )
        if name in arguments:
            importlib.import_module(f".{name}", __package__).add_arguments(command)
    return parser


class _Version(argparse.Action):
    """Looks the version up only when it is asked for."""

    def __call__(self, parser: argparse.ArgumentParser, *_: object) -> None:
        from importlib.metadata import version

        print(f"parallelproof {version('parallelproof')}")
        parser.exit()


def _never_fail_to_print() -> None:
    """A character that the terminal's encoding lacks is replaced, not an error."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="replace")
