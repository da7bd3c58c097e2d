"""What is printed until a customer is missing is lost where all is looked up first."""

ORDERS = "SELECT id, customer_id FROM orders WHERE id < %s AND customer_id IS NOT NULL ORDER BY id"


def old(conn, least: int):
    for order_id, customer_id in conn.execute(ORDERS, (least,)).fetchall():
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        if row is None:
            raise LookupError(order_id)
        print(order_id, row[0])
    return 0


def new(conn, least: int):
    rows = conn.execute(ORDERS, (least,)).fetchall()
    found = dict(conn.execute("SELECT id, name FROM customer").fetchall())
    for order_id, customer_id in rows:
        if customer_id not in found:
            raise LookupError(order_id)
    for order_id, customer_id in rows:
        print(order_id, found[customer_id])
    return 0
