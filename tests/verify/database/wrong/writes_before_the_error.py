"""Who catches the error and commits has the row that was written before it."""


def old(conn, customer_id: int, amounts: list[int]):
    for amount in amounts:
        if amount < 0:
            raise ValueError(amount)
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, str(amount)))


def new(conn, customer_id: int, amounts: list[int]):
    for amount in amounts:
        if amount < 0:
            raise ValueError(amount)
    for amount in amounts:
        conn.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s)", (customer_id, str(amount)))
