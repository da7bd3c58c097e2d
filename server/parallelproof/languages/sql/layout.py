"""Lay a changed statement out as the one before was: what did not change keeps its blanks, case and comments."""

from __future__ import annotations

import re
from functools import lru_cache

from .compact import compact
from .lexing import tokens
from .merging import alike, merged
from .parsing import parse
from .pieces import joined, keys, pieces

_WIDEST_CHARS = 100
_LINE_CHARS = 80
_LEAST_ALIKE = 0.6
"""Below this share of common tokens a statement is laid out anew."""
_INDENT = re.compile(r"\n([ \t]+)(?=[^\s])")


def laid_out(old: str, new: str, indent: str = "", may_break: bool = True) -> str | None:
    """The statement `new` as someone would write it who changes `old`, both with $n; None where it is not understood.

    Lines after the first begin with `indent`, as those of `old` do. Comments of what is replaced stand before what
    replaces it, or before a statement that has little in common with the old one. Without `may_break` a statement of
    one line stays one.
    """
    plain = _normal(new)
    if plain is None:
        return None
    breaks = "\n" in old or (may_break and len(plain) > _WIDEST_CHARS)
    step = _step(old, indent) if breaks else 0
    base, wanted = pieces(_normal(old, step, indent) or ""), pieces(_cased(_normal(new, step, indent) or "", old), True)
    mine = pieces(old)
    if alike(base, wanted) >= _LEAST_ALIKE and _says((text := joined(merged(mine, base, wanted))), plain):
        return text
    comments = [comment for piece in mine for comment in piece.comments]
    text = "".join(f"{comment}\n{indent}" for comment in comments) + joined(wanted)
    return text if _says(text, plain) and (breaks or not comments) else None


def _says(text: str, plain: str) -> bool:
    """Whether a text is read as the same statement, but for the case of plain words."""
    normal = _normal(text)
    return normal is not None and keys(pieces(normal)) == keys(pieces(plain))


@lru_cache(maxsize=64)
def _normal(sql: str, step: int = 0, indent: str = "") -> str | None:
    """A statement as sqlglot writes it, without comments, on lines indented by `step` if that is not 0."""
    tree = parse(sql)
    if tree is None:
        return None
    text = tree.sql(
        dialect="postgres", comments=False, normalize_functions=False, pretty=bool(step), pad=step, indent=step
    )
    text = compact(text, step, _LINE_CHARS) if step else text
    return "".join(
        token.text.replace("\n", "\n" + indent) if token.kind == "space" else token.text
        for token in tokens(text, "numeric")
    )


def _cased(text: str, like: str) -> str:
    """The words that sqlglot writes in capitals in small letters, if those of `like` are mostly so."""
    words = [token.text for token in tokens(like) if token.kind == "word"]
    capitals = {word for word in words if word.isupper() and len(word) > 1}
    if sum(word.isupper() for word in words) * 4 > len(words):
        return text
    return "".join(
        token.text.lower()
        if token.kind == "word" and token.text.isupper() and token.text not in capitals
        else token.text
        for token in tokens(text, "numeric")
    )


def _step(text: str, indent: str) -> int:
    """By how many blanks lines are indented below the first."""
    widths = (len(match[1].expandtabs(4)) - len(indent.expandtabs(4)) for match in _INDENT.finditer(text))
    return 4 if min((width for width in widths if width > 0), default=2) >= 4 else 2
