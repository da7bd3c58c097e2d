"""The older driver, with a connection that nothing but its use tells apart."""

import psycopg2  # noqa: F401


def old(conn, status):
    cur = conn.cursor()
    cur.execute("SELECT id, customer_id FROM orders WHERE status = %s ORDER BY id", (status,))
    names = []
    for order_id, customer_id in cur.fetchall():
        cur.execute("SELECT name FROM customer WHERE id = %s", (customer_id,))
        row = cur.fetchone()
        names.append((order_id, row[0] if row else None))
    return names


def new(conn, status):
    cur = conn.cursor()
    cur.execute(
        "SELECT o.id, c.name FROM orders o LEFT JOIN customer c ON c.id = customer_id WHERE status = %s ORDER BY o.id",
        (status,),
    )
    return cur.fetchall()
