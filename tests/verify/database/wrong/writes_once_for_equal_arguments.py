"""A memory of what was written: a second call writes nothing."""

_done = set()


def old(conn, customer_id: int):
    conn.execute("UPDATE customer SET name = name || '+' WHERE id = %s", (customer_id,))


def new(conn, customer_id: int):
    if customer_id not in _done:
        _done.add(customer_id)
        conn.execute("UPDATE customer SET name = name || '+' WHERE id = %s", (customer_id,))
