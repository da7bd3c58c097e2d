"""Nobody asked for the others."""


def old(conn, customer_id: int):
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE customer SET city = 'moved'")
