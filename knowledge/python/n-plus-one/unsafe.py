def one_after_another(conn):
    key, path = 1, []
    while key is not None:
        row = conn.execute("SELECT parent_id FROM category WHERE id = %s", (key,)).fetchone()
        path.append(key)
        key = row[0] if row else None
    return path


def locks_each(conn):
    for customer_id, name in conn.execute("SELECT id, name FROM customer").fetchall():
        row = conn.execute("SELECT id FROM orders WHERE customer_id = %s FOR UPDATE", (customer_id,)).fetchone()
        print(name, row[0])


def newest_of_each(conn):
    newest = []
    for customer_id, name in conn.execute("SELECT id, name FROM customer").fetchall():
        row = conn.execute("SELECT id FROM orders WHERE customer_id = %s ORDER BY id DESC LIMIT 1", (customer_id,)).fetchone()
        newest.append((name, row))
    return newest


def writes_between(conn):
    counts = []
    for customer_id, name in conn.execute("SELECT id, name FROM customer").fetchall():
        row = conn.execute("SELECT count(*) FROM orders WHERE customer_id = %s", (customer_id,)).fetchone()
        conn.commit()
        counts.append((name, row[0]))
    return counts


def stops_at_the_first(conn, send):
    for customer_id, name in conn.execute("SELECT id, name FROM customer").fetchall():
        row = conn.execute("SELECT id FROM orders WHERE customer_id = %s", (customer_id,)).fetchone()
        send(name, row)
