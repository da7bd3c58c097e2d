"""Rows get their numbers in the order in which they come."""


def old(conn, customer_id: int, bodies: list[str]):
    for body in bodies:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))


def new(conn, customer_id: int, bodies: list[str]):
    with conn.cursor() as cur:
        cur.executemany(
            "INSERT INTO note (customer_id, body) VALUES (%s, %s)", [(customer_id, body) for body in sorted(bodies)]
        )
