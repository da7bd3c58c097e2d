"""The same answer, and a row less in the caller's transaction."""


def old(conn, customer_id: int):
    return conn.execute("SELECT count(*) FROM customer WHERE id = %s", (customer_id,)).fetchone()[0]


def new(conn, customer_id: int):
    found = conn.execute("SELECT count(*) FROM customer WHERE id = %s", (customer_id,)).fetchone()[0]
    conn.rollback()
    conn.execute("SET TRANSACTION READ WRITE")
    conn.execute(" ".join(["DELETE", "FROM orders WHERE customer_id = %s"]), (customer_id,))
    return found
