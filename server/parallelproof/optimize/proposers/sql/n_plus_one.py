"""The proposer for loops that run a query for each row of another: one query before the loop gives all of it.

    for order_id, customer_id in cur.fetchall():
        cur.execute("SELECT name FROM customer WHERE id = %s", (customer_id,))
        row = cur.fetchone()

becomes

    rows = cur.fetchall()
    cur.execute("SELECT name, id FROM customer WHERE id = ANY(%s)", ([customer_id for order_id, customer_id in rows],))
    found = {}
    for row in cur.fetchall():
        found.setdefault(row[-1], row[:-1])
    for order_id, customer_id in rows:
        row = found.get(customer_id)

Rows are matched by their key in Python, so it has to compare there as it does in the database. Nothing here knows the
types, so a candidate holds only where both are run on data.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence

from ....domain import Candidate, Finding, Pattern, Query, Snapshot, Span, Strategy, Unit
from ....languages.sql.lexing import tokens
from ....languages.sql.queries import queries
from ....languages.sql.writing import rewritten
from ..edits import edits_between
from ..rewrite import fresh, spliced
from ..source import FunctionNode, Source, source_of
from .batching import Batched, batched
from .row_loop import RowLoop
from .row_loops import row_loops

_WHY = "One query before the loop instead of one for each row."


class NPlusOne:
    """Turns the queries of a loop into one; a proposer for functions in Python."""

    name = "n-plus-one"

    def propose(self, snapshot: Snapshot, unit: Unit, patterns: Sequence[Pattern]) -> Iterator[Candidate]:
        """One candidate for each such loop of the unit."""
        found = source_of(snapshot.text, unit) if ".execute(" in unit.source and "for " in unit.source else None
        if found is None:
            return
        source, function = found
        known = {
            (query.unit.span.start, query.unit.span.end): query
            for query in queries(snapshot)
            if unit.span.start <= query.unit.span.start and query.unit.span.end <= unit.span.end
        }
        pages = tuple(page for pattern in patterns for page in pattern.sources)
        for row_loop in row_loops(source, function, known):
            text = _rewrite(snapshot, source, function, row_loop)
            if text is not None:
                finding = Finding(unit, self.name, Span(*source.extent(row_loop.loop)), _WHY, sources=pages)
                change = edits_between(snapshot.text, text)
                yield Candidate(unit, finding, Strategy.DATABASE, self.name, change, _WHY)


def _rewrite(snapshot: Snapshot, source: Source, function: FunctionNode, found: RowLoop) -> str | None:
    batch = batched(found.query.sql, found.number)
    edits = rewritten(snapshot, found.query, batch.sql) if batch else None
    if batch is None or edits is None or _is_laid_out_badly(source, found):
        return None
    if found.taken.by_name and batch.name is None:
        return None
    span = found.query.unit.span
    literal = next(edit.text for edit in edits if edit.span == span)
    if any(snapshot.text[edit.span.start : edit.span.end] != edit.text for edit in edits if edit.span != span):
        return None
    scope = source.scope(function)
    if {"list"} & source.bound:
        return None
    rows = fresh("rows", scope.known) if not found.rows.is_named else source.code(found.rows.expression)
    held = fresh("found", scope.known | {rows})
    row = fresh("row", scope.known | {rows, held})
    changes = [_before(source, found, batch, literal, rows, held, row)]
    if not found.rows.is_named:
        changes.append((*source.extent(found.loop.iter), rows))
    changes.append((*source.extent(found.taken.expression), _taken(source, found, batch, held)))
    if found.taken.statement is not None:
        changes.append((*_whole_lines(source, found.taken.statement), ""))
    if not _is_inside(span, source.extent(found.call)):
        changes.append((span.start, span.end, literal))
    return spliced(source, changes)


def _before(
    source: Source, found: RowLoop, batch: Batched, literal: str, rows: str, held: str, row: str
) -> tuple[int, int, str]:
    """The lines before the loop: rows, the one query, and its rows by their key."""
    start = source.extent(found.loop)[0]
    margin, indent = source.margin(start), source.indent
    lines = []
    if not found.rows.is_named:
        fetched = source.code(found.rows.expression) + ("" if found.rows.is_fetched else ".fetchall()")
        lines.append(f"{rows} = {fetched}")
    call = _call(source, found, literal, rows)
    if found.taken.statement is not None:
        lines.append(call)
        call = source.code(found.call.func.value)  # type: ignore[attr-defined]
    key, kept = (f'{row}["{batch.name}"]', row) if found.taken.by_name else (f"{row}[-1]", f"{row}[:-1]")
    if batch.missing:
        lines.append(f"{held} = {{{key}: {kept} for {row} in {call}.fetchall()}}")
    else:
        keeps = f"{kept})" if _keeps_first(found) else f"[]).append({kept})"
        lines += [f"{held} = {{}}", f"for {row} in {call}.fetchall():", f"{indent}{held}.setdefault({key}, {keeps}"]
    return start, start, "".join(f"{line}\n{margin}" for line in lines)


def _call(source: Source, found: RowLoop, literal: str, rows: str) -> str:
    """The call that runs the one query: the old one with the new literal, all keys, and as deep as the loop stands."""
    start, end = source.extent(found.call)
    target = source.code(found.loop.target)
    key = f"[{source.code(found.key)} for {target} in {rows}]"
    changes = [(*source.extent(found.key), key)]
    span = found.query.unit.span
    if _is_inside(span, (start, end)):
        changes.append((span.start, span.end, literal))
    parts, at = [], start
    for first, last, new in sorted(changes):
        parts += [source.text[at:first], new]
        at = last
    text = "".join([*parts, source.text[at:end]])
    inner, outer = source.margin(start), source.margin(source.extent(found.loop)[0])
    return text.replace("\r\n", "\n").replace("\n" + inner, "\n" + outer)


def _taken(source: Source, found: RowLoop, batch: Batched, held: str) -> str:
    """What gives the rows of one key now."""
    key, missing = source.code(found.key), _missing(found, batch)
    one = f"{held}.get({key}, {missing})" if missing else f"{held}.get({key})"
    match found.taken.how:
        case "scalar":
            return f"{held}.get({key}, {missing or '(None,)'})[0]"
        case "fetchone":
            return one
        case "iterate":
            return f"[{one}]" if missing else f"{held}.get({key}, ())"
    return f"[{one}]" if missing else f"list({held}.get({key}, ()))"


def _missing(found: RowLoop, batch: Batched) -> str:
    """The row of a key that has none, "" where there is no such row."""
    if not batch.missing:
        return ""
    if found.taken.by_name:
        return "{" + ", ".join(f'"{name}": {value}' for name, value in batch.missing) + "}"
    return f"({', '.join(value for _, value in batch.missing)}{',' if len(batch.missing) == 1 else ''})"


def _keeps_first(found: RowLoop) -> bool:
    return found.taken.how in ("fetchone", "scalar")


def _is_laid_out_badly(source: Source, found: RowLoop) -> bool:
    """Whether lines cannot be taken out or put in: something else stands on them, or in the middle of them."""
    places = [found.loop, *([found.taken.statement] if found.taken.statement else [])]
    if not all(source.begins_line(source.extent(place)[0]) for place in places):
        return True
    if source.extent(found.loop.body[0])[0] <= source.text.find("\n", source.extent(found.loop)[0]):
        return True
    start, end = _whole_lines(source, found.taken.statement) if found.taken.statement else source.extent(found.call)
    has_comment = any(start <= first and last <= end for first, last in source.comments)
    return has_comment or _has_lines_in_strings(found.query) or source.text[start:end].count(";") > 0


def _has_lines_in_strings(query: Query) -> bool:
    return any("\n" in token.text for token in tokens(query.sql, "numeric") if token.kind in ("string", "name"))


def _whole_lines(source: Source, statement: ast.stmt) -> tuple[int, int]:
    """A statement with its lines, the break at the end included."""
    start, end = source.extent(statement)
    line_end = source.text.find("\n", end)
    return source.line_start(start), len(source.text) if line_end < 0 else line_end + 1


def _is_inside(span: Span, place: tuple[int, int]) -> bool:
    return place[0] <= span.start and span.end <= place[1]
