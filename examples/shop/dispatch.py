"""What goes out today, read on a connection to Postgres that the caller has opened."""

from __future__ import annotations

from typing import Any


def labels(connection: Any, status: str, least: int) -> list[str]:
    """A label for each of the next orders of that status, from an order's number on."""
    orders = connection.execute(
        "SELECT id, customer_id FROM orders WHERE status = %s AND id >= %s ORDER BY id LIMIT 200", (status, least)
    ).fetchall()
    labels = []
    for order_id, customer_id in orders:
        row = connection.execute("SELECT name, country FROM customers WHERE id = %s", (customer_id,)).fetchone()
        labels.append(f"{order_id}: {row[0]}, {row[1]}")
    return labels


def parts(connection: Any, order_id: int) -> list[tuple[str, int]]:
    """What an order consists of: names and quantities, in the order of its lines."""
    return connection.execute(
        "SELECT p.name, l.quantity FROM order_lines l JOIN products p ON p.id = l.product_id "
        "WHERE l.order_id = %s ORDER BY l.line",
        (order_id,),
    ).fetchall()
