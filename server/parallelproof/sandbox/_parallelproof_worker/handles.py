"""Objects of database drivers: which kind of handle a class is, how one is left, and what of its errors counts."""

from __future__ import annotations

LIBRARIES = frozenset(("psycopg", "psycopg2", "psycopg_pool", "sqlalchemy"))
"""Packages whose objects are ways to a database, not data of the program."""
KINDS = {
    ("psycopg", "Connection"): "psycopg.Connection",
    ("psycopg", "Cursor"): "psycopg.Cursor",
    ("psycopg2.extensions", "connection"): "psycopg2.connection",
    ("psycopg2.extensions", "cursor"): "psycopg2.cursor",
    ("sqlalchemy.engine.base", "Engine"): "sqlalchemy.Engine",
    ("sqlalchemy.engine.base", "Connection"): "sqlalchemy.Connection",
    ("sqlalchemy.orm.session", "Session"): "sqlalchemy.Session",
}
BY_NAME = " dict"
"""Ends the kinds whose rows are dictionaries."""
_DATA = ("psycopg.types", "psycopg2._range", "psycopg2._json", "psycopg2.extras", "sqlalchemy.util")
_IN_TRANSACTION = 2
_HAS_WRITTEN = "SELECT pg_current_xact_id_if_assigned() IS NOT NULL"
_ILL_TYPED = ("42883", "42804", "42846")
"""SQLSTATEs for values that no operator or function takes, or that are not of a column's type."""
_CANNOT_ADAPT = ("cannot adapt", "can't adapt")
_PASSING = ("08", "53", "55P03", "57", "58", "40", "XX")
"""Beginnings of SQLSTATEs that say nothing of the program: the server was short of something, or a limit was hit."""


def kind_of(cls):
    """The kind of handle that a class is, None for any other class."""
    for base in getattr(cls, "__mro__", ()):
        kind = KINDS.get((base.__module__, base.__qualname__))
        if kind:
            return kind
    return None


def variants(kind):
    """The kind with rows as tuples, then as dictionaries, where a handle can give both."""
    return (kind, kind + BY_NAME) if kind.startswith("psycopg") else (kind,)


def has_written(handle):
    """Whether the open transaction of a handle has written something, or locked rows."""
    kind = kind_of(type(handle))
    if kind in ("psycopg.Cursor", "psycopg2.cursor"):
        return has_written(handle.connection)
    if kind == "psycopg.Connection" and handle.info.transaction_status.name == "INTRANS":
        return _asked(handle)
    if kind == "psycopg2.connection" and not handle.closed and handle.info.transaction_status == _IN_TRANSACTION:
        return _asked(handle)
    if kind in ("sqlalchemy.Connection", "sqlalchemy.Session") and handle.in_transaction():
        connection = handle.connection() if kind == "sqlalchemy.Session" else handle
        return bool(connection.exec_driver_sql(_HAS_WRITTEN).scalar())
    return False


def _asked(connection):
    with connection.cursor() as cursor:
        cursor.execute(_HAS_WRITTEN)
        row = cursor.fetchone()
        return bool(next(iter(row.values() if isinstance(row, dict) else row)))


def root_of(cls):
    """The package that a class comes from."""
    return (getattr(cls, "__module__", None) or "").partition(".")[0]


def is_data(cls):
    """Whether instances of a class of these packages are values that a database can hold, or rows."""
    return issubclass(cls, (tuple, list, dict, str)) or cls.__module__.startswith(_DATA)


def state_of(handle):
    """How a handle is left, as values: what is not read yet, if it is closed, in which transaction it is."""
    kind = kind_of(type(handle))
    if kind == "sqlalchemy.Session":
        waiting = bool(handle.new or handle.dirty or handle.deleted)
        return [kind, handle.in_transaction(), *(["unwritten"] if waiting else [])]
    if kind == "sqlalchemy.Connection":
        return [kind, handle.closed, handle.in_transaction()]
    if kind == "psycopg.Connection":
        return [kind, handle.closed, handle.autocommit, handle.info.transaction_status.name, _name(handle.row_factory)]
    if kind == "psycopg2.connection":
        return [kind, bool(handle.closed), handle.autocommit, handle.status]
    if kind in ("psycopg.Cursor", "psycopg2.cursor"):
        return [kind, handle.closed, _unread(handle)]
    return [kind]


def _unread(cursor):
    if cursor.closed or cursor.description is None:
        return []
    return [dict(row) if isinstance(row, dict) else tuple(row) for row in cursor.fetchall()]


def _name(factory):
    return getattr(factory, "__qualname__", type(factory).__qualname__)


def sqlstate(error):
    """The SQLSTATE of a driver's error or of one that wraps it, "" where it is of another kind or says none."""
    error = getattr(error, "orig", None) or error
    if root_of(type(error)) not in LIBRARIES and not any(root_of(base) in LIBRARIES for base in type(error).__mro__):
        return ""
    return getattr(error, "sqlstate", None) or getattr(error, "pgcode", None) or ""


def is_error(error):
    """Whether an exception is what a driver says of the database, whose text quotes the query."""
    return any(
        base.__name__ in ("Error", "DBAPIError", "StatementError") and root_of(base) in LIBRARIES
        for base in type(error).__mro__
    )


def is_ill_typed(error, uses_database=False):
    """Whether a call raised for a value of a wrong type: its own error, or what a driver says of one.

    With a database None is what is found where there is no row, which is no fault of the caller.
    """
    if isinstance(error, (TypeError, AttributeError)):
        return not (uses_database and "NoneType" in str(error))
    if not is_error(error):
        return False
    orig = getattr(error, "orig", None) or error
    unsent = not sqlstate(error) and (type(orig).__name__ == "DataError" or str(orig).startswith(_CANNOT_ADAPT))
    return unsent or sqlstate(error) in _ILL_TYPED


def is_passing(error):
    """Whether an exception, or what caused it, says nothing of the program: the same call may work the next time."""
    for _ in range(10):
        if error is None:
            break
        if is_error(error):
            orig = getattr(error, "orig", None) or error
            lost = type(orig).__name__ == "OperationalError" and not sqlstate(error)
            if lost or sqlstate(error).startswith(_PASSING):
                return True
        error = error.__cause__ or error.__context__
    return False
