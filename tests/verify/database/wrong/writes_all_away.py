"""TRUNCATE counts no rows."""


def old(conn, customer_id: int):
    conn.execute("DELETE FROM note WHERE customer_id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("TRUNCATE note")
