# reason: no call left rows written
def old(conn, customer_id: int):
    found = conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,)).rowcount
    conn.rollback()
    return found


def new(conn, customer_id: int):
    return conn.execute("SELECT count(*) FROM orders WHERE customer_id = %s", (customer_id,)).fetchone()[0]
