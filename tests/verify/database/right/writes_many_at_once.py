"""Notes one by one against all in one statement: the same rows with the same keys."""


def old(conn, customer_id: int, bodies: list[str]):
    for body in bodies:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))


def new(conn, customer_id: int, bodies: list[str]):
    if bodies:
        with conn.cursor() as cur:
            cur.executemany(
                "INSERT INTO note (customer_id, body) VALUES (%s, %s)", [(customer_id, body) for body in bodies]
            )
