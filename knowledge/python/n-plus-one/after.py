def customers_of_orders(conn):
    cur = conn.cursor()
    cur.execute("SELECT id, customer_id FROM orders ORDER BY id")
    names = []
    rows = cur.fetchall()
    cur.execute("SELECT name, id FROM customer WHERE id = ANY(%s)", ([customer_id for order_id, customer_id in rows],))
    found = {}
    for row_2 in cur.fetchall():
        found.setdefault(row_2[-1], row_2[:-1])
    for order_id, customer_id in rows:
        row = found.get(customer_id)
        names.append((order_id, row[0] if row else None))
    cur.close()
    return names


def orders_of_customers(conn):
    found = {}
    rows = conn.execute("SELECT id, name FROM customer ORDER BY id").fetchall()
    found_2 = {}
    for row_2 in conn.execute("SELECT id, customer_id FROM orders WHERE customer_id = ANY(%s) ORDER BY id", ([customer_id for customer_id, name in rows],)).fetchall():
        found_2.setdefault(row_2[-1], []).append(row_2[:-1])
    for customer_id, name in rows:
        orders = []
        for row in found_2.get(customer_id, ()):
            orders.append(row[0])
        found[name] = orders
    return found
