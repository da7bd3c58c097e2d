"""A summary kept as a materialised view has the rows of the query at the moment, and goes again without a trace."""

from __future__ import annotations

import re
from typing import Any

from parallelproof.catalogue import read_pattern
from parallelproof.catalogue.load import knowledge_folder
from parallelproof.domain import DDL, Candidate, Schema, Snapshot
from parallelproof.languages.sql.queries import queries
from parallelproof.optimize.proposers.sql.rewrite_view import MaterializedView
from parallelproof.optimize.proposers.sql.rewrites.trees import parsed, text
from parallelproof.postgres import Connection, connect
from parallelproof.postgres.schema import read_schema

from tests.postgres.servers import server

PATTERN = read_pattern(knowledge_folder() / "sql" / "materialized-view")
SHOP = knowledge_folder() / "sql" / "schema.sql"


async def test_the_view_has_the_rows_of_the_query_and_leaves_no_trace() -> None:
    async with server(18) as address:
        connection = await connect(address, "tests")
        await connection.execute(SHOP.read_text())
        schema = await read_schema(connection)
        document, found = candidates("before", schema)
        _, unsafe = candidates("unsafe", schema)
        _, after = candidates("after", schema)
        assert len(found) == len(statements("before")) and unsafe == after == []
        for candidate, before, new in zip(found, statements("before"), statements("after"), strict=True):
            assert isinstance(candidate.change, DDL)
            written = candidate.change.apply(document.text)[candidate.unit.span.start :].split(";\n")[0]
            assert text(parsed(written)) == text(parsed(new))
            expected = await answer(connection, before)
            for statement in candidate.change.statements:
                await connection.execute(statement)
            assert await answer(connection, written) == expected
            for statement in candidate.change.undo:
                await connection.execute(statement)
        assert await read_schema(connection) == schema
        await connection.close()


def statements(part: str) -> list[str]:
    """The statements of one of the pattern's example files."""
    return [
        one.strip() for one in re.split(r";\s*(?:\n|\Z)", (PATTERN.folder / f"{part}.sql").read_text()) if one.strip()
    ]


def candidates(part: str, schema: Schema) -> tuple[Snapshot, list[Candidate]]:
    """What is proposed for the statements of an example file."""
    document = Snapshot("file:///shop.sql", 1, "sql", (PATTERN.folder / f"{part}.sql").read_text())
    proposer = MaterializedView()
    return document, [
        one for query in queries(document) for one in proposer.propose(document, query, schema, [PATTERN])
    ]


async def answer(connection: Connection, sql: str) -> tuple[list[tuple[str, str]], list[Any]]:
    """Names and types of the columns, and the rows in order."""
    cursor = await connection.execute(sql)
    assert cursor.description
    return [(one.name, one.type_display) for one in cursor.description], await cursor.fetchall()
