"""The rows stay locked until the caller commits: by the name of the table that is made up, so that no text tells."""


def old(conn, customer_id: int):
    mode = " ".join(["FOR", "UPDATE"])
    conn.execute("SELECT id FROM orders WHERE customer_id = %s " + mode, (customer_id,)).fetchall()
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("SELECT id FROM orders WHERE customer_id = %s", (customer_id,)).fetchall()
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id,))
