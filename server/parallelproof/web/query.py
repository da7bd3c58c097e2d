"""What stands behind the `?` of an address, checked."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .refusal import Refused

MOST = 1000


def check(query: Mapping[str, str], *known: str) -> None:
    """Raises Refused for a name that means nothing: a typing error would go unseen."""
    if unknown := sorted(query.keys() - set(known)):
        raise Refused(f"`{unknown[0]}` is nothing that can be said here; there is {', '.join(known)}.")


def limit(query: Mapping[str, str], default: int = 100) -> int:
    """How many are wanted; raises Refused."""
    text = query.get("limit", str(default))
    if not (text.isascii() and text.isdecimal() and len(text) < 6 and 1 <= int(text) <= MOST):
        raise Refused(f"`limit` must be a whole number from 1 to {MOST:,}.")
    return int(text)


def one_of(query: Mapping[str, str], name: str, words: Sequence[str]) -> list[str]:
    """The word that is wanted, if any; raises Refused for another one."""
    if name not in query:
        return []
    if query[name] not in words:
        raise Refused(f"`{name}` must be one of {', '.join(words)}.")
    return [query[name]]


def text(query: Mapping[str, str], name: str, longest: int) -> str | None:
    """A text that can be looked for, None where none is given; raises Refused."""
    found = query.get(name)
    if found is not None and not (0 < len(found) <= longest and "\0" not in found and found.isprintable()):
        raise Refused(f"`{name}` must be a text of at most {longest} characters.")
    return found
