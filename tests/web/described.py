"""Asks a server, and holds every answer against the description that the server gives of itself."""

from __future__ import annotations

import json
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import aiohttp
import jsonschema
from parallelproof.web.openapi import description

_EVENTS = {
    "state": "Campaign", "agent": "Agent", "trial": "TrialEvent", "unit": "UnitEvent", "ended": "EndedEvent"
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Answer:
    """What a server said, as it should by its description."""

    status: int
    headers: Any
    body: Any


@dataclass(frozen=True, slots=True)
class Client:
    """One that knows the token, unless `headers` say something else."""

    session: aiohttp.ClientSession
    url: str
    token: str

    async def ask(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """The answer to one request, checked; the body as JSON values where it is JSON."""
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        async with self.session.request(method, self.url + path, json=body, headers=sent) as response:
            text = await response.text()
            found = json.loads(text) if response.content_type == "application/json" else text
            check(method, path.partition("?")[0], response.status, response.content_type, found)
            return Answer(response.status, response.headers, found)

    async def events(
        self, path: str, method: str = "GET", body: Any = None
    ) -> AsyncIterator[tuple[str, dict[str, Any]]]:
        """The events of a stream, checked one by one."""
        sent = {"Authorization": f"Bearer {self.token}", "Accept": "text/event-stream"}
        async with self.session.request(method, self.url + path, json=body, headers=sent) as response:
            assert response.status == 200, await response.text()
            name = ""
            async for line in response.content:
                if line.startswith(b"event: "):
                    name = line[7:].decode().strip()
                elif line.startswith(b"data: "):
                    data = json.loads(line[6:])
                    check(method, path, 200, response.content_type, {"event": name, "data": line[6:].decode()})
                    _fits({"$ref": f"#/components/schemas/{_EVENTS[name]}"}, data)
                    yield name, data


def check(method: str, path: str, status: int, kind: str, body: Any) -> None:
    """Raises AssertionError or ValidationError where the description says something else."""
    templates = {re.sub(r"\\\{path\\\}", ".+", re.escape(one)): one for one in description()["paths"]}
    found = [one for form, one in templates.items() if re.fullmatch(re.sub(r"\\\{id\\\}", "[^/]+", form), path)]
    operation = description()["paths"][found[0]].get(method.lower(), {}) if found else {}
    responses = operation.get("responses", {"default": {"$ref": "#/components/responses/Error"}})
    response = _resolved(responses.get(str(status)) or responses["default"])
    assert kind in response["content"], f"{method} {path} answered {status} as {kind}: {body}"
    _fits(response["content"][kind]["schema"], body)


def _fits(schema: dict[str, Any], value: Any) -> None:
    whole = {**schema, "components": description()["components"]}
    jsonschema.Draft202012Validator(whole, format_checker=jsonschema.FormatChecker()).validate(value)


def _resolved(response: dict[str, Any]) -> dict[str, Any]:
    reference = response.get("$ref", "").rsplit("/", 1)[-1]
    found: dict[str, Any] = description()["components"]["responses"][reference] if reference else response
    return found
