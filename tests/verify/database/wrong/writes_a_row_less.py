"""Two equal notes are two notes."""


def old(conn, customer_id: int, bodies: list[str]):
    for body in bodies:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))


def new(conn, customer_id: int, bodies: list[str]):
    for body in dict.fromkeys(bodies):
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, body))
