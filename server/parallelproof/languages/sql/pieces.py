"""A statement as pieces: tokens that the database reads, each with the blanks and comments before it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from .lexing import Token, tokens


@dataclass(frozen=True, slots=True)
class Piece:
    """A token and what stands before it. `is_new` where it was not in the statement before.

    `follows` is the key of the token that it followed where it was read, `depth` counts the brackets around it.
    """

    before: tuple[Token, ...]
    token: Token
    is_new: bool = False
    follows: str = ""
    depth: int = 0

    @property
    def key(self) -> str:
        """What is compared: the case of plain words says nothing."""
        return self.token.text.lower() if self.token.kind == "word" else self.token.text

    @property
    def blanks(self) -> str:
        """What stands before it, as text."""
        return "".join(token.text for token in self.before)

    @property
    def comments(self) -> list[str]:
        """The comments before it."""
        return [token.text for token in self.before if token.kind == "comment"]

    def after(self, blanks: str) -> Piece:
        """The same with blanks before it, and the comments that stand there kept."""
        if self.comments:
            return self
        return replace(self, before=(Token("space", blanks, self.token.start),) if blanks else ())

    def with_comments(self, comments: Iterable[str]) -> Piece:
        """The same behind some more comments."""
        added = (comment + ("\n" if comment.startswith("--") else " ") for comment in comments)
        return replace(self, before=(*self.before, *(Token("comment", text, self.token.start) for text in added)))


def pieces(text: str, is_new: bool = False) -> list[Piece]:
    """A statement in pieces; what stands behind the last is lost."""
    found, before, depth = list[Piece](), list[Token](), 0
    for token in tokens(text, "numeric"):
        if token.is_code:
            depth -= token.text == ")"
            found.append(Piece(tuple(before), token, is_new, found[-1].key if found else "", depth))
            depth += token.text == "("
            before = []
        else:
            before.append(token)
    return found


def keys(some: Iterable[Piece]) -> list[str]:
    """What is compared of pieces."""
    return [piece.key for piece in some]


def joined(some: Iterable[Piece]) -> str:
    """The text of pieces, with a blank between two that would become one word."""
    parts: list[str] = []
    for piece in some:
        is_glued = parts and not piece.before and _is_wordy(parts[-1][-1]) and _is_wordy(piece.token.text[0])
        parts.append(" " if is_glued else piece.blanks)
        parts.append(piece.token.text)
    return "".join(parts).strip()


def _is_wordy(char: str) -> bool:
    return char.isalnum() or char in "_$'\""
