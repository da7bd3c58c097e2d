"""A state may be NULL, though in this data none is: in Python that is not "paid", in SQL it is neither."""


def old(conn, order_id: int) -> list[int]:
    rows = conn.execute("SELECT id, state FROM payment WHERE order_id = %s ORDER BY id", (order_id,)).fetchall()
    return [payment_id for payment_id, state in rows if state != "paid"]


def new(conn, order_id: int) -> list[int]:
    rows = conn.execute("SELECT id FROM payment WHERE order_id = %s AND state <> 'paid' ORDER BY id", (order_id,))
    return [payment_id for (payment_id,) in rows.fetchall()]
