"""Orders without a customer are nobody's to delete."""


def old(conn, customer_id: int):
    conn.execute("DELETE FROM orders WHERE customer_id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("DELETE FROM orders WHERE customer_id = %s OR customer_id IS NULL", (customer_id,))
