"""The day of a time is that of UTC in one and of the session's time zone in the other."""

from datetime import timezone


def old(conn, order_id: int) -> list[str]:
    rows = conn.execute("SELECT paid_at FROM payment WHERE order_id = %s ORDER BY id", (order_id,)).fetchall()
    return [str(paid_at.astimezone(timezone.utc).date()) for (paid_at,) in rows]


def new(conn, order_id: int) -> list[str]:
    rows = conn.execute("SELECT paid_at::date FROM payment WHERE order_id = %s ORDER BY id", (order_id,)).fetchall()
    return [str(day) for (day,) in rows]
