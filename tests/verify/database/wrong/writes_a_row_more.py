"""No bodies, no notes; here a row without one."""


def old(conn, customer_id: int, bodies: list[str]):
    for body in bodies:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))


def new(conn, customer_id: int, bodies: list[str]):
    for body in bodies or [None]:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))
