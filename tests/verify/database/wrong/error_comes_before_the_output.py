"""What is printed until an order is one too many is lost where all are looked at first."""

ORDERS = "SELECT id, customer_id FROM orders WHERE id < %s ORDER BY id"


def old(conn, least: int):
    for order_id, customer_id in conn.execute(ORDERS, (least,)).fetchall():
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        if order_id > 30:
            raise LookupError(order_id)
        print(order_id, row)
    return 0


def new(conn, least: int):
    rows = conn.execute(ORDERS, (least,)).fetchall()
    found = dict(conn.execute("SELECT id, name FROM customer").fetchall())
    for order_id, _ in rows:
        if order_id > 30:
            raise LookupError(order_id)
    for order_id, customer_id in rows:
        print(order_id, (found[customer_id],) if customer_id in found else None)
    return 0
