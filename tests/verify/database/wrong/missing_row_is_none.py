"""A customer who is missing is an error in one and None in the other."""


def old(conn, keys: list[int]) -> list[str]:
    return [conn.execute("SELECT name FROM customer WHERE id = %s", (key,)).fetchone()[0] for key in keys]


def new(conn, keys: list[int]) -> list[str]:
    if not keys:
        return []
    found = dict(conn.execute("SELECT id, name FROM customer WHERE id = ANY(%s)", (keys,)).fetchall())
    return [found.get(key) for key in keys]
