"""Values inside jsonb: comparisons that an index on the whole column can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from .known import Known
from .trees import Tree, bare, conjuncts, is_filter, operand, text

_LONGEST = 100
_SCALAR = "^(true|false|(|-)(0|[1-9][0-9]*)(|[.][0-9]+))$"
"""What `->>` makes of booleans and numbers."""
_BRACES = "91, 123"
"""Characters that arrays and objects begin with."""
_WORD = re.compile(r'(?!(?:null|true|false)$)[^\s\d\-\[{"].*')
"""Texts that `->>` can only have made of a string."""


def contained(node: Tree, known: Known) -> Iterator[str]:
    """d ->> 'k' = 'v' as d @> '{"k": "v"}', where only a string can be written so; else with the original kept."""
    for left, right in ((node.this, node.expression), (node.expression, node.this)):
        value, wanted = bare(left), bare(right)
        if not isinstance(value, exp.JSONExtractScalar) or known.type_of(value.this) != "jsonb":
            continue
        keys = _keys(value)
        if not keys or not is_filter(node) or _is_asked(node, value.this):
            continue
        document = operand(value.this)
        if isinstance(wanted, exp.Literal) and wanted.is_string:
            yield from _written_out(node, document, keys, wanted)
        elif isinstance(value := _parameter(wanted), exp.Parameter):
            yield f"({' OR '.join(_any_of(document, keys, text(value)))}) AND {text(node)}"


def _written_out(node: Tree, document: str, keys: list[str], literal: exp.Literal) -> Iterator[str]:
    wanted = text(literal)
    if _WORD.fullmatch(literal.name):
        yield f"{document} @> {_document(keys, f'{wanted}::text')}"
    elif re.fullmatch(r"0|[1-9]\d{0,8}", literal.name):
        either = [_document(keys, one) for one in (f"{wanted}::text", f"{literal.name}::bigint")]
        yield f"({document} @> {either[0]} OR {document} @> {either[1]}) AND {text(node)}"


def _parameter(node: Tree) -> Tree:
    """A parameter without its cast to text."""
    is_text = isinstance(node, exp.Cast) and text(node.args["to"]).lower() in ("text", "varchar")
    return bare(node.this) if is_text else node


def _any_of(document: str, keys: list[str], wanted: str) -> Iterator[str]:
    """All that may have the text of a value: a string, a number or boolean, an array or object.

    No cast may fail for a value of another kind, not even while the statement is planned, so it is cut out of the text
    first. What is left over, as arrays, is no matter of the index, and false as soon as the value is known.
    """
    value = f"{wanted}::text"
    yield f"{document} @> {_document(keys, value)}"
    scalar = _document(keys, f"substring(left({value}, {_LONGEST}) FROM '{_SCALAR}')::jsonb")
    yield f"{document} @> nullif({scalar}, {_document(keys, 'NULL')})"
    yield f"ascii({value}) IN ({_BRACES})"
    yield f"length({value}) > {_LONGEST}"


def _keys(value: Tree) -> list[str]:
    """Names of the steps into the document, as literals; none where a step is no name."""
    steps: list[str] = []
    while isinstance(value, exp.JSONExtractScalar | exp.JSONExtract):
        path = value.expression
        parts = path.expressions[1:] if isinstance(path, exp.JSONPath) else []
        if len(parts) != 1 or not isinstance(parts[0], exp.JSONPathKey) or not isinstance(parts[0].this, str):
            return []
        steps.insert(0, text(exp.Literal.string(parts[0].this)))
        value = bare(value.this)
    return steps if len(steps) == 1 else []


def _document(keys: list[str], value: str) -> str:
    return f"jsonb_build_object({keys[0]}, {value})"


def _is_asked(node: Tree, document: Tree) -> bool:
    """Whether a condition beside it asks for contents already."""
    top = node
    while isinstance(top.parent, exp.And | exp.Paren):
        top = top.parent
    inner = [part for one in conjuncts(top) for part in one.find_all(exp.ArrayContainsAll, exp.JSONBContains)]
    return any(bare(one.this) == bare(document) for one in inner)
