# reason: no call found any rows
def old(conn):
    return len(conn.execute("SELECT name FROM customer WHERE id < 0").fetchall())


def new(conn):
    return len(conn.execute("SELECT id FROM customer WHERE id < 0").fetchall())
