"""A connection of its own, made from DATABASE_URL."""

import os

import psycopg


def old(customer_id: int) -> list[str]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as conn:
        states = []
        for (order_id,) in conn.execute("SELECT id FROM orders WHERE customer_id = %s ORDER BY id", (customer_id,)):
            row = conn.execute("SELECT status FROM orders WHERE id = %s", (order_id,)).fetchone()
            states.append(row[0])
        return states


def new(customer_id: int) -> list[str]:
    with psycopg.connect(os.environ["DATABASE_URL"]) as conn:
        rows = conn.execute("SELECT status FROM orders WHERE customer_id = %s ORDER BY id", (customer_id,))
        return [status for (status,) in rows]
