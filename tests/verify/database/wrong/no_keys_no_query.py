"""Where there are no orders of a status the list of keys is empty, and `IN ()` is no SQL."""


def old(conn, status: str):
    names = []
    for (customer_id,) in conn.execute("SELECT customer_id FROM orders WHERE status = %s ORDER BY id", (status,)):
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (customer_id,)).fetchone()
        names.append(row[0] if row else None)
    return names


def new(conn, status: str):
    keys = [key for (key,) in conn.execute("SELECT customer_id FROM orders WHERE status = %s ORDER BY id", (status,))]
    marks = ", ".join(["%s"] * len(keys))
    found = dict(conn.execute(f"SELECT id, name FROM customer WHERE id IN ({marks})", keys).fetchall())
    return [found.get(key) for key in keys]
