"""The two sessions: one that can only reach this machine, and one that can reach any."""

from __future__ import annotations

import errno
import socket
from collections.abc import Mapping
from typing import TYPE_CHECKING

from .gate import LeadsAway, is_loopback, is_this_machine
from .proxies import proxy_for

if TYPE_CHECKING:
    from aiohttp import ClientSession
    from aiohttp.abc import AbstractResolver, ResolveResult


def loopback_only(inner: AbstractResolver) -> AbstractResolver:
    """A resolver that gives loopback addresses alone, whatever the name service says."""
    from aiohttp.abc import AbstractResolver

    class LoopbackOnly(AbstractResolver):
        async def resolve(
            self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
        ) -> list[ResolveResult]:
            found = [address for address in await inner.resolve(host, port, family) if is_loopback(address["host"])]
            if not found:
                raise LeadsAway(errno.EADDRNOTAVAIL, f"{host} is not this machine")
            return found

        async def close(self) -> None:
            await inner.close()

    return LoopbackOnly()


class Connections:
    """Opened when first needed, kept for the process."""

    def __init__(self, environ: Mapping[str, str]) -> None:
        self._environ = environ
        self._sessions: dict[bool, ClientSession] = {}

    def to(self, url: str, host: str) -> tuple[ClientSession, str | None]:
        """The session for a host, and the proxy to go through; nothing for this machine ever goes through a proxy."""
        is_local = is_this_machine(host)
        if is_local not in self._sessions:
            self._sessions[is_local] = _session(is_local)
        return self._sessions[is_local], None if is_local else proxy_for(url, host, self._environ)

    async def close(self) -> None:
        """Close every connection."""
        sessions, self._sessions = self._sessions, {}
        for session in sessions.values():
            await session.close()


def _session(is_local: bool) -> ClientSession:
    import aiohttp

    resolver = aiohttp.ThreadedResolver()
    connector = aiohttp.TCPConnector(resolver=loopback_only(resolver) if is_local else resolver, limit=0)
    # No cookies, nothing from the environment (.netrc above all): each request says all that there is to it.
    session = aiohttp.ClientSession(
        connector=connector,
        cookie_jar=aiohttp.DummyCookieJar(),
        headers={"User-Agent": "parallelproof"},
        trust_env=False,
    )
    # It would send a GET again by itself where a kept connection turns out to be closed, and the audit log says once.
    session._retry_connection = False
    return session
