# reason: it writes to the database for good
def old(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))
    conn.commit()


def new(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))
    conn.commit()
