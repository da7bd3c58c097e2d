"""Literals of Python as text: plain, raw and f-strings, and several that stand side by side."""

from __future__ import annotations

import ast
import re
from collections.abc import Callable

from tree_sitter import Node

from ..python.syntax import decode, field, source
from .found import Literal

_OPENS = re.compile(r"([A-Za-z]*)(\"\"\"|'''|\"|')")
Known = Callable[[Node], str | None]
"""What an expression in an f-string is known to stand for, as text."""


def literal(node: Node, line: str, known: Known) -> Literal | None:
    """What a string says, or several side by side; None where it cannot be known, and for bytes.

    `line` is the text of its line up to where it begins.
    """
    parts = [node] if node.type == "string" else node.named_children if node.type == "concatenated_string" else []
    strings = [part for part in parts if part.type == "string"]
    values, prefixes, quotes, interpolated = list[str](), list[str](), "", list[tuple[str, str]]()
    for part in strings:
        opening = _OPENS.fullmatch(source(part.children[0]))
        value = _value(part, interpolated, known)
        if opening is None or value is None or "b" in opening[1].lower() or node.has_error:
            return None
        values.append(value)
        prefixes.append(opening[1].lower())
        quotes = quotes or opening[2]
    if not strings:
        return None
    prefix = ("f" if any("f" in one for one in prefixes) else "") + ("r" if all("r" in one for one in prefixes) else "")
    prefix = prefixes[0] if len(strings) == 1 else prefix
    gap = _gap(node, strings)
    indent = gap.rpartition("\n")[2] if "\n" in gap else line[: len(line) - len(line.lstrip())]
    is_fixed = len(parts) > len(strings) or "\\" in gap
    pieces = tuple(values) if "\n" in gap else ("".join(values),)
    return Literal("".join(values), prefix, quotes, indent, pieces, is_fixed, tuple(interpolated))


def _gap(node: Node, strings: list[Node]) -> str:
    """What stands between the first two of several strings."""
    if len(strings) < 2:
        return ""
    first, second = strings[0].end_byte - node.start_byte, strings[1].start_byte - node.start_byte
    return decode((node.text or b"")[first:second])


def _value(string: Node, interpolated: list[tuple[str, str]], known: Known) -> str | None:
    opening, closing = source(string.children[0]), source(string.children[-1])
    is_formatted = "f" in opening[: -len(closing)].lower()
    plain = re.sub("[fF]", "", opening[: -len(closing)]) + closing
    parts = []
    for child in string.named_children:
        if child.type == "string_content":
            content = source(child)
            content = content.replace("{{", "{").replace("}}", "}") if is_formatted else content
            parts.append(_evaluated(f"{plain}{content}{closing}"))
        elif child.type == "interpolation":
            expression = child.child_by_field_name("expression")
            is_bare = len(child.named_children) == 1 and not any(part.type == "=" for part in child.children)
            value = known(expression) if expression and is_bare else None
            interpolated += [(field(child, "expression"), value)] if value is not None else []
            parts.append(value)
    texts = [part for part in parts if part is not None]
    return "".join(texts) if len(texts) == len(parts) else None


def _evaluated(text: str) -> str | None:
    """What a plain literal says; a piece of a longer one may end in a quote, which would close it."""
    try:
        value = ast.literal_eval(text)
    except (SyntaxError, ValueError):
        return None
    return value if isinstance(value, str) else None
