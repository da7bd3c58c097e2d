"""An index that could be made, as a value, and the statement that makes it."""

from __future__ import annotations

import re
from collections.abc import Container, Iterable, Iterator
from dataclasses import dataclass, replace

from ....domain import DDL, Index, Schema, Table
from .reading import name

LONGEST_BYTES = 63
"""A longer name is cut by the server."""
NAME = r'("(?:[^"]|"")+"|[^".\s]+)'
CREATE = re.compile(rf"CREATE (?:UNIQUE )?INDEX {NAME} ON (?:ONLY )?{NAME}\.{NAME} USING (\w+) \(")
CREATE_EXTENSION = "CREATE EXTENSION IF NOT EXISTS "
ORDER = re.compile(r"(?: (?:ASC|DESC))?(?: NULLS (?:FIRST|LAST))?$")
CASTS = re.compile(r"::(?:text|character varying|bpchar|regconfig|jsonb)(?:\[\])?")


@dataclass(frozen=True, slots=True)
class NewIndex:
    """`keys` are as CREATE INDEX writes them: with operator class and order, expressions in parentheses."""

    schema: str
    table: str
    keys: tuple[str, ...]
    method: str = "btree"
    include: tuple[str, ...] = ()
    predicate: str | None = None

    def create(self, called: str, *, is_only: bool = False) -> str:
        """The statement that makes it; `is_only` for a partitioned table without its partitions."""
        include = f" INCLUDE ({', '.join(self.include)})" if self.include else ""
        where = f" WHERE {self.predicate}" if self.predicate else ""
        keys = ", ".join(self.keys)
        on = f"{name(self.schema)}.{name(self.table)}"
        only = "ONLY " if is_only else ""
        return f"CREATE INDEX {name(called)} ON {only}{on} USING {self.method} ({keys}){include}{where}"

    @property
    def said(self) -> str:
        """A sentence about it, for a b-tree."""
        on = ", ".join(self.keys)
        held = f", which also holds {', '.join(self.include)} so that the table is not read" if self.include else ""
        some = f", of the rows where {self.predicate}" if self.predicate else ""
        return f"An index of {self.table} on {on}{some}{held}."

    @property
    def stem(self) -> str:
        """The name that it has if nothing else has it: <table>_<columns>_idx."""
        words = [self.table, *self.keys]
        if self.method != "btree":
            words.append(self.method)
        if self.predicate:
            words.append("partial")
        text = "_".join(re.sub(r"\W+", "_", ORDER.sub("", word)).strip("_").lower() for word in words)
        return _cut(text, "_idx")


def made(indexes: Iterable[NewIndex], schema: Schema, extensions: Iterable[str] = ()) -> DDL:
    """The change of the database that makes indexes, with names that nothing else has, and takes them back."""
    taken = _taken(schema)
    creates, drops, online = [], [], list[str]()
    for index in dict.fromkeys(indexes):
        called = _called(index, taken)
        creates.append(index.create(called))
        drops.append(f"DROP INDEX {name(index.schema)}.{name(called)}")
        online += _online(index, called, schema, taken)
    needed = [f"{CREATE_EXTENSION}{name(extension)}" for extension in extensions]
    back = [f"DROP EXTENSION {name(extension)}" for extension in extensions]
    steps = (*needed, *online) if online != creates else ()
    return DDL((*needed, *creates), (*reversed(drops), *back), online=steps)


def _called(index: NewIndex, taken: set[str]) -> str:
    """A free name, which is taken from now on."""
    called = next(free for free in _names(index.stem) if free not in taken)
    taken.add(called)
    return called


def _online(index: NewIndex, called: str, schema: Schema, taken: set[str]) -> Iterator[str]:
    """Of a partitioned table each partition is indexed on its own, as all of it cannot be without blocking writers."""
    table = schema.table(index.table, index.schema)
    if table is None or table.kind != "partitioned":
        yield index.create(called)
        return
    yield index.create(called, is_only=True)
    for part in schema.tables:
        if part.partition_of == table.qualified:
            its = replace(index, schema=part.schema, table=part.name)
            name_of_its = _called(its, taken)
            yield from _online(its, name_of_its, schema, taken)
            on, other = f"{name(index.schema)}.{name(called)}", f"{name(part.schema)}.{name(name_of_its)}"
            yield f"ALTER INDEX {on} ATTACH PARTITION {other}"


def fitting(words: str, end: str, schema: Schema) -> str:
    """A name that nothing has, made of words and cut where it is too long."""
    ends = (f"{end}{number or ''}" for number in range(1000))
    return next(free for free in (_cut(words, one) for one in ends) if free not in _taken(schema))


