"""The caller reads on where the function has stopped."""


def old(cur):
    cur.execute("SELECT id, total FROM orders ORDER BY id")
    return cur.fetchone()


def new(cur):
    cur.execute("SELECT id, total FROM orders ORDER BY id LIMIT 1")
    return cur.fetchone()
