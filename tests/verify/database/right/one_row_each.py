"""The customer of each order, by its key."""


def old(conn):
    names = []
    for order_id, customer_id in conn.execute("SELECT id, customer_id FROM orders ORDER BY id").fetchall():
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        names.append((order_id, row[0] if row else None))
    return names


def new(conn):
    rows = conn.execute(
        "SELECT o.id, c.name FROM orders o LEFT JOIN customer c ON c.id = o.customer_id ORDER BY o.id"
    ).fetchall()
    return [(order_id, name) for order_id, name in rows]
