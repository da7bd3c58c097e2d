"""Write a changed tree back into the text it came from, so that everything else stays as its author wrote it.

A three-way merge of tokens: what differs between the tree's own text before and after the change is what is replaced in
the author's text. Comments outside the changed parts stay; those inside stand before the new text.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

import sqlglot
from sqlglot.errors import SqlglotError
from sqlglot.tokenizer_core import Token

from .trees import DIALECT, Tree, text

_INLINE_CHARS = 100


def spliced(original: str, before: Tree, after: Tree) -> str:
    """The original text with the change from `before`, which is its tree, to `after`."""
    merged = _merged(original, _pretty(before), _pretty(after))
    return merged if merged is not None and _means(merged, after) else _pretty(after)


def _pretty(tree: Tree) -> str:
    return tree.sql(dialect=DIALECT, comments=False, pretty=True)


def _means(sql: str, tree: Tree) -> bool:
    try:
        return text(sqlglot.parse_one(sql, dialect=DIALECT)) == text(sqlglot.parse_one(text(tree), dialect=DIALECT))
    except SqlglotError:
        return False


@dataclass(frozen=True, slots=True)
class _Page:
    """A text and its tokens."""

    text: str
    tokens: Sequence[Token]

    @classmethod
    def of(cls, sql: str) -> _Page:
        return cls(sql, sqlglot.tokenize(sql, dialect=DIALECT))

    @property
    def words(self) -> list[str]:
        """What tokens are compared by: as written, keywords and names in lower case."""
        parts = (self.text[token.start : token.end + 1] for token in self.tokens)
        return [part if part[:1] in "'\"$" else part.lower() for part in parts]

    def gap(self, at: int) -> str:
        """A space if there is white space before a token."""
        return " " if 0 < at < len(self.tokens) and self.text[self.tokens[at].start - 1].isspace() else ""

    def between(self, start: int, end: int) -> str:
        """The text from one token to before another, with the white space between tokens on one line if it is short."""
        tokens = self.tokens[start:end]
        if not tokens:
            return ""
        piece = self.text[tokens[0].start : tokens[-1].end + 1]
        flat, at = "", tokens[0].start
        for token in tokens:
            gap = self.text[at : token.start]
            flat += ("" if flat.endswith("(") or self.text[token.start] == ")" else " ") if "\n" in gap else gap
            flat += self.text[token.start : token.end + 1]
            at = token.end + 1
        return flat if len(flat) <= _INLINE_CHARS else piece


def _merged(original: str, before: str, after: str) -> str | None:
    try:
        author, old, new = _Page.of(original), _Page.of(before), _Page.of(after)
    except SqlglotError:
        return None
    where = _alignment(author, old)
    parts, at = [], 0
    for start, end, new_start, new_end in _changes(old, new, where):
        first, last = where[start - 1] + 1 if start else 0, where[end]
        begin = author.tokens[first].start if first < last else _end(author, first)
        finish = author.tokens[last - 1].end + 1 if first < last else begin
        piece = new.between(new_start, new_end)
        comments = _comments(original[begin:finish], author.tokens[first:last], begin)
        left, right = new.gap(new_start), new.gap(new_end)
        if piece and not right:
            finish += len(original[finish:]) - len(original[finish:].lstrip(" "))
        elif not piece and original[finish : finish + 1].isspace():
            begin = at + len(original[at:begin].rstrip(" "))
        ahead = "" if original[:begin][-1:].isspace() or not begin or not piece else left
        behind = "" if original[finish : finish + 1].isspace() or not piece else right
        parts += [original[at:begin], ahead, comments, piece, behind]
        at = finish
    return "".join([*parts, original[at:]])


def _alignment(author: _Page, old: _Page) -> dict[int, int]:
    """Which token of the author's is each of ours; the end goes with the end."""
    matcher = SequenceMatcher(None, old.words, author.words, autojunk=False)
    pairs = {a + step: b + step for a, b, size in matcher.get_matching_blocks() for step in range(size)}
    return pairs | {len(old.tokens): len(author.tokens)}


def _changes(old: _Page, new: _Page, where: dict[int, int]) -> list[tuple[int, int, int, int]]:
    """Ranges of tokens to replace in the old text and by which, widened until those around them are the author's."""
    changes: list[tuple[int, int, int, int]] = []
    matcher = SequenceMatcher(None, old.words, new.words, autojunk=False)
    for tag, start, end, new_start, new_end in matcher.get_opcodes():
        if tag == "equal":
            continue
        while start and start - 1 not in where:
            start, new_start = start - 1, new_start - 1
        while end not in where:
            end, new_end = end + 1, new_end + 1
        if changes and start <= changes[-1][1]:
            start, _, new_start, _ = changes.pop()
        changes.append((start, end, new_start, new_end))
    return changes


def _end(page: _Page, first: int) -> int:
    return page.tokens[first - 1].end + 1 if first else 0


def _comments(replaced: str, tokens: Sequence[Token], offset: int) -> str:
    """Comments of a replaced text, each on a line of its own."""
    found, at = "", 0
    for token in tokens:
        between = replaced[at : token.start - offset].strip()
        found += f"{between}\n" if between else ""
        at = token.end + 1 - offset
    return found
