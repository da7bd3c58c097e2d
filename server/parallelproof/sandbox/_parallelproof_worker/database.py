"""The database of one side: live connections in the place of what stands for them in inputs, put back after calls."""

from __future__ import annotations

import contextlib
import os
import weakref

from . import drivers
from .handles import has_written, kind_of, state_of
from .writing import Writing


class Database:
    """The fork of one side.

    `wanted` holds its `url`, the `scheme` that code is told in DATABASE_URL, and `writes`: whether what is lent may
    write, which connections that code makes itself never may; then `small` names the tables that can be compared.
    """

    def __init__(self, wanted):
        self.url = wanted["url"]
        self.rows = 0
        """Rows that queries have found so far, where `drivers.count_rows` was asked for it."""
        self.wrote = False
        """Whether something was to be written, which is not allowed."""
        self.may_write, self._small = wanted["writes"], wanted["small"]
        self._scheme = wanted["scheme"]
        self._live = {}
        self._lent: list[object] = []
        self._left: list[object] = []
        self._writing: Writing | None = None
        self._kinds: weakref.WeakKeyDictionary[object, str] = weakref.WeakKeyDictionary()
        self._sessions: weakref.WeakSet = weakref.WeakSet()

    def activate(self):
        """Make it the database that code finds in its environment, and that connections are lent of."""
        global _active
        _active = self
        os.environ.update(drivers.environment(self.url, self._scheme))

    def lend(self, kind):
        """A live object of a kind, as new."""
        if self.may_write and self._writing is None:
            self._writing = Writing(self._rows, self._small)
        made = self._made(kind)
        self._lent.append(made)
        self._kinds[made] = kind
        return made

    def kind_of_lent(self, value):
        """The kind that an object was lent as, None if it was not made here."""
        return self._kinds.get(value)

    def left(self):
        """How what was lent since the last time was left, as values that can be compared."""
        lent, self._lent = self._lent, []
        self._left = lent
        states = [state_of(value) for value in lent]
        self.wrote |= any("unwritten" in state for state in states)
        for value in [] if self.may_write else lent:
            with contextlib.suppress(Exception):  # an error ends what a transaction wrote
                self.wrote |= bool(has_written(value))
        return states

    def written(self, modules=()):
        """What the transactions of what `left` looked at last have written, as `Writing.told` gives it; ends them."""
        if self._writing is None:
            return "", "nothing", [], None
        pending = self._writing.pending(self._left)
        self.settle(modules)
        return self._writing.told(pending)

    def settle(self, modules=()):
        """End the transaction of every connection, and drop those that are not as new."""
        self._lent = self._left = []
        for kind, live in list(self._live.items()):
            if not drivers.settle(live):
                del self._live[kind]
        for session in list(self._sessions):
            if session.in_transaction():
                session.close()
        for module in modules:
            for value in list(vars(module).values()):
                if kind_of(type(value)):
                    drivers.settle(value)
        if self._writing is not None:
            self._writing.put_back()

    def read(self, sql, values=()):
        """The rows of a query of ours, none where it fails."""
        with contextlib.suppress(Exception):
            return drivers.read(self._base(), sql, values)
        return []

    def _rows(self, *statements):
        """The rows of the last of some statements of ours, in a transaction that is then taken back."""
        connection = self._base()
        try:
            with drivers.cursor(connection, "") as cursor:
                for statement in statements:
                    cursor.execute(statement)
                return [tuple(row) for row in cursor.fetchall()]
        finally:
            connection.rollback()

    def _base(self):
        """A connection that the others can be made of; psycopg's where it is installed."""
        kind = "psycopg.Connection" if drivers.has("psycopg") else "psycopg2.connection"
        return self._one(kind)

    def _one(self, kind):
        if kind not in self._live:
            self._live[kind] = drivers.connect(kind, self.url, self._scheme, self.may_write)
        return self._live[kind]

    def _made(self, kind):
        plain, _, rows = kind.partition(" ")
        if plain in ("psycopg.Cursor", "psycopg2.cursor"):
            owner = self._one("psycopg.Connection" if plain == "psycopg.Cursor" else "psycopg2.connection")
            return drivers.cursor(owner, rows)
        if plain == "sqlalchemy.Session":
            session = drivers.session(self._one("sqlalchemy.Engine"))
            self._sessions.add(session)
            return session
        if plain == "sqlalchemy.Connection" and kind not in self._live:
            self._live[kind] = self._one("sqlalchemy.Engine").connect()
        return self._one(kind)


_active: Database | None = None


def active():
    """The database of the active side, None where it has none."""
    return _active


def refused_to_write():
    """Note that the active side's code tried to write."""
    if _active is not None:
        _active.wrote = True


def found_rows(count):
    """Note how many rows a query of the active side's code found."""
    if _active is not None and count > 0:
        _active.rows += count
