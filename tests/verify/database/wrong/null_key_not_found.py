"""NULL equals nothing, so its row is None; a dictionary that lacks the key raises."""


def old(conn):
    names = []
    for order_id, customer_id in conn.execute("SELECT id, customer_id FROM orders ORDER BY id").fetchall():
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        names.append((order_id, row[0] if row else None))
    return names


def new(conn):
    rows = conn.execute("SELECT id, customer_id FROM orders ORDER BY id").fetchall()
    names = dict(conn.execute("SELECT id, name FROM customer").fetchall())
    return [
        (order_id, names.get(customer_id, "") if customer_id is None else names.get(customer_id))
        for order_id, customer_id in rows
    ]
