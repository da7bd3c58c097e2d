"""Values for parameters out of the database: those of the columns that queries compare them with."""

from __future__ import annotations

from . import shapes
from .handles import variants

_MOST_ROWS = 20_000
_COMMON = "SELECT v FROM %s GROUP BY v ORDER BY count(*) DESC, v LIMIT 20"
_SPREAD = "SELECT unnest(percentile_disc((SELECT array_agg(i / 20.0) FROM generate_series(0, 20) i)) "
_SPREAD += "WITHIN GROUP (ORDER BY v)) FROM %s"
_COLUMNS = """
SELECT c.relname, a.attname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_attribute a ON a.attrelid = c.oid
WHERE (c.relname = ANY(%s::text[]) OR cardinality(%s::text[]) = 0)
  AND a.attnum > 0 AND NOT a.attisdropped AND c.relkind IN ('r', 'p', 'v', 'm')
  AND n.nspname NOT IN ('pg_catalog', 'information_schema')
ORDER BY array_position(%s::text[], c.relname::text), c.relname, a.attnum
"""
_HELD_IN = ("list", "sequence", "iterable", "tuple*", "set", "frozenset", "iterator")


class Stored:
    """What a database holds for the parameters of a program. `wanted` is the payload's part about the database."""

    def __init__(self, database, wanted):
        self._database = database
        self._given, self._compared = wanted["given"], wanted["compared"]
        tables = list(wanted["tables"])
        self._columns = database.read(_COLUMNS, (tables,) * 3)
        self._values = {}

    def shape(self, name, shape):
        """The shape of a parameter, with the values of its column where there is one."""
        if shape == shapes.ANY and name in self._given:
            return ("given", self._given[name])
        for table, column in self._places(name):
            values = self._of_column(table, column)
            if values:
                return _with(shape, values)
        return shape

    def constants(self):
        """Some values of every table."""
        return [value for place in self._columns[:12] for value in self._of_column(*place)[:8]]

    def _places(self, name):
        """Columns that a parameter may be for, likelier first: compared with it, called like it, a key called so."""
        by_name = [(table, column) for table, column in self._columns if column == name]
        kinds = {name[: -len(end)] for end in ("_id", "_ids", "_key") if name.endswith(end)}
        keys = [
            (table, column) for table, column in self._columns if column == "id" and table.rstrip("s") in kinds | {name}
        ]
        return [tuple(place) for place in self._compared.get(name, ())] + by_name + keys

    def _of_column(self, table, column):
        place = table, column
        if place not in self._values:
            quoted = ['"%s"' % part.replace('"', '""') for part in place]
            some = "(SELECT %s AS v FROM %s LIMIT %d) s WHERE v IS NOT NULL" % (quoted[1], quoted[0], _MOST_ROWS)
            rows = self._database.read(_COMMON % some) + self._database.read(_SPREAD % some)
            # By their texts: values of JSON and arrays cannot be keys.
            self._values[place] = tuple({repr(value): value for (value,) in rows}.values())
        return self._values[place]


def options(shape):
    """The shapes of a parameter that is a handle: with each kind of rows that it may be meant to give."""
    return [("given", kind) for kind in variants(shape[1])]


def _with(shape, values):
    own = shapes.of_value(values[0])
    if shape == shapes.ANY:
        return ("stored", values, own)
    if shape == own:
        return ("stored", values, shape)
    if shape[0] in _HELD_IN:
        return (shape[0], _with(shape[1], values))
    if shape[0] == "record" and isinstance(values[0], shape[1]):
        return ("stored", values, ("fixed", values[0]))
    if shape[0] == "union" and own in shape[1]:
        return ("union", (("stored", values, own), *(part for part in shape[1] if part != own)))
    return shape
