"""Asks a cloud's REST API for forks: which failures pass, which are final, and what each means in a sentence."""

from __future__ import annotations

import asyncio
import random
import re
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from ..net.net import Broken, Exchange, Net, Reply, Throttled
from ..ports import ForkFailed, ForkProvider, Leave, Unanswered
from ..settings import Settings
from .finishing import finished
from .names import parse

_EXPECTED = frozenset({400, 401, 402, 403, 404, 409, 422, 423})
_SAYS_WHY = _EXPECTED | {429}
"""Whoever begins something may be told with a 429 that there is no room for it."""
_GROWTH, _LONGEST_POLLS = 1.6, 10.0
_DELETED_S = 300.0
_LIMIT = re.compile(r"quota|limit|exceed|maximum|too many", re.IGNORECASE)
_CODE = re.compile(r"[A-Za-z][A-Za-z0-9_]{1,63}")


@dataclass(frozen=True, slots=True)
class Api:
    """One account of one cloud. `title` is what people call the cloud; `poll_s` the first pause between two looks."""

    net: Net
    title: str
    url: str
    authorization: str = field(repr=False)
    settings: Settings
    poll_s: float = 1.0

    async def once(
        self, method: Literal["GET", "POST", "DELETE"], path: str, body: Mapping[str, Any] | None = None
    ) -> Reply:
        """The reply, also one of 4xx; raises Unanswered for all else. `path` may end in a query."""
        headers = {"Authorization": self.authorization, "Accept": "application/json"}
        url = self.url.rstrip("/") + path
        expects = _SAYS_WHY if method == "POST" else _EXPECTED
        exchange = Exchange(self.title, method, url, headers, body=body, timeout_s=30.0, expects=expects)
        return await self.net.reply(exchange, Leave("fork", self.settings))

    async def looks(
        self, method: Literal["GET", "DELETE"], path: str, timeout_s: float
    ) -> AsyncIterator[Reply | Unanswered]:
        """Replies and passing failures, further and further apart, until nobody wants more or the time is up.

        Only questions that may be asked twice go this way. A final failure raises ForkFailed.
        """
        until_s = time.monotonic() + timeout_s
        for pause_s in _pauses(self.poll_s):
            wait_s = 0.0
            try:
                reply = await self.once(method, path)
                self.refuse_key(reply)
                yield reply
            except Throttled as throttled:
                wait_s = throttled.retry_after_s or 0.0
                yield throttled
            except Broken as broken:
                yield broken
            except Unanswered as final:
                raise ForkFailed(_sentence(final.reason)) from None
            if time.monotonic() + max(pause_s, wait_s) > until_s:
                return
            await asyncio.sleep(max(pause_s, wait_s))

    async def answer(self, path: str, timeout_s: float = 30.0) -> Reply:
        """The first reply; raises ForkFailed."""
        reason = f"{self.title} did not answer within {timeout_s:g} s"
        async for look in self.looks("GET", path, timeout_s):
            if isinstance(look, Reply):
                return look
            reason = look.reason
        raise ForkFailed(_sentence(reason))

    def refuse_key(self, reply: Reply) -> None:
        """Raise ForkFailed where the key is not good enough."""
        if reply.status == 401:
            raise ForkFailed(f"{self.title} refused the key: check `forkKey`, the environment or the keyring.")
        if reply.status == 403 and not self.is_limit(reply):
            raise ForkFailed(f"{self.title} does not let this key do that: give it a role that may make forks.")

    def is_limit(self, reply: Reply) -> bool:
        """Whether an error says that the account may have no more."""
        return reply.status == 402 or (reply.status >= 400 and any(map(_LIMIT.search, _texts(reply.value))))

    def refusal(self, reply: Reply, what: str) -> ForkFailed:
        """Why a fork was not begun; `what` it was to be made of. No word of the answer's text is repeated."""
        try:
            self.refuse_key(reply)
        except ForkFailed as failed:
            return failed
        if self.is_limit(reply):
            return ForkFailed(
                f"{self.title} makes no more forks for this account, which is at its limit: "
                "remove some (`parallelproof forks`), or raise the limit in its console."
            )
        if reply.status == 404:
            return ForkFailed(f"{self.title} knows no {what} for this key: check `forkService`.")
        if reply.status == 429:
            return ForkFailed(f"{self.title} is asked too often; try again in a minute.")
        return ForkFailed(f"{self.title} did not begin a fork (HTTP {reply.status}{_code(reply)}).")


def member(value: Any, *path: str) -> Any:
    """What stands under a path of names in a JSON value; None where the value has another shape."""
    for name in path:
        value = value.get(name) if isinstance(value, dict) else None
    return value


def text(value: Any, *path: str) -> str:
    """The text under a path of names, "" where there is none."""
    found = member(value, *path)
    return found if isinstance(found, str) else ""


def dated(created: str, name: str, ttl_s: float) -> tuple[datetime, datetime]:
    """When a fork was made, and when it ends: as its name says, else by its time to live."""
    try:
        created_at = datetime.fromisoformat(created).astimezone(UTC)
    except ValueError:
        created_at = datetime.now(UTC)
    named = parse(name)
    return created_at, named.expires_at if named else created_at + timedelta(seconds=ttl_s)


def quoted_value(value: str) -> str:
    """A value as a connection string writes it."""
    return "'" + value.replace("\\", "\\\\").replace("'", "\\'") + "'"


async def deleted(api: Api, path: str, name: str) -> None:
    """Have it removed, and wait until it is gone; raises ForkFailed where that does not come to an end."""
    async for look in api.looks("DELETE", path, _DELETED_S):
        if isinstance(look, Reply) and look.status in (204, 404):
            return
        if isinstance(look, Reply) and look.status < 300:
            break
    else:
        raise ForkFailed(f"{api.title} did not delete the fork {name}: `parallelproof forks` tries again.")
    async for look in api.looks("GET", path, _DELETED_S):
        if isinstance(look, Reply) and (look.status == 404 or text(look.value, "status") == "DELETED"):
            return
    raise ForkFailed(f"The fork {name} is still there {_DELETED_S:g} s after {api.title} took its deletion.")


async def take_back(provider: ForkProvider, name: str, poll_s: float) -> None:
    """Remove a fork that may have been begun and take a moment to be listed. If that fails, the reaper comes."""

    async def remove() -> None:
        for pauses in (0, 1, 3):
            await asyncio.sleep(pauses * poll_s)
            for fork in await provider.list(name):
                return await provider.destroy(fork)

    with suppress(ForkFailed, TimeoutError):
        await finished(remove())


def _pauses(first_s: float) -> Iterator[float]:
    pause_s = first_s
    while True:
        yield pause_s * random.uniform(0.8, 1.2)
        pause_s = min(pause_s * _GROWTH, first_s * _LONGEST_POLLS)


def _texts(value: Any) -> list[str]:
    return [found for name in ("code", "message", "details") if (found := text(value, name))]


def _code(reply: Reply) -> str:
    code = text(reply.value, "code")
    return f", {code}" if _CODE.fullmatch(code) else ""


def _sentence(reason: str) -> str:
    return reason[:1].upper() + reason[1:].rstrip(".") + "."
