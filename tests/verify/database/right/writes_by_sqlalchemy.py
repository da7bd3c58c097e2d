"""SQLAlchemy's connection."""

from sqlalchemy import Connection, text


def old(conn: Connection, customer_id: int) -> None:
    for (key,) in conn.execute(text("SELECT id FROM orders WHERE customer_id = :c"), {"c": customer_id}).all():
        conn.execute(text("UPDATE orders SET status = 'done' WHERE id = :id"), {"id": key})


def new(conn: Connection, customer_id: int) -> None:
    conn.execute(text("SELECT 1"))
    conn.execute(text("UPDATE orders SET status = 'done' WHERE customer_id = :c"), {"c": customer_id})
