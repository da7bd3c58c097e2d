"""The note goes to the customer after the one that is meant."""


def old(conn, customer_id: int):
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE customer SET city = 'moved' WHERE id = %s", (customer_id + 1,))
