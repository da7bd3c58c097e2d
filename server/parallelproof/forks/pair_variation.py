"""The data of a fork changed, as other data of the same kind may be, and its time zone.

Rows gone, one by one and with all that name the same other row; rows twice; values NULL; texts in capitals or with a
blank more, which some types take for the same.

All that constraints allow, and the same in every fork of a database: which rows are changed depends on what they hold.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..ports import ForkFailed
from ..postgres import DatabaseError, Unreachable, connect, quoted

_MOST_TABLES, _AMONG, _ONE_IN = 40, 50_000, 7
_MOST_SINGLY = 60
"""So many rows are changed one by one where a constraint is in the way of some of them."""
_COLUMNS = """
    SELECT format('%I.%I', n.nspname, c.relname), a.attname, NOT a.attnotnull, a.attgenerated <> '',
        (SELECT typcategory = 'S' FROM pg_type WHERE oid = a.atttypid),
        a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
        AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey)),
        EXISTS (SELECT FROM pg_constraint o WHERE o.conrelid = c.oid AND o.contype = 'f' AND a.attnum = ANY (o.conkey))
        OR EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND NOT i.indisunique AND a.attnum = ANY (i.indkey))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY n.nspname, c.relname, a.attnum
"""
_ELSEWHERE = "ALTER ROLE CURRENT_USER SET timezone = 'Asia/Kathmandu'"
_AHEAD = """
    SELECT setval(s.name, s.most) FROM (
        SELECT pg_get_serial_sequence('{literal}', '{column}') AS name, (SELECT max({name}) FROM {table}) AS most
    ) s WHERE s.most > coalesce(pg_sequence_last_value(s.name::regclass), 0)
"""
_EACH = """
    DO $do$ DECLARE to_vary tid[]; now_varied tid[]; BEGIN
        to_vary := ARRAY(SELECT ctid FROM (SELECT ctid, {by}::text AS text FROM {table} AS varied LIMIT {among}) s
            WHERE hashtext(text || '{turn}') % {one_in} = 0);
        now_varied := to_vary;
        BEGIN {statement};
        EXCEPTION WHEN OTHERS THEN
            FOR number IN 1 .. least(cardinality(to_vary), {most}) LOOP
                now_varied := to_vary[number:number];
                BEGIN {statement}; EXCEPTION WHEN OTHERS THEN NULL; END;
            END LOOP;
        END;
    END $do$
"""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    is_nullable: bool
    is_generated: bool
    is_text: bool
    is_number_of_its_own: bool
    is_looked_up: bool


async def vary(address: str) -> None:
    """Change the rows of a fork for good, by a role that may write them; raises ForkFailed."""
    try:
        async with await connect(address, "variation") as connection:
            tables: dict[str, list[_Column]] = defaultdict(list)
            for table, *column in await (await connection.execute(_COLUMNS)).fetchall():
                tables[table].append(_Column(*column))
            await connection.execute(_ELSEWHERE)
            for table, columns in list(tables.items())[:_MOST_TABLES]:
                for turn, (by, statement) in enumerate(_statements(table, columns)):
                    await connection.execute(_each(table, turn, by, statement).encode())
                for one in columns:
                    if one.is_number_of_its_own:
                        await connection.execute(_ahead(table, one).encode())
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    except DatabaseError as error:
        raise ForkFailed(f"The rows of a fork cannot be varied: {error.diag.message_primary or error}.") from None


def _ahead(table: str, column: _Column) -> str:
    """Sequences of keys go on where the rows now end."""
    literal, named = table.replace("'", "''"), column.name.replace("'", "''")
    return _AHEAD.format(literal=literal, column=named, name=quoted(column.name), table=table)


def _each(table: str, turn: int, by: str, statement: str) -> str:
    return _EACH.format(
        table=table, among=_AMONG, by=by, one_in=_ONE_IN, turn=turn, most=_MOST_SINGLY, statement=statement
    )


def _statements(table: str, columns: Sequence[_Column]) -> Iterator[tuple[str, str]]:
    """What is done to some rows each, those that lie at `now_varied`, and by what of them they are chosen."""
    for by in ("varied", *(f"varied.{quoted(column.name)}" for column in columns if column.is_looked_up)):
        yield by, f"DELETE FROM {table} WHERE ctid = ANY (now_varied)"
    written = [column for column in columns if not column.is_generated]
    names = ", ".join(quoted(column.name) for column in written)
    values = ", ".join(_again(table, column) for column in written)
    if written:
        yield (
            "varied",
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {table} "
            "WHERE ctid = ANY (now_varied) ON CONFLICT DO NOTHING",
        )
    for column in written:
        name = quoted(column.name)
        others = ["NULL"] * column.is_nullable + [f"upper({name})", f"{name} || ' '"] * column.is_text
        for other in others:
            yield "varied", f"UPDATE {table} SET {name} = {other} WHERE ctid = ANY (now_varied)"


def _again(table: str, column: _Column) -> str:
    """A value for a row that is there twice: another one where numbers have to differ."""
    name = quoted(column.name)
    return f"{name} + (SELECT max({name}) FROM {table})" if column.is_number_of_its_own else name
