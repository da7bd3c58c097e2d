"""Where a pattern is explained to a person."""

from __future__ import annotations

from functools import cache


@cache
def explanation(pattern: str | None) -> str | None:
    """The URI of the page that explains a pattern: the catalogue's own, on this machine; None if it has none."""
    from ..catalogue.load import knowledge_folder

    if pattern is None:
        return None
    page = knowledge_folder() / "python" / pattern / "why.md"
    return page.as_uri() if page.is_file() else None
