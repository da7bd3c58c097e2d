"""What a callable takes, as far as its parameters say, and whether a call fits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from tree_sitter import Node

from .syntax import field, source


@dataclass(frozen=True, slots=True)
class Takes:
    """`least` counts what must be given, `most` what may be given by position; None is any number.

    `keywords` may be given by name; `any_keyword` where others may be too.
    """

    least: int
    most: int | None
    keywords: frozenset[str]
    any_keyword: bool = False

    def accepts(self, positional: int, keywords: Iterable[str]) -> bool:
        """Whether a call that is perhaps not yet complete has nothing that is not taken."""
        fits = self.most is None or positional <= self.most
        return fits and (self.any_keyword or all(name in self.keywords for name in keywords))


def takes(parameters: Node | None, bound: bool) -> Takes:
    """What parameters accept; the first is given already if `bound`, as `self` is."""
    least, positional = 0, 0
    keywords: set[str] = set()
    most: int | None = 0
    named_only = any_keyword = False
    skipped = 1 if bound else 0
    for child in parameters.named_children if parameters else ():
        match child.type:
            case "positional_separator":
                keywords.clear()
            case "keyword_separator":
                named_only = True
            case kind if "splat" in kind or _holds(child, "splat"):
                is_dictionary = "dictionary" in kind or _holds(child, "dictionary")
                any_keyword |= is_dictionary
                most = most if is_dictionary else None
                named_only = True
            case "comment":
                continue
            case kind:
                if skipped:
                    skipped -= 1
                    continue
                least += "default" not in kind
                positional += not named_only
                keywords.add(_name(child))
    return Takes(least, None if most is None else positional, frozenset(keywords), any_keyword)


def _holds(parameter: Node, kind: str) -> bool:
    """Whether an annotated parameter is `*args: T` or `**kwargs: T`."""
    first = parameter.named_children[0] if parameter.type == "typed_parameter" and parameter.named_children else None
    return first is not None and kind in first.type


def _name(parameter: Node) -> str:
    if parameter.type == "typed_parameter" and parameter.named_children:
        return source(parameter.named_children[0])
    return field(parameter, "name") or source(parameter)
