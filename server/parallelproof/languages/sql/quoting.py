"""Text as a literal of Python, in the manner of the one that it replaces."""

from __future__ import annotations

from collections import Counter

from tree_sitter import Node

from ...domain import ParameterStyle
from ..python.syntax import encode, parse, source
from .found import Literal
from .lexing import tokens
from .literals import literal


def quoted(value: str, like: Literal) -> str | None:
    """A literal that says `value`, with the prefix, quotes and interpolations of another; None where it has no such.

    Where `like` is several literals side by side, there is one for each line of the value.
    """
    if like.is_fixed:
        return None
    if len(like.pieces) > 1 and "\n" in value:
        lines = [line.strip() + " " for line in value.split("\n")]
        lines[-1] = lines[-1].rstrip()
        pieces = [_quoted(line, like) for line in lines]
        written = f"\n{like.indent}".join(piece for piece in pieces if piece is not None)
        return written if None not in pieces and _says(written, like) == "".join(lines) else None
    written = _quoted(value, like) or ""
    return written if written and _says(written, like) == value else None


def _quoted(value: str, like: Literal) -> str | None:
    braced = _interpolated(value, like) if "f" in like.prefix else value
    if braced is None or "r" in like.prefix:
        return None if braced is None else f"{like.prefix}{like.quotes}{braced}{like.quotes}"
    quote, text = like.quotes[0], braced.replace("\\", "\\\\")
    if len(like.quotes) == 1:
        text = text.replace(quote, "\\" + quote).replace("\n", "\\n").replace("\r", "\\r")
    else:
        text = text.replace(like.quotes, ("\\" + quote) * 3)
        text = text[:-1] + "\\" + quote if text.endswith(quote) else text
    return f"{like.prefix}{like.quotes}{text}{like.quotes}"


def _interpolated(value: str, like: Literal) -> str | None:
    """With each interpolation again where it stood for a word of the statement, if all such words were interpolated."""
    expressions = {text: expression for expression, text in like.interpolated}
    counts = Counter(text for _, text in like.interpolated)
    style: ParameterStyle = "named" if like.values else "none"
    written = Counter(token.text for token in tokens(like.value, style))
    is_clear = len(expressions) == len({expression for expression, _ in like.interpolated})
    if not is_clear or any(written[text] != counts[text] for text in expressions):
        return None
    parts = (
        f"{{{expressions[token.text]}}}"
        if token.text in expressions
        else token.text.replace("{", "{{").replace("}", "}}")
        for token in tokens(value, style)
    )
    return "".join(parts)


def _says(written: str, like: Literal) -> str | None:
    """What a literal says that was just written."""
    texts = dict(like.interpolated)

    def known(node: Node) -> str | None:
        return texts.get(source(node))

    root = parse(encode(f"({written})")).root_node
    if root.has_error or len(root.named_children) != 1:
        return None
    inner = root.named_children[0].named_children[0].named_children[0]
    found = literal(inner, "", known)
    return found.value if found else None
