"""A key is found where its user put it; a keyring that fails, in whatever way, is a keyring without it."""

from __future__ import annotations

import asyncio
import logging
import threading
import time
from collections.abc import Callable, Iterator

import keyring
import pytest
from keyring.backend import KeyringBackend
from keyring.errors import KeyringLocked, NoKeyringError
from parallelproof.net.keys import Keys

KEY = "key-¦0123456789abcdef".replace("¦", "")


class Ring(KeyringBackend):
    """A keyring that does what a test wants when it is asked for an entry."""

    priority = 1  # type: ignore[assignment]

    def __init__(self, look: Callable[[str, str], str | None]) -> None:
        super().__init__()
        self.look = look
        self.threads: list[threading.Thread] = []

    def get_password(self, service: str, username: str) -> str | None:
        self.threads.append(threading.current_thread())
        return self.look(service, username)

    def set_password(self, service: str, username: str, password: str) -> None:
        raise NotImplementedError

    def delete_password(self, service: str, username: str) -> None:
        raise NotImplementedError


@pytest.fixture
def install() -> Iterator[Callable[[Callable[[str, str], str | None]], Ring]]:
    """Makes a keyring the system's, until the test ends."""
    before = keyring.get_keyring()

    def installed(look: Callable[[str, str], str | None]) -> Ring:
        ring = Ring(look)
        keyring.set_keyring(ring)
        return ring

    yield installed
    keyring.set_keyring(before)


async def test_the_setting_comes_first_then_the_environment_then_the_keyring(install) -> None:
    ring = install(lambda service, name: f"{service}:{name}")
    environ = {"FIRST": "", "SECOND": "of the environment\n", "THIRD": "no"}
    keys = Keys(environ)
    names = ("ZEROTH", "FIRST", "SECOND", "THIRD")
    assert await keys.find(" given ", names, "perplexity") == "given"
    assert await keys.find("", names, "perplexity") == "of the environment"
    assert ring.threads == []
    assert await Keys({}).find("", names, "perplexity") == "parallelproof:perplexity"


async def test_the_keyring_is_asked_in_a_thread_of_its_own(install) -> None:
    ring = install(lambda *_: KEY)
    assert await Keys({}).find("", (), "tavily") == KEY
    (thread,) = ring.threads
    assert thread is not threading.main_thread()
    assert thread.daemon


def no_entry(*_: str) -> None:
    """There is no such entry."""


def no_backend(*_: str) -> str:
    raise NoKeyringError(KEY)


def locked(*_: str) -> str:
    raise KeyringLocked(KEY)


def bug(*_: str) -> str:
    raise RuntimeError(KEY)


def system_exit(*_: str) -> str:
    raise SystemExit(KEY)


def not_text(*_: str) -> str:
    return 7  # type: ignore[return-value]


@pytest.mark.parametrize("look", [no_entry, no_backend, locked, bug, system_exit, not_text])
async def test_a_keyring_that_fails_has_no_key_and_tells_nothing(
    install, look, caplog: pytest.LogCaptureFixture, capfd: pytest.CaptureFixture[str]
) -> None:
    install(look)
    caplog.set_level(logging.DEBUG)
    assert await Keys({}).find("", (), "tavily") == ""
    out, err = capfd.readouterr()
    assert KEY not in caplog.text + out + err


async def test_a_keyring_that_waits_for_its_user_is_not_waited_for(install) -> None:
    wakes = threading.Event()
    install(lambda *_: str(wakes.wait(60)))
    began_s = time.monotonic()
    ticks = 0

    async def tick() -> None:
        nonlocal ticks
        while True:
            await asyncio.sleep(0.05)
            ticks += 1

    ticking = asyncio.create_task(tick())
    assert await Keys({}).find("", (), "tavily") == ""
    ticking.cancel()
    wakes.set()
    assert 2 < time.monotonic() - began_s < 6
    assert ticks > 20


async def test_a_lookup_may_be_cancelled(install) -> None:
    wakes = threading.Event()
    ring = install(lambda *_: str(wakes.wait(60)))
    looking = asyncio.create_task(Keys({}).find("", (), "tavily"))
    await asyncio.sleep(0.1)
    looking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await looking
    wakes.set()
    await asyncio.to_thread(ring.threads[0].join, 5)
    await asyncio.sleep(0)


class Clock:
    """A time that a test sets forward."""

    def __init__(self) -> None:
        self.s = 1_000.0

    def __call__(self) -> float:
        return self.s


@pytest.mark.parametrize(("key", "lasts_s"), [(KEY, 600), (None, 60)], ids=["found", "not found"])
async def test_the_keyring_is_asked_once_and_again_when_its_answer_is_old(install, key, lasts_s: int) -> None:
    ring = install(lambda *_: key)
    clock = Clock()
    keys = Keys({}, clock)
    await asyncio.gather(*(keys.find("", (), "tavily") for _ in range(5)))
    clock.s += lasts_s - 1
    assert await keys.find("", (), "tavily") == (key or "")
    assert len(ring.threads) == 1
    ring.look = lambda *_: "another"
    clock.s += 2
    assert await keys.find("", (), "tavily") == "another"
    assert len(ring.threads) == 2


async def test_each_service_has_its_own_entry(install) -> None:
    install(lambda _, name: f"key of {name}")
    keys = Keys({})
    assert [await keys.find("", (), name) for name in ("exa", "brave")] == ["key of exa", "key of brave"]


async def test_a_key_added_to_the_environment_counts_at_once(install) -> None:
    install(no_entry)
    environ: dict[str, str] = {}
    keys = Keys(environ)
    assert await keys.find("", ("TAVILY_API_KEY",), "tavily") == ""
    environ["TAVILY_API_KEY"] = KEY
    assert await keys.find("", ("TAVILY_API_KEY",), "tavily") == KEY


async def test_a_keyring_that_hangs_is_waited_for_once_and_holds_one_thread(install) -> None:
    wakes = threading.Event()
    ring = install(lambda *_: KEY if wakes.wait(60) else None)
    clock = Clock()
    keys = Keys({}, clock)
    waiting = asyncio.create_task(keys.find("", (), "tavily"))
    await asyncio.sleep(0.05)
    clock.s += 3
    began_s = time.monotonic()
    assert [await keys.find("", (), "tavily") for _ in range(20)] == [""] * 20
    assert time.monotonic() - began_s < 1
    assert len(ring.threads) == 1
    wakes.set()
    assert await waiting == KEY
    assert await keys.find("", (), "tavily") == KEY, "what its user unlocked in the end counts"
    assert len(ring.threads) == 1


async def test_no_key_shows_in_a_repr(install) -> None:
    install(lambda *_: KEY)
    keys = Keys({})
    assert await keys.find("", (), "tavily") == KEY
    assert KEY not in f"{keys!r} {vars(keys)!r}"
