"""The outermost clauses of a statement, found by its tokens, so that its text stays as it was written."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlglot.dialects.postgres import Postgres
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token, TokenType

_SET_OPERATORS = {TokenType.UNION, TokenType.INTERSECT, TokenType.EXCEPT}
_AFTER_ORDER = {TokenType.LIMIT, TokenType.OFFSET, TokenType.FETCH, TokenType.FOR}
_DIRECTIONS = {"ASC", "DESC", "NULLS", "FIRST", "LAST", "USING"}
_NAMES = {TokenType.VAR, TokenType.IDENTIFIER}


@dataclass(frozen=True, slots=True)
class Keyed:
    """A query that also gives what it is ordered by.

    `keys` are places among its columns, those that were appended behind the `columns` of its own included.
    """

    sql: str
    columns: int
    keys: tuple[int, ...]


def tokens(sql: str) -> list[Token]:
    """The tokens of a statement, none where it cannot be read."""
    try:
        return list(Postgres().tokenize(sql))
    except SqlglotError:
        return []


def stripped(sql: str) -> str:
    """A statement without the semicolon at its end."""
    found = tokens(sql)
    while found and found[-1].token_type is TokenType.SEMICOLON:
        found.pop()
    return sql[: found[-1].end + 1] if found else sql


def order_by(sql: str) -> tuple[str, ...]:
    """The expressions that the statement as a whole is ordered by, without their directions."""
    outer = _outermost(tokens(sql))
    starts = [place for place, token in enumerate(outer) if token.token_type is TokenType.ORDER_BY]
    if not starts or any(token.token_type is TokenType.SELECT for token in outer[starts[-1] :]):
        return ()
    clause = outer[starts[-1] + 1 :]
    end = next((place for place, token in enumerate(clause) if token.token_type in _AFTER_ORDER), len(clause))
    stop = clause[end].start if end < len(clause) else len(sql)
    return tuple(_without_direction(sql, part, stop) for part in _split(clause[:end]) if part)


def with_keys(sql: str, names: Sequence[str]) -> Keyed:
    """The query with its order keys among its columns, whose own names are `names`.

    Where a key cannot be appended (DISTINCT, UNION), all columns are taken for the keys, which is stricter.
    """
    places: list[int] = []
    appended: list[str] = []
    for key in order_by(sql):
        place = _place(key, names)
        if place is None:
            appended.append(key)
            place = len(names) + len(appended) - 1
        places.append(place)
    if not appended:
        return Keyed(sql, len(names), tuple(places))
    at = _end_of_select_list(sql)
    if at is None:
        return Keyed(sql, len(names), tuple(range(len(names))))
    columns = "".join(f", {key}" for key in appended)
    return Keyed(f"{sql[:at]}{columns} {sql[at:]}", len(names), tuple(places))


def unqualified(sql: str, tables: Iterable[tuple[str, str]]) -> str:
    """The statement with `schema.table` written as `table` for each (schema, table)."""
    found, known, cut = tokens(sql), set(tables), []
    for schema, dot, table in zip(found, found[1:], found[2:], strict=False):
        if dot.token_type is TokenType.DOT and (_folded(schema), _folded(table)) in known:
            cut.append((schema.start, dot.end + 1))
    for start, end in reversed(cut):
        sql = sql[:start] + sql[end:]
    return sql


def _folded(token: Token) -> str:
    return token.text if token.token_type is TokenType.IDENTIFIER else token.text.lower()


def _outermost(found: Iterable[Token]) -> list[Token]:
    """Tokens outside every bracket; an opening one stands for all that is in it."""
    depth, outer = 0, []
    for token in found:
        if token.token_type in (TokenType.R_PAREN, TokenType.R_BRACKET):
            depth -= 1
        elif depth == 0:
            outer.append(token)
        if token.token_type in (TokenType.L_PAREN, TokenType.L_BRACKET):
            depth += 1
    return outer


def _split(found: Sequence[Token]) -> list[list[Token]]:
    parts: list[list[Token]] = [[]]
    for token in found:
        if token.token_type is TokenType.COMMA:
            parts.append([])
        else:
            parts[-1].append(token)
    return parts


def _without_direction(sql: str, part: Sequence[Token], stop: int) -> str:
    """One sort expression; what follows it in the clause begins with the direction, a comma or ends at `stop`."""
    for token in part[1:]:
        if token.text.upper() in _DIRECTIONS and token.token_type not in (TokenType.IDENTIFIER, TokenType.STRING):
            return sql[part[0].start : token.start].strip()
    after = tokens(sql[part[0].start : stop])
    depth = 0
    for token in after:
        if depth == 0 and token.token_type is TokenType.COMMA:
            return sql[part[0].start : part[0].start + token.start].strip()
        depth += (token.token_type is TokenType.L_PAREN) - (token.token_type is TokenType.R_PAREN)
    return sql[part[0].start : part[0].start + after[-1].end + 1].strip().rstrip(";").strip()


def _place(key: str, names: Sequence[str]) -> int | None:
    """Which output column a sort expression means: by number, or by a bare name, which an output column has first."""
    found = tokens(key)
    if len(found) != 1:
        return None
    if found[0].token_type is TokenType.NUMBER:
        return int(key) - 1 if key.isdigit() and 0 < int(key) <= len(names) else None
    if found[0].token_type is TokenType.STRING:
        return None
    name = _folded(found[0])
    return names.index(name) if names.count(name) == 1 else None


def _end_of_select_list(sql: str) -> int | None:
    """Where a column can be appended to a plain SELECT, None where there is no such place."""
    outer = _outermost(tokens(sql))
    kinds = [token.token_type for token in outer]
    if TokenType.SELECT not in kinds or _SET_OPERATORS & set(kinds):
        return None
    start = len(kinds) - 1 - kinds[::-1].index(TokenType.SELECT)
    distinct = kinds[start + 1 : start + 2] == [TokenType.DISTINCT]
    if distinct and kinds[start + 2 : start + 3] != [TokenType.ON]:
        return None
    for place in range(start + 1, len(outer)):
        if kinds[place] is TokenType.FROM and not (kinds[place - 1] is TokenType.DISTINCT and place - 1 > start + 1):
            return outer[place].start
    return None
