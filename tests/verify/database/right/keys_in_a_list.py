"""Keys in a list, which are integers and not bools: no type of a database holds both."""


def old(conn, keys: list[int]) -> list[str]:
    names = []
    for key in keys:
        row = conn.execute("SELECT name FROM customer WHERE id = %s", (key,)).fetchone()
        if row is not None:
            names.append(row[0])
    return names


def new(conn, keys: list[int]) -> list[str]:
    if not keys:
        return []
    found = dict(conn.execute("SELECT id, name FROM customer WHERE id = ANY(%s)", (keys,)).fetchall())
    return [found[key] for key in keys if key in found]
