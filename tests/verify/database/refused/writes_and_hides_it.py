# reason: it writes to the database
def old(conn, customer_id: int):
    found = conn.execute("SELECT count(*) FROM orders WHERE customer_id = %s", (customer_id,)).fetchone()[0]
    try:
        conn.execute(" ".join(["DELETE", "FROM orders WHERE customer_id = %s"]), (customer_id,))
    except Exception:
        pass
    return found


def new(conn, customer_id: int):
    return conn.execute("SELECT count(*) FROM orders WHERE customer_id = %s", (customer_id,)).fetchone()[0]
