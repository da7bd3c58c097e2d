"""Who may ask: those who know the token, from no other site's page, under the name that the server goes by."""

from __future__ import annotations

import hmac
import logging
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler, Middleware

from .refusal import Refused, refuse

_log = logging.getLogger(__name__)
_LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})
_OPEN = frozenset({"/", "/health", "/openapi.json"})
_OPEN_BELOW = "/assets/"
_HEADERS = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def guard(token: str, hosts: frozenset[str]) -> Middleware:
    """A middleware for aiohttp. `hosts` are names besides the loopback ones under which clients may reach us.

    The page and its files need no token: they hold nothing, and a browser cannot send one with its first request.
    """
    known = _LOOPBACK | {host.lower() for host in hosts}

    @web.middleware
    async def check(request: web.Request, handler: Handler) -> web.StreamResponse:
        # A page of another site can make a browser send requests here, also under a name that it made point here.
        if _host(f"//{request.headers.get('Host', '')}") not in known:
            return refuse(403, "This server does not go by that name: reach it at the address that it printed.")
        origin = request.headers.get("Origin")
        if origin is not None and _host(origin) not in known:
            return refuse(403, "Pages of other sites may not ask here.")
        if not _is_open(request) and not _knows(request, token):
            sentence = "The token is missing or wrong: send `Authorization: Bearer TOKEN` as it was printed."
            return refuse(401, sentence, {"WWW-Authenticate": "Bearer"})
        return await handler(request)

    return check


@web.middleware
async def errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Whatever goes wrong is told in one sentence of JSON; a bug of ours goes into the log."""
    try:
        response = await handler(request)
    except Refused as refused:
        response = refuse(refused.status, str(refused), refused.headers)
    except web.HTTPException as error:
        allowed = {"Allow": error.headers["Allow"]} if "Allow" in error.headers else None
        response = refuse(error.status, _sentence(request, error), allowed)
    except Exception:
        _log.exception("%s %s failed", request.method, request.path)
        response = refuse(500, "The server failed at this; its log says why.")
    return response


async def add_headers(request: web.Request, response: web.StreamResponse) -> None:
    """Nothing is kept by browsers or read by other sites, unless its handler says otherwise."""
    for name, value in _HEADERS.items():
        response.headers.setdefault(name, value)


def _sentence(request: web.Request, error: web.HTTPException) -> str:
    match error.status:
        case 404:
            return f"There is nothing at {request.path}: GET /openapi.json describes what there is."
        case 405:
            return f"{request.method} is not for {request.path}: GET /openapi.json describes what is."
        case 413:
            return "The body is too large."
        case _:
            return f"{error.reason}."


def _is_open(request: web.Request) -> bool:
    return request.path in _OPEN or request.path.startswith(_OPEN_BELOW)


def _knows(request: web.Request, token: str) -> bool:
    scheme, _, given = request.headers.get("Authorization", "").partition(" ")
    return scheme.lower() == "bearer" and hmac.compare_digest(
        given.strip().encode("utf-8", "surrogateescape"), token.encode()
    )


def _host(address: str) -> str:
    try:
        return (urlsplit(address).hostname or "").lower()
    except ValueError:
        return ""
