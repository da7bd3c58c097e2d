"""Where a pattern is explained to a person."""

from __future__ import annotations

from functools import cache


@cache
def explanation(pattern: str | None) -> str | None:
    """The URI of the page that explains a pattern: the catalogue's own, on this machine; None if it has none."""
    from ..catalogue.load import knowledge_folder

    if pattern is None:
        return None
    pages = (knowledge_folder() / language / pattern / "why.md" for language in ("python", "sql"))
    return next((page.as_uri() for page in pages if page.is_file()), None)
