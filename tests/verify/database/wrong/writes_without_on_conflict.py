"""A customer who is there already is an error for the one, and left alone by the other."""


def old(cur, customer_id: int, name: str):
    cur.execute("INSERT INTO customer (id, name) VALUES (%s, %s) ON CONFLICT DO NOTHING", (customer_id + 15, name))


def new(cur, customer_id: int, name: str):
    cur.execute("INSERT INTO customer (id, name) VALUES (%s, %s)", (customer_id + 15, name))
