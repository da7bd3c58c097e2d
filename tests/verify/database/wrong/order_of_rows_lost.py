"""Rows in the order of their totals; in one query they come by customer."""


def old(conn):
    lines = []
    for (status,) in conn.execute("SELECT DISTINCT status FROM orders ORDER BY status").fetchall():
        for row in conn.execute("SELECT id FROM orders WHERE status = %s ORDER BY total DESC, id", (status,)):
            lines.append((status, row[0]))
    return lines


def new(conn):
    return [tuple(row) for row in conn.execute("SELECT status, id FROM orders ORDER BY status, total, id").fetchall()]
