def customers_of_orders(conn):
    cur = conn.cursor()
    cur.execute("SELECT id, customer_id FROM orders ORDER BY id")
    names = []
    for order_id, customer_id in cur.fetchall():
        cur.execute("SELECT name FROM customer WHERE id = %s", (customer_id,))
        row = cur.fetchone()
        names.append((order_id, row[0] if row else None))
    cur.close()
    return names


def orders_of_customers(conn):
    found = {}
    for customer_id, name in conn.execute("SELECT id, name FROM customer ORDER BY id").fetchall():
        orders = []
        for row in conn.execute("SELECT id FROM orders WHERE customer_id = %s ORDER BY id", (customer_id,)):
            orders.append(row[0])
        found[name] = orders
    return found
