"""Which functions use a database, by what they are given or make, and what is known of it before anything is run."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from parallelproof.domain import Program, Project
from parallelproof.languages.python.databases import DatabaseUse, database_use
from parallelproof.languages.python.reach import Reacher


def use(folder: Path, text: str, name: str = "f") -> DatabaseUse | None:
    path = folder / "app.py"
    reacher = Reacher(Project(root=folder, python=Path(sys.executable), import_paths=(folder,)))
    return database_use(reacher, Program(path, text, name), reacher.reach(path, text, name))


@pytest.mark.parametrize(
    ("text", "given"),
    [
        ("def f(conn):\n    return conn.execute('SELECT 1 FROM t').fetchall()\n", {"conn": "psycopg.Connection"}),
        ("def f(c):\n    c.execute('SELECT 1 FROM t')\n    return c.fetchall()\n", {"c": "psycopg.Cursor"}),
        ("import psycopg2\ndef f(c):\n    return g(c)\ndef g(c):\n    c.cursor()\n", {"c": "psycopg2.connection"}),
        ("import sqlalchemy\ndef f(db):\n    return db.execute(q).all()\n", {"db": "sqlalchemy.Connection"}),
        ("from sqlalchemy import select\ndef f(db):\n    return db.scalars(q)\n", {"db": "sqlalchemy.Session"}),
        ("import sqlalchemy\ndef f(e):\n    with e.connect() as c:\n        pass\n", {"e": "sqlalchemy.Engine"}),
        ("from typing import Any\ndef f(c: Any):\n    c.cursor().execute('SELECT 1')\n", {"c": "psycopg.Connection"}),
        ("import psycopg\ndef f(conn: psycopg.Connection):\n    return conn.execute('SELECT 1')\n", {}),
        ("import os, psycopg\ndef f():\n    return psycopg.connect(os.environ['DATABASE_URL'])\n", {}),
        ("from sqlalchemy import create_engine\ne = create_engine('')\ndef f():\n    return e.connect()\n", {}),
    ],
)
def test_a_function_that_is_given_a_connection_or_makes_one(tmp_path: Path, text: str, given: dict[str, str]) -> None:
    found = use(tmp_path, text)
    assert found and found.is_needed and not found.writes and dict(found.given) == given


@pytest.mark.parametrize(
    "text",
    [
        "def f(items):\n    return sum(items)\n",
        "def f(command):\n    return command.execute('now')\n",
        "import sqlite3\ndef f(conn):\n    return conn.execute('SELECT 1 FROM t').fetchall()\n",
        "import psycopg\ndef f(items):\n    return sum(items)\ndef g(conn):\n    conn.execute('SELECT 1')\n",
    ],
)
def test_a_function_that_uses_none(tmp_path: Path, text: str) -> None:
    assert use(tmp_path, text) is None


def test_a_function_whose_module_alone_looks_for_a_database_can_do_without(tmp_path: Path) -> None:
    text = "import os\nURL = os.environ['DATABASE_URL']\ndef f(items):\n    return sum(items)\n"
    found = use(tmp_path, text)
    assert found and not found.is_needed


@pytest.mark.parametrize("sql", ["INSERT INTO t VALUES (1)", "update t set a = 1", " DELETE FROM t", "TRUNCATE t"])
def test_a_statement_that_writes_is_seen_in_what_is_reached(tmp_path: Path, sql: str) -> None:
    found = use(
        tmp_path, f"def f(conn):\n    g(conn)\ndef g(conn):\n    conn.execute('{sql}')\n    conn.execute('SELECT 1')\n"
    )
    assert found and found.writes


def test_columns_are_known_by_the_parameters_that_queries_compare_them_with(tmp_path: Path) -> None:
    text = (
        "def f(conn, key, states):\n"
        "    return conn.execute(\n"
        "        'SELECT o.id FROM orders o JOIN customer c ON c.id = o.customer_id '\n"
        "        'WHERE c.name = %s AND o.status = ANY(%s)', (key, states)\n"
        "    ).fetchall()\n"
    )
    found = use(tmp_path, text)
    assert found and set(found.tables) == {"orders", "customer"}
    assert dict(found.compared) == {"key": (("customer", "name"),), "states": (("orders", "status"),)}
