"""First step: which files are to be optimised. Writes them to the file that is named, each ended by NUL.

Nothing of the pull request runs here; names of its files and branches are data, never part of a command.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

from runner import Stop, error, event, given, output

SUFFIXES = (".py", ".sql")
_COMMIT = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_UNSAFE = (
    "ParallelProof runs the code of the pull request, which under pull_request_target would have this repository's "
    "secrets: use `on: pull_request`."
)
_NO_HISTORY = (
    "This checkout does not tell what the pull request changes: run actions/checkout before, with `fetch-depth: 0` if "
    "it still does not."
)


def main(list_file: Path) -> None:
    """Write the list, and tell how long it is."""
    if os.environ.get("RUNNER_OS") == "Windows":
        raise Stop("The sandbox needs Linux or macOS: use `runs-on: ubuntu-latest`.")
    found = named() or changed(pull_request())
    list_file.write_bytes(b"".join(os.fsencode(name) + b"\0" for name in found))
    output("files", list_file)
    output("count", len(found))
    print(f"{len(found)} files to optimise." if len(found) != 1 else "1 file to optimise.")


def named() -> list[str]:
    """The files and folders that the input `paths` names, one a line."""
    return [line.strip() for line in given("PATHS").splitlines() if line.strip()]


def pull_request() -> dict[str, Any]:
    """The pull request that this runs for; raises Stop where there is none."""
    if os.environ.get("GITHUB_EVENT_NAME") == "pull_request_target":
        raise Stop(_UNSAFE)
    found = event().get("pull_request")
    if not isinstance(found, dict):
        raise Stop("This was not started by a pull request: use `on: pull_request`, or name files in `paths`.")
    return found


def changed(pull: dict[str, Any]) -> list[str]:
    """The Python and SQL files that a pull request adds or changes, as they are called in the checkout."""
    names = git("diff", "--name-only", "-z", "--diff-filter=d", "--no-ext-diff", base(pull), "HEAD").split("\0")
    return [name for name in names if name.endswith(SUFFIXES) and "::" not in name and is_file(Path(name))]


def is_file(path: Path) -> bool:
    """Whether it is one, and in the checkout: a link could lead out of it."""
    return path.is_file() and not path.is_symlink()


def base(pull: dict[str, Any]) -> str:
    """The commit that holds all but the pull request's own changes."""
    target, head = commit(pull["base"]["sha"]), commit(pull["head"]["sha"])
    lines = git("cat-file", "-p", "HEAD").partition("\n\n")[0].splitlines()
    parents = [line.removeprefix("parent ") for line in lines if line.startswith("parent ")]
    if len(parents) == 2 and parents[1] == head:  # the merge that actions/checkout takes by itself
        return available(parents[0])
    available(target)
    try:
        return git("merge-base", target, "HEAD").strip()
    except subprocess.CalledProcessError:
        fetch("--unshallow")
        return git("merge-base", target, "HEAD").strip()


def commit(found: object) -> str:
    """A commit's hash, and nothing else."""
    if not isinstance(found, str) or not _COMMIT.fullmatch(found):
        raise Stop("GitHub described the pull request in a way that is not understood: it names no commit.")
    return found


def available(hash_: str) -> str:
    """The commit, fetched if a shallow checkout lacks it."""
    try:
        git("cat-file", "-e", f"{hash_}^{{commit}}")
    except subprocess.CalledProcessError:
        fetch("--depth=1", hash_)
    return hash_


def fetch(option: str, *refs: str) -> None:
    """Get what is missing from where the checkout came from; raises Stop."""
    try:
        git("fetch", "--quiet", "--no-tags", option, "origin", *refs)
    except subprocess.CalledProcessError:
        raise Stop(_NO_HISTORY) from None


def git(*arguments: str) -> str:
    """What git prints. Raises CalledProcessError."""
    command = ["git", "-c", f"safe.directory={os.getcwd()}", *arguments]
    return os.fsdecode(subprocess.run(command, check=True, stdout=subprocess.PIPE).stdout)


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except Stop as stopped:
        error(str(stopped))
        sys.exit(1)
    except subprocess.CalledProcessError:
        error(_NO_HISTORY)
        sys.exit(1)
