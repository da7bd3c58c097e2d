"""`GET /openapi.json`: the whole of the API as OpenAPI 3.1."""

from __future__ import annotations

import json
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from typing import Any

import yaml
from aiohttp import web

from . import asked

_REPORT = "Report"
_PREFIX = "#/$defs/"


@cache
def description() -> dict[str, Any]:
    """The description, with every schema that it refers to."""
    found: dict[str, Any] = yaml.safe_load((files(__package__) / "openapi.yml").read_text(encoding="utf-8"))
    found["info"]["version"] = version("parallelproof")
    found["components"]["schemas"] |= asked.schemas() | _report()
    return found


async def openapi(request: web.Request) -> web.Response:
    """The handler."""
    return web.json_response(description())


def _report() -> dict[str, Any]:
    """The schema of reports and its parts: `#/$defs/unit` there is `Report.unit` here."""
    schema = json.loads((files("parallelproof.report") / "report.schema.json").read_text(encoding="utf-8"))
    parts = {f"{_REPORT}.{name}": _referred(part) for name, part in schema.pop("$defs").items()}
    for key in ("$schema", "$id"):
        del schema[key]
    return {_REPORT: _referred(schema), **parts}


def _referred(value: Any) -> Any:
    if isinstance(value, list):
        return [_referred(item) for item in value]
    if not isinstance(value, dict):
        return value
    found = {key: _referred(item) for key, item in value.items()}
    if isinstance(ref := found.get("$ref"), str) and ref.startswith(_PREFIX):
        found["$ref"] = f"#/components/schemas/{_REPORT}.{ref.removeprefix(_PREFIX)}"
    return found
