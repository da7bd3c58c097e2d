"""psycopg2's connection, and a delete by key against one by what is looked for."""

import psycopg2.extensions


def old(conn: psycopg2.extensions.connection, customer_id: int) -> int:
    with conn.cursor() as cur:
        cur.execute("SELECT id FROM note WHERE customer_id = %s", (customer_id,))
        keys = [key for (key,) in cur.fetchall()]
        for key in keys:
            cur.execute("DELETE FROM note WHERE id = %s", (key,))
    return len(keys)


def new(conn: psycopg2.extensions.connection, customer_id: int) -> int:
    with conn.cursor() as cur:
        cur.execute("DELETE FROM note WHERE customer_id = %s", (customer_id,))
        return cur.rowcount
