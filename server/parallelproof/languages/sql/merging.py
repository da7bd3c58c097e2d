"""Three-way merge of statements, token by token."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from difflib import SequenceMatcher

from .pieces import Piece, keys

_CONNECTIVES = frozenset({"and", "or"})
_OPENS = frozenset({"(", "[", ".", "::"})
_FOLLOWS = frozenset({")", "]", ",", ".", "::", "["})


def merged(mine: list[Piece], base: list[Piece], wanted: list[Piece]) -> list[Piece]:
    """`mine`, changed as `base` is to become `wanted`; `base` says the same as `mine` in the manner of `wanted`.

    Comments of what is replaced stand before what replaces it.
    """
    return _tidy(list(_merged(mine, base, wanted)))


def alike(one: list[Piece], other: list[Piece]) -> float:
    """How much of two statements is the same, from 0 to 1."""
    return SequenceMatcher(None, keys(one), keys(other), autojunk=False).ratio()


def _merged(mine: list[Piece], base: list[Piece], wanted: list[Piece]) -> Iterator[Piece]:
    a = b = c = 0
    for at_mine, at_base, at_wanted in [*_anchors(mine, base, wanted), (len(mine), len(base), len(wanted))]:
        yours, theirs = mine[a:at_mine], wanted[c:at_wanted]
        is_same = keys(base[b:at_base]) == keys(theirs)
        chunk = yours if is_same else _instead(yours, theirs)
        yield from chunk
        if at_mine < len(mine):
            before = chunk[-1].key if chunk else mine[a - 1].key if a else ""
            lost = [comment for piece in yours for comment in piece.comments] if yours and not chunk else []
            yield _kept(mine[at_mine], wanted[at_wanted], before).with_comments(lost)
        a, b, c = at_mine + 1, at_base + 1, at_wanted + 1


def _kept(piece: Piece, wanted: Piece, before: str) -> Piece:
    """A piece that stays, with the blanks of the new statement where it comes to stand differently."""
    is_deeper = piece.depth != wanted.depth and "\n" in piece.blanks
    is_moved = before != piece.follows and before == wanted.follows
    return piece.after(wanted.blanks) if is_deeper or is_moved else piece


def _anchors(mine: list[Piece], base: list[Piece], wanted: list[Piece]) -> list[tuple[int, int, int]]:
    """Where all three have the same token."""
    to_mine, to_wanted = _matches(base, mine), _matches(base, wanted)
    return [(to_mine[at], at, to_wanted[at]) for at in sorted(to_mine.keys() & to_wanted.keys())]


def _matches(one: list[Piece], other: list[Piece]) -> dict[int, int]:
    blocks = SequenceMatcher(None, keys(one), keys(other), autojunk=False).get_matching_blocks()
    return {block.a + step: block.b + step for block in blocks for step in range(block.size)}


def _instead(mine: list[Piece], wanted: list[Piece]) -> list[Piece]:
    """New pieces in the place of old ones: they begin where those began, behind the comments of all of them."""
    if not mine or not wanted:
        return wanted
    begins = mine[0].comments or ("\n" in wanted[0].blanks and "\n" in mine[0].blanks)
    first = replace(wanted[0], before=mine[0].before) if begins else wanted[0]
    return [first.with_comments(comment for piece in mine[1:] for comment in piece.comments), *wanted[1:]]


def _tidy(found: list[Piece]) -> list[Piece]:
    """With blanks as usual where pieces meet that did not, and conditions on lines of their own if others are."""
    tidied, opened, breaks = list[Piece](), list[int](), dict[str, str]()
    for place, piece in enumerate(found):
        before = found[place - 1] if place else None
        if before and before.key != piece.follows and "\n" not in piece.blanks:
            is_close = before.key in _OPENS or piece.key in _FOLLOWS or (piece.key == "(" and not piece.before)
            piece = piece.after("" if is_close else piece.blanks or " ")
        if piece.key == ")" and opened:
            inner = found[opened.pop() + 1]
            piece = piece.after("") if piece.is_new and "\n" not in inner.blanks else piece
        if piece.key == "(":
            opened.append(place)
        elif piece.key in _CONNECTIVES and not opened:
            if piece.is_new:
                piece = piece.after(breaks.get(piece.key, piece.blanks))
            elif "\n" in piece.blanks and not piece.comments:
                breaks[piece.key] = piece.blanks
        tidied.append(piece)
    return tidied
