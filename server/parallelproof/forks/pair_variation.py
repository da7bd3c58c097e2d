"""The data of a fork changed a little, as other data of the same kind may be.

Rows gone, rows twice, values NULL, texts in capitals or with a blank more, which some types take for the same.

All that constraints allow, and the same in every fork of a database: which rows are changed depends on where they lie.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from ..ports import ForkFailed
from ..postgres import DatabaseError, Unreachable, connect, quoted

_MOST_TABLES, _MOST_ROWS, _AMONG = 40, 25, 5_000
_ONE_IN = 7
_COLUMNS = """
    SELECT format('%I.%I', n.nspname, c.relname), a.attname, NOT a.attnotnull, a.attgenerated <> '',
        (SELECT typcategory = 'S' FROM pg_type WHERE oid = a.atttypid),
        a.atttypid IN ('int2'::regtype, 'int4'::regtype, 'int8'::regtype)
        AND EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisunique AND a.attnum = ANY (i.indkey))
    FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_attribute a ON a.attrelid = c.oid
    WHERE c.relkind = 'r' AND n.nspname !~ '^pg_' AND n.nspname <> 'information_schema'
        AND a.attnum > 0 AND NOT a.attisdropped
    ORDER BY n.nspname, c.relname, a.attnum
"""
_EACH = """
    DO $do$ DECLARE place tid; BEGIN
        FOR place IN SELECT ctid FROM (SELECT ctid FROM {table} LIMIT {among}) s
            WHERE abs(hashtext(ctid::text)) % {one_in} = {turn} LIMIT {most}
        LOOP
            BEGIN {statement}; EXCEPTION WHEN OTHERS THEN NULL; END;
        END LOOP;
    END $do$
"""


@dataclass(frozen=True, slots=True)
class _Column:
    name: str
    is_nullable: bool
    is_generated: bool
    is_text: bool
    is_number_of_its_own: bool


async def vary(address: str) -> None:
    """Change the rows of a fork for good, by a role that may write them; raises ForkFailed."""
    try:
        async with await connect(address, "variation") as connection:
            tables: dict[str, list[_Column]] = defaultdict(list)
            for table, *column in await (await connection.execute(_COLUMNS)).fetchall():
                tables[table].append(_Column(*column))
            for table, columns in list(tables.items())[:_MOST_TABLES]:
                for turn, statement in enumerate(_statements(table, columns)):
                    await connection.execute(_each(table, turn, statement).encode())
    except Unreachable as error:
        raise ForkFailed(str(error)) from None
    except DatabaseError as error:
        raise ForkFailed(f"The rows of a fork cannot be varied: {error.diag.message_primary or error}.") from None


def _each(table: str, turn: int, statement: str) -> str:
    return _EACH.format(
        table=table, among=_AMONG, one_in=_ONE_IN, turn=turn % _ONE_IN, most=_MOST_ROWS, statement=statement
    )


def _statements(table: str, columns: Sequence[_Column]) -> Iterator[str]:
    """What is done to some rows each, those that lie at `place`."""
    yield f"DELETE FROM {table} WHERE ctid = place"
    written = [column for column in columns if not column.is_generated]
    names = ", ".join(quoted(column.name) for column in written)
    values = ", ".join(_again(table, column) for column in written)
    if written:
        yield (
            f"INSERT INTO {table} ({names}) OVERRIDING SYSTEM VALUE SELECT {values} FROM {table} WHERE ctid = place "
            "ON CONFLICT DO NOTHING"
        )
    for column in written:
        name = quoted(column.name)
        others = ["NULL"] * column.is_nullable + [f"upper({name})", f"{name} || ' '"] * column.is_text
        for other in others:
            yield f"UPDATE {table} SET {name} = {other} WHERE ctid = place"


def _again(table: str, column: _Column) -> str:
    """A value for a row that is there twice: another one where numbers have to differ."""
    name = quoted(column.name)
    return f"{name} + (SELECT max({name}) FROM {table})" if column.is_number_of_its_own else name
