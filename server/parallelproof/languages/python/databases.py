"""How a function uses a database: by a connection that it is given, or by one that it or its module makes."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from ...domain import Program, Reach, Snapshot
from .reach import Reacher

_DRIVER = re.compile(r"^\s*(?:from|import)\s+(psycopg2?|psycopg_pool|sqlalchemy)\b", re.MULTILINE)
_SQLITE = re.compile(r"^\s*(?:from|import)\s+(?:sqlite3|aiosqlite)\b", re.MULTILINE)
_USES = re.compile(
    r"\.(?:execute|executemany|scalars?|cursor|exec_driver_sql)\(|\bcreate_engine\(|psycopg2?\.connect\("
)
_LOOKS_FOR = re.compile(r"\bDATABASE_URL\b|\bPGHOST\b")
_WRITES = re.compile(
    r"[\"']\s*(?:insert\s+into|update\s+[\w\".]+\s+set|delete\s+from|merge\s+into|truncate\s|copy\s)|\bnextval\(",
    re.IGNORECASE,
)
_LOCKS = re.compile(
    r"\bfor\s+(?:no\s+key\s+)?update\b|\bfor\s+(?:key\s+)?share\b|\block\s+table\b|advisory_(?:xact_)?lock"
    r"|\block\s+[\w.\"]+\s+in\s|\bwith_for_update\b|[\"']\s*(?:un)?listen\s|[\"']\s*notify\s|\bpg_notify\b"
    r"|\blo_(?:create|from_bytea|import|put|unlink|export)\b|\.lobject\(",
    re.IGNORECASE,
)
_ASKS = re.compile(r"[\"']\s*(?:select|with|insert|update|delete)\s", re.IGNORECASE)
_METHODS = frozenset({"execute", "executemany", "cursor", "fetchall", "fetchone", "scalars", "scalar", "connect"})
_NO_HINTS = frozenset({"", "Any", "object"})
_HINTED = re.compile(r"\b(?:Connection|Cursor|Engine|Session)\b")


@dataclass(frozen=True, slots=True)
class DatabaseUse:
    """What is known of how a function uses a database.

    `given` are parameters without a hint that are handles -> the kind, as the worker calls it. `tables` are those that
    its queries name, and `compared` the columns (table, name) that they compare a parameter with. `is_needed` is
    False where only its module looks for a database. `writes` where a statement of it does more than read, `locks`
    where one locks rows or tables, or tells others.
    """

    given: Mapping[str, str] = field(default_factory=dict)
    tables: tuple[str, ...] = ()
    compared: Mapping[str, tuple[tuple[str, str], ...]] = field(default_factory=dict)
    is_needed: bool = True
    writes: bool = False
    locks: bool = False


def database_use(reacher: Reacher, program: Program, reach: Reach) -> DatabaseUse | None:
    """How a function uses a database, with all that it reaches in its project; None if it does not. It reads files."""
    sources = list(_sources(reacher, program, reach))
    reached = "\n".join(source for _, _, source in sources)
    function = _function(program)
    drivers = set(_DRIVER.findall(program.text)) | set(_DRIVER.findall(reached))
    if function is None or (not drivers and _SQLITE.search(program.text)):
        return None
    given = dict(_given(function, reached, drivers)) if drivers or _ASKS.search(reached) else {}
    uses = _USES.search(reached) or any(_HINTED.search(hint) for hint in _hints(function))
    if not (given or (drivers and uses) or (_USES.search(reached) and _LOOKS_FOR.search(reached))):
        return DatabaseUse(is_needed=False) if _LOOKS_FOR.search(program.text) else None
    tables, compared = _asked(program, sources)
    return DatabaseUse(given, tables, compared, True, bool(_WRITES.search(reached)), locks(reached))


def locks(text: str) -> bool:
    """Whether a statement in a text locks rows or tables, tells others, or is about large objects."""
    return _LOCKS.search(text) is not None


def _sources(reacher: Reacher, program: Program, reach: Reach) -> Iterator[tuple[str, str, str]]:
    """(address of the file, name, source) of each definition that is reached."""
    for path, name in sorted(reach.definitions):
        facts = reacher.facts(path, {program.path.absolute(): program.text})
        for found in facts.definitions.get(name, ()) if facts else ():
            yield str(path), name, found.source


def _function(program: Program) -> ast.FunctionDef | ast.AsyncFunctionDef | None:
    """The function itself; None where the text cannot be read or it is made in another way."""
    try:
        node: ast.AST = ast.parse(program.text)
    except (SyntaxError, ValueError, RecursionError):
        return None
    for part in program.name.split("."):
        kinds = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef
        named = [child for child in ast.walk(node) if isinstance(child, kinds) and child.name == part]
        if not named:
            return None
        node = named[-1]
    return node if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else None


def _hints(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for parameter in _parameters(function):
        if parameter.annotation is not None:
            yield ast.unparse(parameter.annotation)


def _parameters(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Sequence[ast.arg]:
    return [*function.args.posonlyargs, *function.args.args, *function.args.kwonlyargs]


def _given(
    function: ast.FunctionDef | ast.AsyncFunctionDef, reached: str, drivers: set[str]
) -> Iterator[tuple[str, str]]:
    """Parameters without a hint that are used as a handle, here or under the same name in what is reached."""
    for parameter in _parameters(function):
        called = set(re.findall(rf"\b{re.escape(parameter.arg)}\.(\w+)\(", reached))
        hint = ast.unparse(parameter.annotation) if parameter.annotation else ""
        if hint.rpartition(".")[2] in _NO_HINTS and called & _METHODS:
            yield parameter.arg, _kind(parameter.arg, called, drivers)


def _kind(name: str, called: set[str], drivers: set[str]) -> str:
    psycopg = "psycopg2" if "psycopg2" in drivers and "psycopg" not in drivers else "psycopg"
    if "sqlalchemy" in drivers and "cursor" not in called and not {"fetchall", "fetchone"} & called:
        if called & {"connect", "begin"} and "execute" not in called:
            return "sqlalchemy.Engine"
        is_session = "session" in name.lower() or called & {"scalars", "query", "get"}
        return "sqlalchemy.Session" if is_session else "sqlalchemy.Connection"
    if "cursor" not in called and ({"fetchall", "fetchone"} & called or name.lower().startswith("cur")):
        return "psycopg2.cursor" if psycopg == "psycopg2" else "psycopg.Cursor"
    return "psycopg2.connection" if psycopg == "psycopg2" else "psycopg.Connection"


def _asked(
    program: Program, sources: Sequence[tuple[str, str, str]]
) -> tuple[tuple[str, ...], dict[str, tuple[tuple[str, str], ...]]]:
    """The tables of all queries that are reached, and the columns that they compare what they are given with."""
    from ..sql.comparing import compared
    from ..sql.queries import queries

    tables: dict[str, None] = {}
    columns: dict[str, dict[tuple[str, str], None]] = {}
    for place in dict.fromkeys(path for path, _, _ in sources):
        text = program.text if place == str(program.path.absolute()) else "\n\n".join(_of(place, sources))
        for query in queries(Snapshot(f"file://{place}", 0, "python", text)):
            named, pairs = compared(query)
            tables |= dict.fromkeys(named)
            for name, column in pairs:
                columns.setdefault(name, {})[column] = None
    return tuple(tables), {name: tuple(found) for name, found in columns.items()}


def _of(place: str, sources: Sequence[tuple[str, str, str]]) -> list[str]:
    return [source for path, _, source in sources if path == place]
