"""What a source answered: is it an answer at all? Everything else becomes one sentence without a word of the answer."""

from __future__ import annotations

import asyncio
import contextlib
import json
import math
import os
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from ..domain import UNREACHABLE
from ..ports import Unanswered
from .exchange import Broken, Rejected, Throttled, TimedOut
from .gate import LeadsAway

if TYPE_CHECKING:
    from aiohttp import ClientResponse

LARGEST_BYTES = 4 << 20
_LARGE_BYTES = 64 << 10
"""What is longer is not read on the event loop."""
_LONGEST_WAIT_S = 3600.0


@contextlib.contextmanager
def named_failures(source: str, timeout_s: float) -> Iterator[None]:
    """Turn what aiohttp raises in the block into Unanswered."""
    import aiohttp

    try:
        yield
    except TimeoutError:
        raise TimedOut(source, f"{source} did not answer within {timeout_s:g} s") from None
    except aiohttp.ClientConnectorCertificateError:
        raise Unanswered(source, f"{source} has a certificate that this machine does not trust") from None
    except (aiohttp.ClientConnectorSSLError, aiohttp.ServerFingerprintMismatch):
        raise Unanswered(source, f"{source} does not speak TLS as it should; check its address") from None
    except aiohttp.ClientConnectorDNSError as error:
        raise Unanswered(source, f"{source} was not found: {_lookup(error.os_error)}") from None
    except (aiohttp.ClientProxyConnectionError, aiohttp.ClientHttpProxyError):
        raise Unanswered(source, f"{source} {UNREACHABLE}: the proxy of the environment failed") from None
    except aiohttp.ClientConnectorError as error:
        raise Unanswered(source, f"{source} {UNREACHABLE} ({_cause(error)}); check its address") from None
    except (aiohttp.InvalidURL, UnicodeError):
        raise Unanswered(source, f"{source} cannot be asked: its address is not valid") from None
    except aiohttp.ClientResponseError:
        raise Unanswered(source, f"{source} answered with something that is not HTTP") from None
    except (aiohttp.ClientError, OSError):
        raise Broken(source, f"{source} broke the connection") from None


def _lookup(error: OSError) -> str:
    return "its name leads away from this machine" if isinstance(error, LeadsAway) else "its name cannot be looked up"


def _cause(error: OSError) -> str:
    return os.strerror(error.errno).lower() if error.errno else "no connection"


def check_status(source: str, response: ClientResponse) -> None:
    """Raise Unanswered unless the source answered the question."""
    status = response.status
    if 200 <= status < 300:
        return
    wait_s = retry_after_s(response.headers)
    if status == 429 or (status == 503 and wait_s is not None):
        asks = f"; it asks to wait {wait_s:.0f} s" if wait_s is not None else ""
        raise Throttled(source, f"{source} is asked too often or has no quota left{asks}", wait_s)
    if status >= 500:
        raise Broken(source, f"{source} has an error of its own (HTTP {status})")
    if 300 <= status < 400:
        raise Unanswered(source, f"{source} sends elsewhere, to {_elsewhere(response)}, which is not followed")
    raise Rejected(source, _rejection(source, status), status)


def _rejection(source: str, status: int) -> str:
    match status:
        case 401 | 403:
            return f"{source} refused the key: check it in the settings, the environment or the keyring"
        case 402:
            return f"{source} wants to be paid first (HTTP 402)"
        case 404:
            return f"{source} has nothing at this address (HTTP 404): check the address in the settings"
        case _:
            return f"{source} did not accept the request (HTTP {status})"


def _elsewhere(response: ClientResponse) -> str:
    try:
        host = urlsplit(response.headers.get("Location", "")).hostname
    except ValueError:
        host = None
    return f"{host or response.url.host:.100}"


def check_type(source: str, response: ClientResponse, *, or_events: bool = False) -> None:
    """Raise Unanswered unless the answer says that it is JSON, or an event stream where that is allowed."""
    kind = response.content_type.lower()
    if kind == "application/json" or kind.endswith("+json") or (or_events and kind == "text/event-stream"):
        return
    if kind in ("text/html", "application/xhtml+xml"):
        raise Unanswered(source, f"{source} answered with a web page instead of JSON: check its address")
    raise Unanswered(source, f"{source} answered with something other than JSON: check its address")


async def capped(source: str, response: ClientResponse) -> AsyncIterator[bytes]:
    """The body as it comes; raises Unanswered once it is too large."""
    total_bytes = 0
    async for chunk in response.content.iter_any():
        total_bytes += len(chunk)
        if total_bytes > LARGEST_BYTES:
            raise Unanswered(source, f"{source} answered with more than {LARGEST_BYTES >> 20} MB, and was cut off")
        yield chunk


async def read_json(source: str, response: ClientResponse) -> Any:
    """The JSON value of the body; raises Unanswered."""
    check_type(source, response)
    body = b"".join([chunk async for chunk in capped(source, response)])
    try:
        return await asyncio.to_thread(json.loads, body) if len(body) > _LARGE_BYTES else json.loads(body)
    except (ValueError, RecursionError):
        raise Unanswered(source, f"{source} answered with JSON that is not valid") from None


def retry_after_s(headers: Mapping[str, str]) -> float | None:
    """The wait that a `Retry-After` of seconds or of a date asks for, an hour at most; None if there is none."""
    written = headers.get("Retry-After", "").strip()
    try:
        wait_s = float(written)
    except ValueError:
        try:
            wait_s = parsedate_to_datetime(written).timestamp() - time.time()
        except (ValueError, TypeError, OverflowError):
            return None
    return min(max(wait_s, 0.0), _LONGEST_WAIT_S) if math.isfinite(wait_s) else None
