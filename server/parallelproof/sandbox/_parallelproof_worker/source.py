"""A job that runs a piece of source: used to try what the sandbox lets code do."""

from __future__ import annotations

from typing import Any, Dict


def source(payload: Dict[str, Any]) -> Any:
    """Executes `payload["code"]` with `payload["names"]` as its globals; the value that it leaves in `result`."""
    names = dict(payload.get("names", {}), __name__="__source__")
    exec(compile(payload["code"], "<source>", "exec"), names)
    return names.get("result")
