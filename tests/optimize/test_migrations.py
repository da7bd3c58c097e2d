"""A change of a database as a migration in the project's own way. Each runs on a real server, and squawk reads it."""

from __future__ import annotations

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest
from parallelproof.domain import DDL
from parallelproof.optimize.proposers.sql.new_index import NewIndex, made
from parallelproof.optimize.queries.migrations import Migration, NotWritten, migration
from parallelproof.postgres import connect
from parallelproof.postgres.schema import read_schema

from tests.postgres.servers import server

INDEX = DDL(
    ("CREATE INDEX shop_orders_placed_idx ON public.shop_orders USING btree (placed)",),
    ("DROP INDEX public.shop_orders_placed_idx",),
)
VIEW = DDL(
    ("CREATE STATISTICS days ON placed, total FROM public.shop_orders", "ANALYZE public.shop_orders",
     "CREATE MATERIALIZED VIEW totals AS SELECT placed, sum(total) AS total FROM public.shop_orders GROUP BY placed"),
    ("DROP MATERIALIZED VIEW totals", "DROP STATISTICS days"),
)  # fmt: skip
TABLE = "CREATE TABLE shop_orders (id int PRIMARY KEY, placed date NOT NULL, total numeric NOT NULL)"


def squawk(*files: Path) -> str:
    command = [Path(sys.executable).parent / "squawk", *files]
    return subprocess.run(command, capture_output=True, text=True, check=False).stdout


def statements(text: str) -> list[str]:
    return [one.strip() for one in text.split(";") if one.strip()]


def literals(migration: Migration) -> list[str]:
    """The statements within a migration that is Python."""
    tree = ast.parse(migration.text)
    texts = [node.value for node in ast.walk(tree) if isinstance(node, ast.Constant) and isinstance(node.value, str)]
    return [text for text in texts if re.match(r"(SET|RESET|CREATE|DROP|--) ", text)]


@pytest.mark.parametrize("change", [INDEX, VIEW], ids=["index", "view"])
async def test_plain_sql_can_be_run_and_taken_back_and_squawk_finds_nothing(change: DDL, tmp_path: Path) -> None:
    made = migration(change, tmp_path)
    made.save()
    ((down, _),) = made.beside
    assert made.path.parent == tmp_path / "migrations" and made.path.name.startswith("0001_add_")
    assert made.path.name.endswith(".up.sql") and down.name.endswith(".down.sql")
    assert "Found 0 issues" in squawk(made.path, down)
    async with server(18) as address, await connect(address, "test") as connection:
        await connection.execute(TABLE)
        for _ in range(2):
            for file in (made.path, down):
                for statement in statements(file.read_text()):
                    await connection.execute(statement.encode())


async def test_an_index_of_a_partitioned_table_is_built_part_by_part_and_attached(tmp_path: Path) -> None:
    parts = [
        "CREATE TABLE visits (at date NOT NULL, page int NOT NULL) PARTITION BY RANGE (at)",
        "CREATE TABLE visits_2023 PARTITION OF visits FOR VALUES FROM ('2023-01-01') TO ('2024-01-01')",
        """CREATE TABLE visits_2024 PARTITION OF visits FOR VALUES FROM ('2024-01-01') TO ('2025-01-01')
           PARTITION BY LIST (page)""",
        'CREATE TABLE "Front" PARTITION OF visits_2024 FOR VALUES IN (1)',
        "CREATE TABLE visits_2024_rest PARTITION OF visits_2024 DEFAULT",
    ]
    valid = """SELECT c.relname::text, i.indisvalid FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
               WHERE c.relname LIKE '%_idx' AND c.relnamespace = 'public'::regnamespace"""
    async with server(18) as address, await connect(address, "test") as connection:
        for statement in parts:
            await connection.execute(statement.encode())
        schema = await read_schema(connection)
        change = made([NewIndex("public", "visits", ("page",))], schema)
        assert change.statements == ("CREATE INDEX visits_page_idx ON public.visits USING btree (page)",)
        file = migration(change, tmp_path)
        file.save()
        ((down, _),) = file.beside
        assert file.text.count("CONCURRENTLY") == 3 and file.text.count("ATTACH PARTITION") == 4
        assert "Found 0 issues" in squawk(file.path, down)
        for _ in range(2):
            for statement in statements(file.path.read_text()) * 2:  # as after it was broken off
                await connection.execute(statement.encode())
            indexes = await (await connection.execute(valid)).fetchall()
            assert len(indexes) == 5 and all(is_valid for _, is_valid in indexes), indexes
            for statement in statements(down.read_text()):
                await connection.execute(statement.encode())
            assert await (await connection.execute(valid)).fetchall() == []


