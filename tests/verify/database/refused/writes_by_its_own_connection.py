# reason: by another connection than one that it is given
import os

import psycopg


def old(customer_id: int):
    with psycopg.connect(os.environ["DATABASE_URL"]) as conn:
        conn.execute("DELETE FROM orders WHERE customer_id = %s", (customer_id,))


def new(customer_id: int):
    with psycopg.connect(os.environ["DATABASE_URL"]) as conn:
        conn.execute("DELETE FROM orders WHERE customer_id = %s", (customer_id,))
