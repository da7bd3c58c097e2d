"""The orders of a customer changed one by one against all at once."""


def old(conn, customer_id: int):
    found = conn.execute("SELECT id, total FROM orders WHERE customer_id = %s", (customer_id,)).fetchall()
    for order_id, total in found:
        conn.execute("UPDATE orders SET total = %s, status = 'done' WHERE id = %s", (total, order_id))
    return len(found)


def new(conn, customer_id: int):
    found = conn.execute("UPDATE orders SET status = 'done' WHERE customer_id = %s", (customer_id,))
    return found.rowcount
