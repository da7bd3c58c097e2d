"""The customer is marked, whether there are notes or not."""


def old(conn, customer_id: int, bodies: list[str]):
    conn.execute("UPDATE customer SET city = 'noted' WHERE id = %s", (customer_id,))
    for body in bodies:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))


def new(conn, customer_id: int, bodies: list[str]):
    if not bodies:
        return
    conn.execute("UPDATE customer SET city = 'noted' WHERE id = %s", (customer_id,))
    with conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO note (customer_id, body) VALUES (%s, %s)", [(customer_id, body) for body in bodies]
        )
