"""Generated keys are the same on both sides, and what a call has read of its own writes."""


def old(cur, customer_id: int, body: str):
    cur.execute("INSERT INTO note (customer_id, body) VALUES (%s, %s) RETURNING id", (customer_id, body))
    note_id = cur.fetchone()[0]
    cur.execute("SELECT count(*) FROM note WHERE customer_id = %s", (customer_id,))
    return note_id, cur.fetchone()[0]


def new(cur, customer_id: int, body: str):
    cur.execute(
        "WITH made AS (INSERT INTO note (customer_id, body) VALUES (%s, %s) RETURNING id) "
        "SELECT id, (SELECT count(*) FROM note WHERE customer_id = %s) FROM made",
        (customer_id, body, customer_id),
    )
    note_id, before = cur.fetchone()
    return note_id, before + 1
