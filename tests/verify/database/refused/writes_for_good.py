# reason: it writes to the database
import os

import psycopg


def old(customer_id: int):
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c default_transaction_read_only=off") as conn:
        conn.execute(" ".join(["DELETE", "FROM orders WHERE customer_id = %s"]), (customer_id,))
        return conn.execute("SELECT count(*) FROM customer").fetchone()[0]


def new(customer_id: int):
    with psycopg.connect(os.environ["DATABASE_URL"], options="-c default_transaction_read_only=off") as conn:
        conn.execute(" ".join(["DELETE", "FROM orders WHERE customer_id = %s"]), (customer_id,))
        return conn.execute("SELECT count(*) FROM customer").fetchone()[0]
