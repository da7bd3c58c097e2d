"""The drivers that code reaches a database through: connections to lend, put back as they were made, and notices."""

from __future__ import annotations

import contextlib
import importlib
import importlib.util
import urllib.parse

from . import database
from .handles import kind_of

READ_ONLY_OPTIONS = "-c default_transaction_read_only=on"
_WRITING_OPTIONS = "-c default_transaction_read_only=off"


def has(name):
    """Whether a package is installed where the program runs."""
    try:
        return importlib.util.find_spec(name) is not None
    except (ImportError, ValueError):
        return False


def environment(url, scheme):
    """What code may look for in its environment: one address, and its parts as libpq names them."""
    parts = urllib.parse.urlsplit(url)
    query = dict(urllib.parse.parse_qsl(parts.query))
    names = {
        "DATABASE_URL": scheme + url[url.index("://") :],
        "PGHOST": query.get("host", ""),
        "PGPORT": query.get("port", str(parts.port or 5432)),
        "PGUSER": urllib.parse.unquote(parts.username or query.get("user", "")),
        "PGPASSWORD": urllib.parse.unquote(parts.password or query.get("password", "")),
        "PGDATABASE": urllib.parse.unquote(parts.path.lstrip("/")),
        "PGOPTIONS": READ_ONLY_OPTIONS,
    }
    return {name: value for name, value in names.items() if value}


def connect(kind, url, scheme, may_write=False):
    """A new connection or engine of a kind."""
    plain, _, rows = kind.partition(" ")
    # Others are told by PGOPTIONS.
    options = {"options": _WRITING_OPTIONS} if may_write else {}
    if plain == "psycopg.Connection":
        made = _load("psycopg").connect(url, row_factory=_rows_of_psycopg(rows), **options)
        made.execute("SELECT now()")  # loads the time zone, which is read from a file
        made.rollback()
        return made
    if plain == "psycopg2.connection":
        return _load("psycopg2").connect(url, cursor_factory=_rows_of_psycopg2(rows), **options)
    sqlalchemy = _load("sqlalchemy")
    engine = sqlalchemy.create_engine(_dialect(scheme) + url[url.index("://") :], connect_args=options)
    with engine.connect() as connection:
        connection.execute(sqlalchemy.text("SELECT now()"))
    return engine


def _dialect(scheme):
    """With a driver that is installed: the one that the project's own address names, if it names one."""
    if "+" in scheme:
        return scheme
    return "postgresql+psycopg2" if has("psycopg2") else "postgresql+psycopg"


def cursor(connection, rows):
    """A new cursor, its rows as dictionaries if asked for."""
    if kind_of(type(connection)) == "psycopg.Connection":
        return connection.cursor(row_factory=_rows_of_psycopg(rows))
    return connection.cursor(cursor_factory=_rows_of_psycopg2(rows))


def _rows_of_psycopg(rows):
    module = _load("psycopg.rows")
    return module.dict_row if rows else module.tuple_row


def _rows_of_psycopg2(rows):
    return _load("psycopg2.extras").RealDictCursor if rows else None


def _load(name):
    """A module of the project's own interpreter."""
    return importlib.import_module(name)


def session(engine):
    """A new session."""
    return _load("sqlalchemy.orm").Session(engine)


def read(connection, sql, values):
    """The rows of a query as tuples."""
    try:
        with connection.cursor() as ours:
            ours.execute(sql, values)
            return [tuple(row) for row in ours.fetchall()]
    finally:
        connection.rollback()


def settle(handle):
    """End the transaction of a handle, whosever it is; whether it can be lent again."""
    kind = kind_of(type(handle))
    try:
        if kind == "psycopg.Connection":
            return _settle_psycopg(handle)
        if kind == "psycopg2.connection":
            if not handle.closed:
                handle.rollback()
            return not handle.closed and not handle.autocommit
        if kind in ("sqlalchemy.Connection", "sqlalchemy.Session") and not getattr(handle, "closed", False):
            if handle.in_transaction():
                handle.rollback()
            return True
        return kind == "sqlalchemy.Engine"
    except Exception:
        return False


def _settle_psycopg(connection):
    if connection.closed:
        return False
    name = connection.info.transaction_status.name
    if name == "ACTIVE":
        connection.close()  # a call that took too long left it in the middle of a query
        return False
    if name != "IDLE":
        connection.rollback()
    return not connection.autocommit and connection.isolation_level is None and connection.read_only is None


def notice():
    """Let the active database know of every attempt to write."""
    for name in ("psycopg", "psycopg2"):
        with contextlib.suppress(Exception):
            _notice_class(_load(name + ".errors").ReadOnlySqlTransaction)


def _notice_class(cls):
    if "__init__" in vars(cls):
        return
    above = cls.__init__

    def noticed(self, *args, **kwargs):
        database.refused_to_write()
        above(self, *args, **kwargs)

    cls.__init__ = noticed


def count_rows():
    """From now on the active database counts the rows that queries find; not for runs that are timed."""
    if has("psycopg"):
        _count(_load("psycopg").Cursor)
    if has("psycopg2"):
        _count_psycopg2(_load("psycopg2"), _load("psycopg2.extras"))
    if has("sqlalchemy"):
        engine = _load("sqlalchemy").Engine
        _load("sqlalchemy.event").listen(engine, "after_cursor_execute", _count_sqlalchemy)


def _count_sqlalchemy(connection, cursor, statement, parameters, context, executemany):
    if kind_of(type(cursor)) != "psycopg.Cursor":
        database.found_rows(cursor.rowcount)


def _count_psycopg2(module, extras):
    for cls in (extras.DictCursor, extras.RealDictCursor, extras.NamedTupleCursor):
        _count(cls)
    connect = module.connect
    plain = type("cursor", (module.extensions.cursor,), {})
    _count(plain)

    def counted(dsn=None, connection_factory=None, cursor_factory=None, **others):
        return connect(dsn, connection_factory, cursor_factory or plain, **others)

    module.connect = counted


def _count(cls):
    execute = cls.execute

    def counted(self, *args, **kwargs):
        found = execute(self, *args, **kwargs)
        database.found_rows(self.rowcount)
        return found

    counted.__qualname__, counted.__module__ = execute.__qualname__, cls.__module__
    cls.execute = counted
