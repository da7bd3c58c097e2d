"""Prices have as many digits as they need."""


def old(conn, customer_id: int):
    conn.execute("UPDATE orders SET total = total / 3 WHERE customer_id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE orders SET total = round(total / 3, 6) WHERE customer_id = %s", (customer_id,))