@pytest.mark.parametrize(
    ("there", "name", "begins"),
    [
        ("migrations/0041_orders.sql", "0042_add_shop_orders_placed_idx.sql", "SET lock_timeout"),
        ("db/migrations/003_orders.up.sql", "004_add_shop_orders_placed_idx.up.sql", "SET lock_timeout"),
        ("migrations/V7__orders.sql", "V8__add_shop_orders_placed_idx.sql", "SET lock_timeout"),
        ("db/migrations/0009_orders.sql -- migrate:up", "0010_add_shop_orders_placed_idx.sql", "-- migrate:up"),
        ("migrations/0009_orders.sql -- +goose Up", "0010_add_shop_orders_placed_idx.sql", "-- +goose NO TRANS"),
    ],
)
def test_a_migration_follows_those_that_are_there(there: str, name: str, begins: str, tmp_path: Path) -> None:
    place, _, text = there.partition(" ")
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_text(text)
    made = migration(INDEX, tmp_path)
    assert made.path == (tmp_path / place).parent / name and made.text.startswith(begins)
    assert "CREATE INDEX CONCURRENTLY IF NOT EXISTS shop_orders_placed_idx" in made.text


def test_migrations_named_by_the_time_go_on_so(tmp_path: Path) -> None:
    (tmp_path / "migrations").mkdir()
    (tmp_path / "migrations" / "20240102030405_orders.sql").touch()
    assert re.match(r"20\d{12}_add_", migration(INDEX, tmp_path).path.name)


def alembic(root: Path, **revisions: str | None) -> Path:
    (root / "alembic.ini").write_text("[alembic]\nscript_location = %(here)s/db\n")
    versions = root / "db" / "versions"
    versions.mkdir(parents=True)
    for revision, down in revisions.items():
        (versions / f"{revision}.py").write_text(f"revision: str = '{revision}'\ndown_revision = {down!r}\n")
    return versions


def test_a_revision_of_alembic_comes_after_the_head(tmp_path: Path) -> None:
    versions = alembic(tmp_path, a1=None, b2="a1")
    made = migration(INDEX, tmp_path)
    assert made.path.parent == versions and "down_revision = 'b2'" in made.text and "autocommit_block" in made.text
    assert "CREATE INDEX CONCURRENTLY IF NOT EXISTS shop_orders_placed_idx" in literals(made)[2]


def test_several_heads_of_alembic_are_to_be_merged_first(tmp_path: Path) -> None:
    alembic(tmp_path, a1=None, b2="a1", c3="a1")
    with pytest.raises(NotWritten, match="2 heads"):
        migration(INDEX, tmp_path)


def django(root: Path, *apps: str) -> None:
    (root / "manage.py").touch()
    for app in apps:
        folder = root / app / "migrations"
        folder.mkdir(parents=True)
        (folder / "__init__.py").touch()
        (folder / "0001_initial.py").touch()


def test_django_gets_it_in_the_app_whose_table_it_is(tmp_path: Path) -> None:
    django(tmp_path, "blog", "shop")
    made = migration(INDEX, tmp_path)
    assert made.path == tmp_path / "shop" / "migrations" / "0002_add_shop_orders_placed_idx.py"
    assert "atomic = False" in made.text and "('shop', '0001_initial')" in made.text
    assert literals(made).count("SET lock_timeout = '5s'") == 2


def test_a_table_of_no_app_is_left_to_a_person(tmp_path: Path) -> None:
    django(tmp_path, "blog", "news")
    with pytest.raises(NotWritten, match="by hand"):
        migration(INDEX, tmp_path)


def test_no_file_is_overwritten(tmp_path: Path) -> None:
    made = migration(INDEX, tmp_path)
    made.save()
    with pytest.raises(FileExistsError):
        made.save()
