# reason: not deterministic
def old(conn, customer_id: int):
    conn.execute("UPDATE stock SET changed = clock_timestamp() WHERE amount < %s", (customer_id,))


def new(conn, customer_id: int):
    conn.execute("UPDATE stock SET changed = clock_timestamp() WHERE amount < %s", (customer_id,))
