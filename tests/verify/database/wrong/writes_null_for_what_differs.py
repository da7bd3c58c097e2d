"""Where some row of the data has no city, `=` finds none that differs."""


def old(conn, customer_id: int):
    conn.execute("UPDATE customer SET name = 'x' WHERE id <= %s AND city IS DISTINCT FROM 'city 1'", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE customer SET name = 'x' WHERE id <= %s AND city <> 'city 1'", (customer_id,))
