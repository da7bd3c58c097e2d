"""GitHub as a job of it sees it: a runner for the scripts of `action.yml`, and the part of the API that comments need.

The runner does what GitHub's does for composite actions: inputs with their defaults, the environment of each step,
`if`, outputs of steps, commands on stdout. What `uses:` names is not run.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import yaml

ROOT = Path(__file__).parents[2]
TOKEN = "ghs_test"
REPOSITORY = "acme/shop"
_EXPRESSION = re.compile(r"\$\{\{\s*(.+?)\s*\}\}")


@dataclass
class Job:
    """One use of the action. `context` holds what expressions read besides inputs and outputs of steps."""

    workspace: Path
    temporary: Path
    environment: dict[str, str]
    context: dict[str, str]
    inputs: dict[str, str] = field(default_factory=dict)
    log: str = ""
    ran: list[str] = field(default_factory=list)
    code: int = 0

    def run(self, most: int) -> Job:
        """The steps with a script, until one fails or so many have run."""
        action = yaml.safe_load((ROOT / "action.yml").read_text(encoding="utf-8"))
        given = {
            name: self.inputs.get(name, self._filled(str(one["default"]))) for name, one in action["inputs"].items()
        }
        self.context |= {f"inputs.{name}": value for name, value in given.items()}
        for step in action["runs"]["steps"]:
            if "run" in step and not self.code and len(self.ran) < most and self._is_wanted(step.get("if", "true")):
                self._step(step)
        return self

    def _step(self, step: dict[str, Any]) -> None:
        self.ran.append(step["name"])
        outputs = self.temporary / f"outputs-{len(self.ran)}"
        values = {name: self._filled(value) for name, value in step.get("env", {}).items()}
        assert "${{" not in step["run"], "a script is never made of values"
        ended = subprocess.run(
            ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]],
            cwd=self.workspace, env={**self.environment, **values, "GITHUB_OUTPUT": str(outputs)},
            stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False, timeout=250,
        )  # fmt: skip
        self.log += ended.stdout
        self.code = ended.returncode
        if "id" in step and outputs.exists():
            for name, _, value in re.findall(r"(\w+)<<(\w+)\n(.*?)\n\2\n", outputs.read_text(), re.DOTALL):
                self.context[f"steps.{step['id']}.outputs.{name}"] = value

    def output(self, step: str, name: str) -> str:
        """What a step told."""
        return self.context.get(f"steps.{step}.outputs.{name}", "")

    def _filled(self, text: str) -> str:
        return _EXPRESSION.sub(lambda match: self.context.get(match[1], ""), text)

    def _is_wanted(self, condition: str) -> bool:
        return all(self._holds(part.strip()) for part in condition.split("&&"))

    def _holds(self, part: str) -> bool:
        for operator in (" == ", " != ", " > "):
            if operator in part:
                name, value = part.split(operator)
                found = self.context.get(name, "")
                if operator == " > ":
                    return float(found or 0) > float(value)
                return (found == value.strip("'")) == (operator == " == ")
        return part == "true" or bool(self.context.get(part))


class Comments:
    """The comments of pull request 7, over HTTP, two a page; `refuses` answers as it does for forks."""

    def __init__(self) -> None:
        self.comments: list[dict[str, Any]] = []
        self.requests: list[str] = []
        self.refuses = False

    def add(self, body: str, kind: str = "User", association: str = "NONE") -> dict[str, Any]:
        """One more, written by somebody."""
        user = {"login": "github-actions[bot]" if kind == "Bot" else "mallory", "type": kind}
        comment = {"id": 100 + len(self.comments), "body": body, "user": user, "author_association": association}
        self.comments.append(comment)
        return comment

    def answer(self, method: str, path: str, query: dict[str, list[str]], body: Any) -> tuple[int, Any, str]:
        """Status, value, and the Link header."""
        place = f"/repos/{REPOSITORY}/issues"
        if method == "GET" and path == f"{place}/7/comments":
            page = int(query.get("page", ["1"])[0])
            further = (
                f'<{{base}}{path}?per_page=2&page={page + 1}>; rel="next"' if len(self.comments) > page * 2 else ""
            )
            return 200, self.comments[page * 2 - 2 : page * 2], further
        if self.refuses:
            return 403, {"message": "Resource not accessible by integration"}, ""
        if method == "POST" and path == f"{place}/7/comments":
            return 201, self.add(body["body"], "Bot"), ""
        for comment in self.comments:
            if method == "PATCH" and path == f"{place}/comments/{comment['id']}":
                comment["body"] = body["body"]
                return 200, comment, ""
        return 404, {"message": "Not Found"}, ""


@contextmanager
def served(comments: Comments) -> Iterator[str]:
    """The address of an API with these comments."""

    class Handler(BaseHTTPRequestHandler):
        def answer(self) -> None:
            parts = urlsplit(self.path)
            comments.requests.append(f"{self.command} {parts.path}")
            length = int(self.headers.get("Content-Length") or 0)
            body = json.loads(self.rfile.read(length)) if length else None
            if self.headers["Authorization"] != f"Bearer {TOKEN}":
                status, value, link = 401, {"message": "Bad credentials"}, ""
            elif self.headers["Accept"] != "application/vnd.github+json":
                status, value, link = 415, {"message": "Unsupported"}, ""
            else:
                status, value, link = comments.answer(self.command, parts.path, parse_qs(parts.query), body)
            sent = json.dumps(value).encode()
            self.send_response(status)
            self.send_header("Content-Type", "application/json; charset=utf-8")
            if link:
                self.send_header("Link", link.format(base=address))
            self.send_header("Content-Length", str(len(sent)))
            self.end_headers()
            self.wfile.write(sent)

        do_GET = do_POST = do_PATCH = answer

        def log_message(self, format: str, *args: Any) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    address = f"http://127.0.0.1:{server.server_port}"
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def git(folder: Path, *arguments: str) -> str:
    """What git prints, in a repository that no setting of this machine reaches."""
    environment = {**os.environ, "GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_SYSTEM": os.devnull}
    names = ("-c", "user.name=Test", "-c", "user.email=test@example.com", "-c", "protocol.file.allow=always")
    command = ["git", *names, *arguments]
    return subprocess.run(
        command, cwd=folder, env=environment, check=True, capture_output=True, text=True
    ).stdout.strip()
