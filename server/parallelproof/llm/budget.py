"""What the model may cost: tokens and US dollars, in this session and in the day, which a user's servers share."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import os
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from ..ports import Unanswered
from ..settings import Settings

_log = logging.getLogger(__name__)
_LOCK_S = 2.0
_MILLION = 1_000_000
_BROKEN = frozenset({sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_ERROR})
_TABLE = "CREATE TABLE IF NOT EXISTS spent (day TEXT PRIMARY KEY, tokens INTEGER NOT NULL, dollars REAL NOT NULL)"
_READ = "SELECT CAST(tokens AS INTEGER), CAST(dollars AS REAL) FROM spent WHERE day = ?"
_ADD = """INSERT INTO spent VALUES (?, ?, ?) ON CONFLICT (day) DO UPDATE
          SET tokens = tokens + excluded.tokens, dollars = dollars + excluded.dollars"""
_FORGET = "DELETE FROM spent WHERE day < date(?, '-31 days')"

Period = Literal["session", "day"]


@dataclass(frozen=True, slots=True)
class Spent:
    """Tokens, sent and written, and the US dollars that they cost."""

    tokens: int = 0
    dollars: float = 0.0

    def __add__(self, other: Spent) -> Spent:
        return Spent(self.tokens + other.tokens, self.dollars + other.dollars)

    def __sub__(self, other: Spent) -> Spent:
        return Spent(self.tokens - other.tokens, self.dollars - other.dollars)


@dataclass(slots=True)
class Call:
    """A call that was let through. Whoever makes it says here what it used: nothing, until then."""

    tokens_in: int = 0
    tokens_out: int = 0


class Budget:
    """Lets calls through while there is money for them; the day's count stands in a private database at `path`.

    A call takes what it may use at most, and gives back what it did not: servers side by side stay within the limits
    together, and one that dies in a call has counted too much, not too little. Where the database cannot be used,
    the session is all that counts.
    """

    def __init__(self, path: Path, today: Callable[[], date] = date.today) -> None:
        self._path = path
        self._today = today
        self._session = Spent()
        self._is_told = False

    @contextlib.asynccontextmanager
    async def reserved(self, source: str, tokens_in: int, tokens_out: int, settings: Settings) -> AsyncIterator[Call]:
        """Room for one call of at most so many tokens; raises Unanswered, naming the setting, where there is none."""
        most = _price(tokens_in, tokens_out, settings)
        if problem := _refusal(self._session, most, settings, "session"):
            raise Unanswered(source, f"{source} was not asked: {problem}")
        self._session += most
        day = self._today().isoformat()
        taking = asyncio.ensure_future(asyncio.to_thread(self._take, day, most, settings, self._session - most))
        call = Call()
        try:
            if problem := (await asyncio.shield(taking))[0]:
                raise Unanswered(source, f"{source} was not asked: {problem}")
            yield call
        finally:
            unused = most - _price(call.tokens_in, call.tokens_out, settings)
            self._session -= unused
            await asyncio.shield(self._give_back(taking, day, unused))

    async def usage(self, settings: Settings) -> str:
        """What was used today and in this session, and what may be, in one sentence."""
        today = await asyncio.to_thread(self._spent, self._today().isoformat())
        return f"{_share(today, settings, 'day')} today, {_share(self._session, settings, 'session')} in this session."

    def _take(self, day: str, most: Spent, settings: Settings, session: Spent) -> tuple[str | None, bool]:
        """Why a call may not be made, if so, and whether the database has counted it."""
        try:
            with self._database() as database:
                spent = _read(database, day)
                problem = _refusal(spent, most, settings, "day")
                if problem is None:
                    database.execute(_ADD, (day, most.tokens, most.dollars))
                    database.execute(_FORGET, (day,))
                return problem, problem is None
        except (OSError, sqlite3.Error) as error:
            self._tell(error)
            return _refusal(session, most, settings, "day"), False

    async def _give_back(self, taking: Awaitable[tuple[str | None, bool]], day: str, unused: Spent) -> None:
        _, is_counted = await taking
        if is_counted:
            await asyncio.to_thread(self._add, day, Spent() - unused)

    def _add(self, day: str, change: Spent) -> None:
        try:
            with self._database() as database:
                database.execute(_ADD, (day, change.tokens, change.dollars))
        except (OSError, sqlite3.Error) as error:
            self._tell(error)

    def _spent(self, day: str) -> Spent:
        try:
            with self._database() as database:
                return _read(database, day)
        except (OSError, sqlite3.Error) as error:
            self._tell(error)
            return self._session

    @contextlib.contextmanager
    def _database(self) -> Iterator[sqlite3.Connection]:
        """The database, locked until the block ends; a broken file is set aside."""
        connection = self._opened()
        try:
            yield connection
            connection.commit()
        finally:
            connection.close()

    def _opened(self) -> sqlite3.Connection:
        try:
            return _open(self._path)
        except sqlite3.Error as error:
            if error.sqlite_errorcode not in _BROKEN:
                raise
            aside = self._path.with_suffix(".broken")
            self._path.replace(aside)
            _log.warning(
                "the count of what the model used could not be read; it begins anew, the old file is %s", aside
            )
            return _open(self._path)

    def _tell(self, error: Exception) -> None:
        if not self._is_told:
            self._is_told = True
            _log.warning("what the model uses cannot be counted in %s: %s; only this session counts", self._path, error)


def _open(path: Path) -> sqlite3.Connection:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=_LOCK_S, isolation_level=None)
    try:
        connection.execute("BEGIN IMMEDIATE")
        connection.execute(_TABLE)
        connection.execute(_READ, ("",)).fetchone()
    except sqlite3.Error:
        connection.close()
        raise
    return connection


def _read(database: sqlite3.Connection, day: str) -> Spent:
    row = database.execute(_READ, (day,)).fetchone()
    return Spent(*row) if row else Spent()


def _price(tokens_in: int, tokens_out: int, settings: Settings) -> Spent:
    dollars = (tokens_in * settings.model_price_in + tokens_out * settings.model_price_out) / _MILLION
    return Spent(tokens_in + tokens_out, dollars)


def _limit(settings: Settings, period: Period) -> Spent:
    if period == "day":
        return Spent(settings.model_tokens_per_day, settings.model_cost_per_day)
    return Spent(settings.model_tokens_per_session, settings.model_cost_per_session)


def _refusal(spent: Spent, most: Spent, settings: Settings, period: Period) -> str | None:
    limit, then = _limit(settings, period), spent + most
    if then.tokens > limit.tokens:
        left = f"{max(0, limit.tokens - spent.tokens):,} of {limit.tokens:,} tokens are left"
        return f"{left}, too few for this question; raise `model_tokens_per_{period}` to go on"
    if then.dollars > limit.dollars:
        left = f"{max(0.0, limit.dollars - spent.dollars):.2f} of {limit.dollars:.2f} $ are left"
        return f"{left}, too little for this question; raise `model_cost_per_{period}` to go on"
    return None


def _share(spent: Spent, settings: Settings, period: Period) -> str:
    limit = _limit(settings, period)
    tokens = f"{spent.tokens:,} of {limit.tokens:,} tokens"
    if not settings.model_price_in and not settings.model_price_out:
        return tokens
    return f"{tokens} and {spent.dollars:.2f} of {limit.dollars:.2f} $"
