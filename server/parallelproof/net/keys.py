"""Find a provider's key: in the settings, the environment, or the system's keyring. Keys are never logged."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
from collections.abc import Mapping, Sequence

KEYRING_SERVICE = "parallelproof"
_KEYRING_TIMEOUT_S = 3.0


async def find_key(
    given: str, environment: Sequence[str], service: str, environ: Mapping[str, str] = os.environ
) -> str:
    """The key that was given, else of the first variable that is set, else the keyring's; "" if there is none.

    The keyring's entry is `parallelproof` with the service as its user: `keyring set parallelproof perplexity`.
    """
    key = given or next((environ[name] for name in environment if environ.get(name)), "")
    return key.strip() or await _from_keyring(service)


async def _from_keyring(service: str) -> str:
    """The keyring's entry, "" where there is none, it fails in whatever way, or asks its user for too long."""
    loop = asyncio.get_running_loop()
    found: asyncio.Future[str] = loop.create_future()
    # A thread that ends with the process: a keyring may wait for its user for ever.
    threading.Thread(target=_look, args=(service, loop, found), name="keyring", daemon=True).start()
    try:
        return await asyncio.wait_for(found, _KEYRING_TIMEOUT_S)
    except TimeoutError:
        return ""


def _look(service: str, loop: asyncio.AbstractEventLoop, found: asyncio.Future[str]) -> None:
    key: object = None
    try:
        import keyring

        key = keyring.get_password(KEYRING_SERVICE, service)
    except BaseException:
        pass
    with contextlib.suppress(RuntimeError):  # The loop may be closed by now.
        loop.call_soon_threadsafe(_tell, found, key.strip() if isinstance(key, str) else "")


def _tell(found: asyncio.Future[str], key: str) -> None:
    if not found.done():
        found.set_result(key)
