"""Who may ask: those who know the token, from no other site's page, under the name that the server goes by."""

from __future__ import annotations

import hmac
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from .refusal import refuse

_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


def guard(token: str, hosts: frozenset[str]) -> Middleware:
    """A middleware for aiohttp. `hosts` are names besides the loopback ones under which clients may reach us."""
    known = _LOOPBACK | {host.lower() for host in hosts}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        # A page of another site can make a browser send requests here, also under a name that it made point here.
        if _host(f"//{request.headers.get('Host', '')}") not in known:
            return refuse(403, "This server does not go by that name: reach it at the address that it printed.")
        origin = request.headers.get("Origin")
        if origin is not None and _host(origin) not in known:
            return refuse(403, "Pages of other sites may not ask here.")
        if request.path != "/health" and not _knows(request, token):
            return refuse(401, "The token is missing or wrong: send `Authorization: Bearer TOKEN` as it was printed.")
        response = await handler(request)
        if not response.prepared:
            response.headers["Cache-Control"] = "no-store"
        return response

    return check


def _knows(request: web.Request, token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(given.strip().encode(), token.encode())


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
