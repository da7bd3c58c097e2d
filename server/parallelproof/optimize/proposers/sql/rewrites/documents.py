"""Values inside jsonb: comparisons that an index on the whole column can answer."""

from __future__ import annotations

import re
from collections.abc import Iterator

from sqlglot import exp

from .known import Known
from .trees import Tree, bare, conjuncts, is_filter, operand, text

_WORD = re.compile(r'(?!(?:null|true|false)$)[^\s\d\-\[{"].*')
"""Texts that `->>` can only have made of a string."""


def contained(node: Tree, known: Known) -> Iterator[str]:
    """d ->> 'k' = 'v' as d @> '{"k": "v"}', where only a string can be written so; else with the original kept."""
    for left, right in ((node.this, node.expression), (node.expression, node.this)):
        value, literal = bare(left), bare(right)
        if not isinstance(value, exp.JSONExtractScalar) or not isinstance(literal, exp.Literal):
            continue
        keys = _keys(value) if literal.is_string else []
        if not keys or known.type_of(value.this) != "jsonb" or not is_filter(node) or _is_asked(node, value.this):
            continue
        document, wanted = operand(value.this), text(literal)
        if _WORD.fullmatch(literal.name):
            yield f"{document} @> {_document(keys, f'{wanted}::text')}"
        elif re.fullmatch(r"0|[1-9]\d{0,8}", literal.name):
            either = [_document(keys, one) for one in (f"{wanted}::text", f"{literal.name}::bigint")]
            yield f"({document} @> {either[0]} OR {document} @> {either[1]}) AND {text(node)}"


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
