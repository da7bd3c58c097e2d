"""Last step: one comment on the pull request with its wins, updated in place. Without wins there is none.

A comment of an earlier run is updated also where nothing is found any more. What GitHub refuses, as it does for pull
requests from forks, is a warning: the wins are on the page of the run.
"""

from __future__ import annotations

import json
import os
import re
import sys
import urllib.error
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from runner import event, given, warning

_TRUSTED = ("OWNER", "MEMBER", "COLLABORATOR")
_NEXT = re.compile(r'<([^>]+)>;\s*rel="next"')
_NONE_LEFT = "### ParallelProof\n\nThe latest changes leave no verified improvement that is not there already.\n"
_TIMEOUT_S = 30


def main(markdown: Path) -> None:
    """Write, update, or leave it."""
    number = int(event()["pull_request"]["number"])
    comments = f"/repos/{os.environ['GITHUB_REPOSITORY']}/issues"
    wins = markdown.read_text(encoding="utf-8")
    mark = f"<!-- parallelproof: {re.sub(r'[^A-Za-z0-9_. ]', '_', given('NAME'))} -->"
    earlier = next((one for one in every(f"{comments}/{number}/comments?per_page=100") if is_ours(one, mark)), None)
    body = {"body": f"{mark}\n{wins or _NONE_LEFT}{link() if wins else ''}"}
    if earlier:
        ask("PATCH", f"{comments}/comments/{int(earlier['id'])}", body)
    elif wins:
        ask("POST", f"{comments}/{number}/comments", body)


def link() -> str:
    """Where the report for a browser is, if it was kept."""
    url = os.environ.get("REPORT_URL", "")
    return f"\n[The report]({url}) shows every trial, with charts.\n" if url.startswith("https://") else ""


def is_ours(comment: dict[str, Any], mark: str) -> bool:
    """Whether an earlier run wrote it: anybody else could write the mark too."""
    by_us = comment["user"]["type"] == "Bot" or comment.get("author_association") in _TRUSTED
    return by_us and str(comment["body"]).startswith(mark)


def every(path: str) -> Iterator[dict[str, Any]]:
    """All values of a list, page by page."""
    address = api() + path
    while address:
        found, links = send("GET", address)
        yield from found
        further = _NEXT.search(links)
        address = further[1] if further else ""


def ask(method: str, path: str, body: dict[str, str]) -> None:
    """One request that changes something."""
    send(method, api() + path, json.dumps(body).encode())


def api() -> str:
    """The address of GitHub's API, which differs for servers of companies."""
    return os.environ["GITHUB_API_URL"].rstrip("/")


def send(method: str, address: str, body: bytes | None = None) -> tuple[Any, str]:
    """The answer's value, and its links to further pages. Raises URLError."""
    headers = {
        "Authorization": f"Bearer {os.environ['GITHUB_TOKEN']}",
        "Accept": "application/vnd.github+json",
        "Content-Type": "application/json",
        "User-Agent": "parallelproof",
        "X-GitHub-Api-Version": "2022-11-28",
    }
    request = urllib.request.Request(address, data=body, headers=headers, method=method)
    with urllib.request.urlopen(request, timeout=_TIMEOUT_S) as answer:
        return json.load(answer), answer.headers.get("Link") or ""


if __name__ == "__main__":
    try:
        main(Path(sys.argv[1]))
    except urllib.error.HTTPError as refused:
        needs = "it needs `permissions: pull-requests: write`, which pull requests from forks do not get"
        why = f"GitHub answered {refused.code}" + (f": {needs}" if refused.code in (401, 403, 404) else "")
        warning(f"The comment could not be written. {why}. The wins are on the page of this run.")
    except (urllib.error.URLError, TimeoutError) as error:
        warning(f"The comment could not be written: {error}. The wins are on the page of this run.")
