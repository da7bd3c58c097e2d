# reason: locks rows
def old(conn, customer_id: int):
    conn.execute("SELECT id FROM orders WHERE customer_id = %s FOR UPDATE", (customer_id,)).fetchall()
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))
