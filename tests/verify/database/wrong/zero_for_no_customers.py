"""A repository that holds its connection; a city without customers has no row in the grouped query."""

import psycopg


class Orders:
    def __init__(self, conn: psycopg.Connection) -> None:
        self.conn = conn

    def old(self, cities: list[str]) -> list[tuple[str, int]]:
        counts = []
        for city in cities:
            row = self.conn.execute("SELECT count(*) FROM customer WHERE city = %s", (city,)).fetchone()
            counts.append((city, row[0]))
        return counts

    def new(self, cities: list[str]) -> list[tuple[str, int]]:
        found = self.conn.execute(
            "SELECT city, count(*) FROM customer WHERE city = ANY(%s) GROUP BY city ORDER BY city", (cities,)
        )
        return [(city, count) for city, count in found.fetchall()]


# old: Orders.old
# new: Orders.new
