"""A name that is there already is written over by the one, and left alone by the other."""


def old(conn, customer_id: int, name: str):
    conn.execute(
        "INSERT INTO customer (id, name) VALUES (%s, %s) ON CONFLICT (id) DO UPDATE SET name = excluded.name",
        (customer_id, name),
    )


def new(conn, customer_id: int, name: str):
    conn.execute("INSERT INTO customer (id, name) VALUES (%s, %s) ON CONFLICT (id) DO NOTHING", (customer_id, name))
