"""An update of the rows that it names: compared in the caller's transaction."""


def old(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE orders SET status = 'lost' WHERE customer_id = %s", (customer_id,))
