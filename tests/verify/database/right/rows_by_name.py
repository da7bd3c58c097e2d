"""A cursor whose rows are dictionaries, as only the code says."""


def old(cur, status):
    cur.execute("SELECT id, total FROM orders WHERE status = %s ORDER BY id", (status,))
    totals = {}
    for row in cur.fetchall():
        totals[row["id"]] = row["total"]
    return totals


def new(cur, status):
    cur.execute("SELECT id, total FROM orders WHERE status = %s ORDER BY id", (status,))
    return {row["id"]: row["total"] for row in cur.fetchall()}
