"""An engine that the module makes when it is loaded."""

import os

from sqlalchemy import create_engine, text

engine = create_engine(os.environ["DATABASE_URL"].replace("postgresql://", "postgresql+psycopg://"))


def old(customer_id: int):
    with engine.connect() as conn:
        statement = text("SELECT id FROM orders WHERE customer_id = :key ORDER BY id")
        total = 0
        for (order_id,) in conn.execute(statement, {"key": customer_id}).fetchall():
            one = conn.execute(text("SELECT total FROM orders WHERE id = :id"), {"id": order_id}).scalar()
            total += one or 0
        return total


def new(customer_id: int):
    with engine.connect() as conn:
        statement = text("SELECT total FROM orders WHERE customer_id = :key ORDER BY id")
        return sum(total or 0 for (total,) in conn.execute(statement, {"key": customer_id}))
