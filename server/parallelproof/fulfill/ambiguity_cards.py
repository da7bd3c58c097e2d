"""Puts what a name may mean into a card: when to ask, and in which words."""

from __future__ import annotations

from collections.abc import Sequence

from ..domain import Card, Citation, Meaning
from ..search.lines import around, read_text
from .ambiguity_asked import Asked
from .ambiguity_ranking import Ranked, Scene
from .markdown import code, escape

SOURCE = "ambiguity"
_MOST_MEANINGS = 6
_CLEAR_LEAD = 4.0
"""A comment is worth a question only where none of the definitions leads by so much."""


def card(asked: Asked, found: Sequence[Ranked], scene: Scene, is_partial: bool = False) -> Card | None:
    """The card of one name, None where nobody needs to know: it asks only where several definitions really fit.

    Where not everything was searched (`is_partial`), it neither asks nor settles, and says so. Blocks: it reads files.
    """
    fitting = [item for item in found if item.fits]
    is_several = len(fitting) > 1 and (asked.why != "mentioned" or fitting[0].score - fitting[1].score < _CLEAR_LEAD)
    is_open = is_several and not is_partial
    is_undefined = asked.why in ("undefined", "missing")
    is_hiding = asked.why == "hidden" and len(found) > 1
    shown = [*fitting, *(item for item in found if not item.fits)][:_MOST_MEANINGS]
    if not is_hiding and not shown and (not is_undefined or _is_half_typed(asked, scene)):
        return None
    if is_hiding:
        shown = sorted(found, key=lambda item: not item.possible.is_here)
    elif asked.why == "hidden":
        return None
    return Card(
        kind="question",
        text=_text(asked, shown, is_open or is_hiding, is_partial, scene),
        span=asked.span,
        source=SOURCE,
        citations=tuple(_citation(item, scene) for item in shown),
        meanings=tuple(item.meaning for item in shown),
        is_open=is_open or is_hiding,
        is_undefined=is_undefined,
        score=_value(asked, is_open or is_hiding, bool(shown), scene),
    )


def _is_half_typed(asked: Asked, scene: Scene) -> bool:
    """Whether the cursor stands right behind a name, which may go on."""
    return asked.span.end == scene.request.snapshot.cursor


def _value(asked: Asked, is_open: bool, has_meaning: bool, scene: Scene) -> float:
    """What asks comes before what only tells, code before comments, and what is near the cursor first."""
    cursor = scene.request.snapshot.cursor
    away_chars = abs(asked.span.end - (scene.request.typed.end if cursor is None else cursor))
    return 4.0 * is_open + 2.0 * has_meaning - 1.0 * (asked.why == "mentioned") + 1 / (1 + away_chars / 100)


def _text(asked: Asked, shown: Sequence[Ranked], is_open: bool, is_partial: bool, scene: Scene) -> str:
    seen = ", as far as the search came" * is_partial
    if asked.why == "hidden":
        title = f"Which `{asked.name}` do you mean? The one of line {asked.own_line} hides what you import."
    elif is_open:
        title = f"Which `{asked.name}` do you mean?"
    elif asked.why in ("mentioned", "called"):
        title = f"`{asked.name}`" + (f" may be{seen}:" if seen else "")
    else:
        title = f"`{asked.name}` is not defined here" + (f"; it may be{seen}:" if shown else ".")
    return "\n".join([title, "", *(_line(item.meaning, scene) for item in shown)]).rstrip()


def _line(meaning: Meaning, scene: Scene) -> str:
    """One meaning as an item of a list: signature, module, first line of its documentation."""
    owner = meaning.name.rpartition(".")[0]
    what = f"{owner}." * bool(owner) + (meaning.signature or meaning.name.rpartition(".")[2])
    kind = "module " if meaning.kind == "module" else ""
    where = meaning.module or (scene.place(meaning.path) if meaning.path else "")
    place = "" if meaning.kind == "module" and where == what else f" in {code(where)}"
    return f"- {kind}{code(what)}{place}" + (f": {escape(meaning.doc)}" if meaning.doc else "")


def _citation(item: Ranked, scene: Scene) -> Citation:
    meaning = item.meaning
    is_module = meaning.kind == "module" or not meaning.module
    title = (meaning.module or meaning.name) if is_module else f"{meaning.module}.{meaning.name}"
    if meaning.path is None:
        return Citation(title, f"pydoc:{title}", meaning.doc)
    snippet = item.possible.line or meaning.signature
    if not item.possible.is_here and meaning.kind != "module":
        snippet = around(read_text(meaning.path), meaning.line) or snippet
    return Citation(title, f"{scene.place(meaning.path)}:{meaning.line}", snippet)
