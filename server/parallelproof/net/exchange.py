"""One question to an outside source, and the named ways in which it stays unanswered."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from ..ports import Unanswered


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer. `url` begins with https://, or http:// on this machine; secrets go in `headers`.

    Strings of `params` and `body` are redacted before they leave; headers never are, and show in no repr.
    """

    source: str
    """Whom people know it as: "perplexity", "the model", ..."""
    method: Literal["GET", "POST", "DELETE"]
    url: str
    headers: Mapping[str, str] = field(default_factory=dict, repr=False)
    params: Mapping[str, str] = field(default_factory=dict, repr=False)
    body: Mapping[str, Any] | None = field(default=None, repr=False)
    timeout_s: float = 10.0
    """From the first byte sent to the last one read."""
    expects: frozenset[int] = frozenset()
    """HTTP statuses beyond 2xx that answer this question too, such as 404 to whether something is gone."""


@dataclass(frozen=True, slots=True)
class Reply:
    """An HTTP status, and the JSON that came with it; None where nothing did, or what came is no JSON."""

    status: int
    value: Any = field(repr=False)


class Throttled(Unanswered):
    """The source is asked too much: it said so, or did not answer in time. `retry_after_s` is None if it named none."""

    def __init__(self, source: str, reason: str, retry_after_s: float | None = None) -> None:
        super().__init__(source, reason)
        self.retry_after_s = retry_after_s


class TimedOut(Throttled):
    """The source did not answer in time. A few that hang are its own fault; many mean that it is asked too much."""


class Broken(Unanswered):
    """The source or the way to it failed in a manner that may be gone at once: asking once more is worth it."""


class Rejected(Unanswered):
    """The source did not accept the request; `status` is HTTP's, such as 400."""

    def __init__(self, source: str, reason: str, status: int) -> None:
        super().__init__(source, reason)
        self.status = status
