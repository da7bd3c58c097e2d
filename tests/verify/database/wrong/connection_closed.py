"""The caller goes on with its connection, which `with` closes."""

import psycopg


def old(conn: psycopg.Connection, status: str) -> int:
    return conn.execute("SELECT count(*) FROM orders WHERE status = %s", (status,)).fetchone()[0]


def new(conn: psycopg.Connection, status: str) -> int:
    with conn:
        return conn.execute("SELECT count(*) FROM orders WHERE status = %s", (status,)).fetchone()[0]
