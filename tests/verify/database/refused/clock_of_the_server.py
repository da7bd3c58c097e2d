# reason: not deterministic
def old(conn):
    return conn.execute("SELECT clock_timestamp(), count(*) FROM orders").fetchone()


def new(conn):
    return conn.execute("SELECT clock_timestamp(), count(*) FROM orders").fetchone()
