"""Lay a changed statement out as the one before was: what did not change keeps its blanks, case and comments."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher

from .lexing import Token, tokens
from .parsing import parse

_WIDEST_CHARS = 100
_LEAST_ALIKE = 0.5
"""Below this share of common tokens a statement is laid out anew."""
_INDENT = re.compile(r"\n([ \t]+)(?=[^\s])")


@dataclass(frozen=True, slots=True)
class _Piece:
    """A token that the database reads, with the blanks and comments before it."""

    before: tuple[Token, ...]
    token: Token

    @property
    def key(self) -> str:
        """What is compared: the case of plain words says nothing."""
        return self.token.text.lower() if self.token.kind == "word" else self.token.text

    @property
    def comments(self) -> list[str]:
        """The comments before it."""
        return [token.text for token in self.before if token.kind == "comment"]


def laid_out(old: str, new: str, indent: str = "", may_break: bool = True) -> str | None:
    """The statement `new` as someone would write it who changes `old`, both with $n; None where it is not understood.

    Lines after the first begin with `indent`, as those of `old` do. Comments of what is replaced stand before what
    replaces it. Without `may_break` a statement of one line stays one.
    """
    plain, base = normal(new), normal(old)
    if plain is None or base is None:
        return None
    breaks = "\n" in old or (may_break and len(plain) > _WIDEST_CHARS)
    step = _step(old, indent)
    wanted = _pieces(_cased(normal(new, step if breaks else 0, indent) or plain, old))
    before = _pieces(normal(old, step if breaks else 0, indent) or base)
    mine = _pieces(old)
    alike = SequenceMatcher(None, _keys(before), _keys(wanted), autojunk=False).ratio()
    merged = _text(_merged(mine, before, wanted)) if alike >= _LEAST_ALIKE else None
    if merged is not None and normal(merged) == plain:
        return merged
    comments = "".join(f"{comment}\n{indent}" for piece in mine for comment in piece.comments)
    anew = comments + _text(wanted)
    return anew if normal(anew) == plain and (breaks or not comments) else None


def normal(sql: str, step: int = 0, indent: str = "") -> str | None:
    """A statement as sqlglot writes it, without comments, on lines indented by `step` if that is not 0."""
    tree = parse(sql)
    if tree is None:
        return None
    text = tree.sql(
        dialect="postgres", comments=False, normalize_functions=False, pretty=bool(step), pad=step, indent=step
    )
    parts = (
        token.text.replace("\n", "\n" + indent) if token.kind == "space" else token.text
        for token in tokens(text, "numeric")
    )
    return "".join(parts)


def _merged(mine: list[_Piece], base: list[_Piece], wanted: list[_Piece]) -> Iterator[_Piece]:
    """Three-way merge: `wanted` where it differs from `base`, which is what `mine` is when sqlglot writes it."""
    a = b = c = 0
    for at_mine, at_base, at_wanted in [*_anchors(mine, base, wanted), (len(mine), len(base), len(wanted))]:
        yours, theirs = mine[a:at_mine], wanted[c:at_wanted]
        is_same = _keys(base[b:at_base]) == _keys(theirs)
        chunk = yours if is_same else _instead(yours, theirs)
        yield from chunk
        if at_mine < len(mine):
            lost = [] if is_same or theirs else [comment for piece in yours for comment in piece.comments]
            yield _with_comments(mine[at_mine], lost)
        a, b, c = at_mine + 1, at_base + 1, at_wanted + 1


def _anchors(mine: list[_Piece], base: list[_Piece], wanted: list[_Piece]) -> list[tuple[int, int, int]]:
    """Where all three have the same token."""
    to_mine, to_wanted = _matches(base, mine), _matches(base, wanted)
    return [(to_mine[at], at, to_wanted[at]) for at in sorted(to_mine.keys() & to_wanted.keys())]


def _matches(one: list[_Piece], other: list[_Piece]) -> dict[int, int]:
    blocks = SequenceMatcher(None, _keys(one), _keys(other), autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _instead(mine: list[_Piece], wanted: list[_Piece]) -> list[_Piece]:
    """New pieces in the place of old ones: they begin where those began, behind the comments of all of them."""
    if not mine or not wanted:
        return wanted
    lost = [comment for piece in mine[1:] for comment in piece.comments]
    return [_with_comments(_Piece(mine[0].before, wanted[0].token), lost), *wanted[1:]]


def _with_comments(piece: _Piece, comments: list[str]) -> _Piece:
    added = [
        Token("comment", comment + ("\n" if comment.startswith("--") else " "), piece.token.start)
        for comment in comments
    ]
    return _Piece((*piece.before, *added), piece.token)


def _pieces(text: str) -> list[_Piece]:
    found, before = [], list[Token]()
    for token in tokens(text, "numeric"):
        if token.is_code:
            found.append(_Piece(tuple(before), token))
            before = []
        else:
            before.append(token)
    return found


def _keys(pieces: list[_Piece]) -> list[str]:
    return [piece.key for piece in pieces]


def _text(pieces: Iterator[_Piece] | list[_Piece]) -> str:
    """The text of pieces, with a blank between two that would become one word."""
    parts: list[str] = []
    for piece in pieces:
        before = "".join(token.text for token in piece.before)
        is_glued = parts and not before and _is_wordy(parts[-1][-1]) and _is_wordy(piece.token.text[0])
        parts.append(" " if is_glued else before)
        parts.append(piece.token.text)
    return "".join(parts).strip()


def _is_wordy(char: str) -> bool:
    return char.isalnum() or char in "_$'\""


def _cased(text: str, like: str) -> str:
    """The words that sqlglot writes in capitals in small letters, if those of `like` are mostly so."""
    words = [token.text for token in tokens(like) if token.kind == "word"]
    capitals = {word for word in words if word.isupper() and len(word) > 1}
    if sum(word.isupper() for word in words) * 4 > len(words):
        return text
    parts = (
        token.text.lower()
        if token.kind == "word" and token.text.isupper() and token.text not in capitals
        else token.text
        for token in tokens(text, "numeric")
    )
    return "".join(parts)


def _step(text: str, indent: str) -> int:
    """By how many blanks lines are indented below the first."""
    widths = (len(match[1].expandtabs(4)) - len(indent.expandtabs(4)) for match in _INDENT.finditer(text))
    return 4 if min((width for width in widths if width > 0), default=2) >= 4 else 2
