"""What calls write in the transaction of a handle that they were given, seen there before it is taken back."""

from __future__ import annotations

import importlib

from .handles import is_passing, kind_of, sqlstate

_IN_TRANSACTION = 2
_TEXTS = """
SET LOCAL search_path = pg_catalog; SET LOCAL "DateStyle" = 'ISO, YMD'; SET LOCAL "IntervalStyle" = 'postgres';
SET LOCAL "TimeZone" = 'UTC'; SET LOCAL extra_float_digits = 3; SET LOCAL bytea_output = 'hex';
SET LOCAL lc_monetary = 'C'; SET LOCAL xmloption = 'content'
"""
_OURS = "n.nspname !~ '^pg_' AND n.nspname <> 'information_schema' AND c.relpersistence <> 't'"
# What the server has counted may be of an earlier transaction too: it shows which tables to look at, nothing else.
_TABLES = (
    """
SELECT format('%I.%I', n.nspname, c.relname), pg_relation_filenode(c.oid)::text,
    pg_stat_get_xact_tuples_inserted(c.oid) + pg_stat_get_xact_tuples_updated(c.oid)
        + pg_stat_get_xact_tuples_deleted(c.oid) > 0
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE c.relkind IN ('r', 'm') AND """
    + _OURS
)
_SEQUENCES = (
    """
SELECT format('%I.%I', n.nspname, c.relname), pg_sequence_last_value(c.oid)
FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace WHERE c.relkind = 'S' AND """
    + _OURS
)
# Rows that are locked, tables that are, and what is left for the rest of the transaction or session.
_OTHERS = """
SELECT concat_ws(' ', l.locktype, l.mode, l.relation::regclass, l.classid, l.objid) FROM pg_locks l
WHERE l.pid = pg_backend_pid() AND (l.locktype = 'advisory' OR l.locktype = 'relation'
    AND l.mode NOT IN ('AccessShareLock', 'RowExclusiveLock') AND l.relation IN (
        SELECT c.oid FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
        WHERE c.relkind IN ('r', 'm', 'p') AND n.nspname !~ '^pg_'))
UNION SELECT 'temporary ' || relname FROM pg_class
WHERE relnamespace = pg_my_temp_schema() AND relkind IN ('r', 'p', 'v')
ORDER BY 1
"""
_ROWS = """
SELECT count(*), concat_ws(' ', sum(hashtextextended((r.*)::text, 0)), sum(hashtextextended((r.*)::text, 1)))
FROM ONLY %s r
"""
_NEW = """
SELECT count(*), left(min((r.*)::text), 80) FROM ONLY %s r
WHERE age(xmin) <= age(pg_current_xact_id_if_assigned()::xid)
"""
_BACK = "SELECT setval('%s'::regclass, %s, true)"
_START = "SELECT setval(seqrelid, seqstart, false) FROM pg_sequence WHERE seqrelid = '%s'::regclass"


class Writing:
    """Compares what transactions hold with the rows as they were.

    `rows` gives those of a query, outside of them. `small` names the tables whose rows can be compared after a call.
    """

    def __init__(self, rows, small):
        self._rows, self._small = rows, frozenset(small)
        self._files = {name: file for name, file, _ in rows(_TABLES)}
        self._sequences = dict(rows(_SEQUENCES))
        self._before = {}

    def pending(self, handles):
        """What the open transactions of handles hold, as `told` takes it; they cannot go on afterwards."""
        connections = {id(one): one for one in map(_connection, handles) if one is not None}
        return [self._held(connection) for connection in connections.values()]

    def _held(self, connection):
        with _cursor(connection) as cursor:
            try:
                return self._looked(lambda sql: _fetched(cursor, sql))
            except Exception as error:
                if is_passing(error) or not sqlstate(error):
                    raise
                # What a commit would have been told of a constraint that is checked at the end.
                return {"error": sqlstate(error)}

    def _looked(self, rows):
        sequences = {name: value for name, value in rows(_SEQUENCES) if value != self._sequences.get(name)}
        others = [text for (text,) in rows(_OTHERS)]
        rows("SET CONSTRAINTS ALL IMMEDIATE")
        rows(_TEXTS)
        tables, large = {}, None
        for name, file, is_touched in rows(_TABLES):
            if not is_touched and self._files.get(name) == file:
                continue
            if name not in self._small:
                large = name
            else:
                tables[name] = rows(_ROWS % name)[0], rows(_NEW % name)[0]
        return {"sequences": sequences, "others": others, "tables": tables, "large": large}

    def told(self, pending):
        """(What was written as text to compare, the same for people, names of tables, name of one that is too large).

        Every transaction has ended by then.
        """
        texts, shown, tables, large = [], [], [], None
        for held in pending:
            large = large or held.get("large")
            for name, (now, new) in sorted(held.get("tables", {}).items()):
                before = self._known(name)
                if now != before:
                    tables.append(name)
                    texts.append("%s %s" % (name, now))
                    shown.append(_shown(name, before[0], now[0], *new))
            others = {**held.get("sequences", {}), "": held.get("others", []), "error": held.get("error")}
            texts.append(repr(sorted(others.items())))
        return "; ".join(texts), "; ".join(shown) or "nothing", tables, large

    def put_back(self):
        """Set sequences back: what ends a transaction does not."""
        for name, value in self._rows(_SEQUENCES):
            if name in self._sequences and value != self._sequences[name]:
                was = self._sequences[name]
                self._rows(_START % _literal(name) if was is None else _BACK % (_literal(name), was))

    def _known(self, name):
        """What a table holds outside of the transactions of calls."""
        if name not in self._before:
            self._before[name] = self._rows(_TEXTS, _ROWS % name)[0]
        return self._before[name]


def _shown(name, before, now, new, row):
    gone = before + new - now
    parts = ["%d new or changed, such as %s" % (new, row)] if new else []
    parts += ["%d gone or as they were before a change" % gone] if gone else []
    return "%s: rows %s" % (name, ", ".join(parts))


def _literal(name):
    return name.replace("'", "''")


def _connection(handle):
    """The driver's connection of a handle, where that is in a transaction that can be asked."""
    kind = kind_of(type(handle))
    if kind in ("sqlalchemy.Connection", "sqlalchemy.Session"):
        is_session = kind == "sqlalchemy.Session"
        if not handle.in_transaction() or (not handle.is_active if is_session else handle.closed):
            return None
        owner = handle.connection() if is_session else handle
        return _connection(owner.connection.dbapi_connection)
    if kind in ("psycopg.Cursor", "psycopg2.cursor"):
        return _connection(handle.connection)
    if kind == "psycopg.Connection":
        return handle if not handle.closed and handle.info.transaction_status.name == "INTRANS" else None
    if kind == "psycopg2.connection":
        is_open = not handle.closed and handle.info.transaction_status == _IN_TRANSACTION
        return handle if is_open else None
    return None


def _cursor(connection):
    """A cursor of ours, whose rows are tuples whatever the connection's are."""
    if kind_of(type(connection)) == "psycopg.Connection":
        return connection.cursor(row_factory=importlib.import_module("psycopg.rows").tuple_row)
    return connection.cursor(cursor_factory=importlib.import_module("psycopg2.extensions").cursor)


def _fetched(cursor, sql):
    cursor.execute(sql)
    return [tuple(row) for row in cursor.fetchall()] if cursor.description else []
