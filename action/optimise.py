"""Second step: optimise the files of the list, and write what was found in every form that a later step needs.

Runs under the environment that ParallelProof is installed in.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

from runner import Stop, error, given, output, summary, unheard, warning

_NOTHING = "No verified improvement was found in what this pull request changes."
_OPTIONS = ("AGENTS", "BUDGET", "MIN_SPEEDUP", "DATABASE")


def main(list_file: Path, folder: Path) -> None:
    """Write report.json, report.html, results.sarif and wins.md into the folder, and tell how many wins there are."""
    files = [os.fsdecode(name) for name in list_file.read_bytes().split(b"\0") if name]
    files = files if given("PATHS") else sources(files)
    markdown = folder / "wins.md"
    markdown.write_text("")
    wins = 0
    if files:
        wins = count(optimise(files, folder))
        output("sarif", told(folder / "results.sarif"))
        output("html", told(folder / "report.html") if wins else "")
    output("report", told(folder / "report.json"))
    output("markdown", markdown)
    output("wins", wins)
    summary(markdown.read_text(encoding="utf-8") or _NOTHING)


def sources(changed: list[str]) -> list[str]:
    """Those of the files that a whole folder would give: no tests, nothing generated or ignored."""
    from parallelproof.engine.targets import expand

    known = expand(["."]).files
    return [f"./{name}" for name in changed if Path(os.path.abspath(name)) in known]


def optimise(files: list[str], folder: Path) -> dict[str, Any]:
    """The document of a campaign; raises Stop where there is none."""
    forms = {"--sarif": "results.sarif", "--markdown": "wins.md"}
    if given("HTML") == "true":
        forms["--html"] = "report.html"
    options = [f"{option}={folder / name}" for option, name in forms.items()]
    options += [f"--{name.lower().replace('_', '-')}={given(name)}" for name in _OPTIONS if given(name)]
    options += ["--minor" if given("MINOR") == "true" else "--no-minor", *interpreter()]
    # Isolated: what the pull request puts into its top folder must not be imported here.
    command = [sys.executable, "-I", "-m", "parallelproof", "optimize", "--json", "--quiet", *options, "--", *files]
    environment = {**os.environ, "PARALLELPROOF_STORE_DATABASE": "off"}
    report = folder / "report.json"
    with report.open("wb") as printed, unheard():
        ended = subprocess.run(command, stdout=printed, env=environment, check=False)
    try:
        document: dict[str, Any] = json.loads(report.read_bytes())
    except ValueError:
        raise Stop(f"`parallelproof optimize` ended with code {ended.returncode}; the log says why.") from None
    for failure in document["summary"]["failures"]:
        warning(f"{failure['path']}: {failure['reason']}")
    with unheard():
        for note in document["summary"]["notes"]:
            print(f"Note: {note}", flush=True)
    return document


def interpreter() -> list[str]:
    """The option that names the project's interpreter, unless there is an environment that is found without it."""
    if given("PYTHON"):
        return [f"--python={given('PYTHON')}"]
    if os.environ.get("VIRTUAL_ENV") or Path(".venv").exists():
        return []
    found = shutil.which("python") or shutil.which("python3")
    return [f"--python={found}"] if found else []


def count(document: dict[str, Any]) -> int:
    """Functions and queries with a win."""
    best = [unit["trials"][unit["best"]] for unit in document["units"] if unit["best"] is not None]
    return sum(trial["notable"] or given("MINOR") == "true" for trial in best)


def told(file: Path) -> str:
    """The path of a file that was written, "" where none was."""
    return str(file) if file.exists() else ""


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]), Path(sys.argv[2]))
    except Stop as stopped:
        error(str(stopped))
        sys.exit(1)
