"""Of several changes to one row the last one stays: here the first one does."""


def old(conn, customer_id: int, names: list[str]):
    for name in names:
        conn.execute("UPDATE customer SET name = %s WHERE id = %s", (name, customer_id))


def new(conn, customer_id: int, names: list[str]):
    if names:
        conn.execute("UPDATE customer SET name = %s WHERE id = %s", (names[0], customer_id))