def _taken(schema: Schema) -> set[str]:
    return {taken for table in schema.tables for taken in (table.name, *(index.name for index in table.indexes))}


def parsed(statement: str) -> NewIndex | None:
    """The index that a statement makes, as `create` writes it or as the server's catalogue does."""
    match = CREATE.match(statement)
    if match is None:
        return None
    keys, rest = _parts(statement[match.end() :])
    include: tuple[str, ...] = ()
    if rest.startswith(" INCLUDE ("):
        include, rest = _parts(rest[len(" INCLUDE (") :])
    predicate = rest[len(" WHERE ") :] if rest.startswith(" WHERE ") else None
    return NewIndex(_bare(match[2]), _bare(match[3]), keys, match[4], include, predicate)


def parts(change: DDL) -> tuple[tuple[NewIndex, ...], tuple[str, ...]] | None:
    """The indexes and the extensions that a change makes; None if it makes anything else."""
    indexes: list[NewIndex] = []
    extensions: list[str] = []
    for statement in change.statements:
        index = parsed(statement)
        if index is not None:
            indexes.append(index)
        elif statement.startswith(CREATE_EXTENSION):
            extensions.append(_bare(statement.removeprefix(CREATE_EXTENSION)))
        else:
            return None
    return tuple(indexes), tuple(extensions)


def exists(index: NewIndex, table: Table, fixed: Container[str] = ()) -> bool:
    """Whether the table has an index already that does all this one could; `fixed` keys are in no order."""
    return any(known.is_valid and _covers(known, index, fixed) for known in table.indexes)


def _covers(known: Index, index: NewIndex, fixed: Container[str]) -> bool:
    there = parsed(known.definition)
    if there is None or there.method != index.method or len(there.keys) < len(index.keys):
        return False
    if there.predicate is not None and _plain(there.predicate) != _plain(index.predicate or ""):
        return False
    pairs = list(zip(there.keys, index.keys, strict=False))
    if any(_plain(_undirected(old)) != _plain(_undirected(new)) for old, new in pairs):
        return False
    ordered = [(_plain(old), new) for old, new in pairs if _undirected(new) not in fixed]
    forwards = all(old == _plain(new) for old, new in ordered)
    backwards = all(old == _plain(_reversed(new)) for old, new in ordered)
    held = {*map(_plain, there.keys), *map(_plain, there.include)}
    return (forwards or backwards) and all(_plain(column) in held for column in index.include)


def _undirected(key: str) -> str:
    return ORDER.sub("", key)


def smaller(index: NewIndex) -> list[NewIndex]:
    """The index with less: without all that it only holds, without its last key, without one that it only holds."""
    less = [replace(index, include=())] if index.include else []
    if len(index.keys) > 1:
        less.append(replace(index, keys=index.keys[:-1]))
    if len(index.include) > 1:
        less += [replace(index, include=tuple(c for c in index.include if c != one)) for one in reversed(index.include)]
    return less


def _reversed(key: str) -> str:
    """A key in the opposite order, as the catalogue writes it."""
    order = ORDER.search(key)
    words = order[0] if order else ""
    bare = key[: len(key) - len(words)]
    descends = "DESC" in words
    first = "FIRST" in words or (descends and "LAST" not in words)
    nulls = "" if first == descends else (" NULLS LAST" if first else " NULLS FIRST")
    return f"{bare}{'' if descends else ' DESC'}{nulls}"


def _plain(key: str) -> str:
    """A key or condition in one spelling, however it is written."""
    key = CASTS.sub("", re.sub(r"(?i)cast\((.+?) as (\w+)\)", r"\1::\2", key)).lower()
    return re.sub(r"[()\s]", "", key.replace("timestamp without time zone", "timestamp"))


def _parts(text: str) -> tuple[tuple[str, ...], str]:
    """A list up to the parenthesis that closes it, split at its commas, and what follows."""
    parts, depth, start, quote = [], 0, 0, ""
    for at, char in enumerate(text):
        if quote:
            quote = "" if char == quote else quote
        elif char in "'\"":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]" and depth:
            depth -= 1
        elif char == "," and not depth:
            parts.append(text[start:at].strip())
            start = at + 1
        elif char == ")":
            return (*parts, text[start:at].strip()), text[at + 1 :]
    return tuple(parts), ""


def _names(stem: str) -> Iterable[str]:
    yield stem
    for number in range(1, 1000):
        yield _cut(stem.removesuffix("_idx"), f"_idx{number}")


def _cut(text: str, end: str) -> str:
    return text.encode()[: LONGEST_BYTES - len(end)].decode(errors="ignore").rstrip("_") + end


def _bare(written: str) -> str:
    """A name without the quotes that it is written in."""
    return written[1:-1].replace('""', '"') if written.startswith('"') else written
