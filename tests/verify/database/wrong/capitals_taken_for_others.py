"""A text that is compared in small letters finds what a dictionary of the texts as they are does not."""


def old(conn):
    counts = []
    for customer_id, city in conn.execute("SELECT id, city FROM customer ORDER BY id").fetchall():
        row = conn.execute("SELECT count(*) FROM customer WHERE lower(city) = lower(%s)", (city,)).fetchone()
        counts.append((customer_id, row[0]))
    return counts


def new(conn):
    found = dict(conn.execute("SELECT city, count(*) FROM customer WHERE city IS NOT NULL GROUP BY city").fetchall())
    rows = conn.execute("SELECT id, city FROM customer ORDER BY id").fetchall()
    return [(customer_id, found.get(city, 0)) for customer_id, city in rows]
