# reason: it writes to the database
def old(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))
