"""Find a provider's key: in the settings, the environment, or the system's keyring. Keys are never logged."""

from __future__ import annotations

import asyncio
import contextlib
import os
import threading
import time
from collections.abc import Callable, Mapping, Sequence

KEYRING_SERVICE = "parallelproof"
_KEYRING_TIMEOUT_S = 3.0
_FOUND_S = 600.0
_NOT_FOUND_S = 60.0
_HANGING_S = 600.0
"""A keyring that does not answer is asked no more often, as each lookup holds a thread."""


class Keys:
    """Looks keys up for one event loop; what the keyring said counts for a while, and a key added later is found."""

    def __init__(self, environ: Mapping[str, str] = os.environ, now_s: Callable[[], float] = time.monotonic) -> None:
        self._environ = environ
        self._now_s = now_s
        self._lookups: dict[str, _Lookup] = {}

    async def find(self, given: str, names: Sequence[str], service: str) -> str:
        """The key that was given, else of the first variable that is set, else the keyring's; "" if there is none.

        The keyring's entry is `parallelproof` with the service as its user: `keyring set parallelproof perplexity`.
        """
        key = given or next((self._environ[name] for name in names if self._environ.get(name)), "")
        return key.strip() or await self._lookup(service).key()

    def _lookup(self, service: str) -> _Lookup:
        lookup = self._lookups.get(service)
        if lookup is None or lookup.is_over:
            lookup = self._lookups[service] = _Lookup(service, self._now_s)
        return lookup


class _Lookup:
    """One look into the keyring, for all who want the same entry. It outlives whoever waits for it."""

    def __init__(self, service: str, now_s: Callable[[], float]) -> None:
        self._now_s = now_s
        self._patient_until_s = now_s() + _KEYRING_TIMEOUT_S
        self._over_s = now_s() + _HANGING_S
        self._found: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        # A thread that ends with the process: a keyring may wait for its user for ever.
        threading.Thread(target=self._look, args=(service, self._found.get_loop()), name="keyring", daemon=True).start()

    @property
    def is_over(self) -> bool:
        """Whether what it found, or has not found yet, is too old to count."""
        return self._now_s() >= self._over_s

    async def key(self) -> str:
        """The entry, "" where there is none, the keyring fails in whatever way, or asks its user for too long."""
        await asyncio.wait([self._found], timeout=max(0.0, self._patient_until_s - self._now_s()))
        return self._found.result() if self._found.done() else ""

    def _look(self, service: str, loop: asyncio.AbstractEventLoop) -> None:
        key: object = None
        try:
            import keyring

            key = keyring.get_password(KEYRING_SERVICE, service)
        except BaseException:
            pass
        with contextlib.suppress(RuntimeError):  # The loop may be closed by now.
            loop.call_soon_threadsafe(self._tell, key.strip() if isinstance(key, str) else "")

    def _tell(self, key: str) -> None:
        self._over_s = self._now_s() + (_FOUND_S if key else _NOT_FOUND_S)
        self._found.set_result(key)
