"""Whether it stays is the caller's to say."""


def old(conn, customer_id: int):
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id,))
    conn.commit()
