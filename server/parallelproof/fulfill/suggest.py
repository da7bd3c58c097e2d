"""Ghost text, in no time: the model's completion, or the likeliest call completed from a signature that was found."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping

from ..domain import Card, Meaning, Snapshot, Suggestion
from ..settings import GhostText, Settings
from .literals import literal_at

_CALLED = re.compile(r"(?P<name>[^\W\d]\w*)(?P<bracket>\(?)\Z")
_DEFINES = re.compile(r"\s*(?:async\s+)?def\s+\Z")
_NAMES_ITSELF = re.compile(r"\s*(?:from|import|class|global|nonlocal|del)\b")
_BINDS = re.compile(
    r"""^[ \t]*(?:
        (?P<name>[^\W\d]\w*)[ \t]*(?::[ \t]*(?P<annotation>[^=\n]+?)[ \t]*)?=(?!=)
      | (?:async[ \t]+)?for[ \t]+(?P<each>[^\W\d]\w*)[ \t]+in\b
      | (?:async[ \t]+)?with\b.*\bas[ \t]+(?P<held>[^\W\d]\w*)[ \t]*:
    )""",
    re.MULTILINE | re.VERBOSE,
)
_HEADER = re.compile(r"^(?P<indent>[ \t]*)(?:async[ \t]+)?def[ \t]+[^\W\d]\w*(?P<rest>[ \t]*\()", re.MULTILINE)
_LOOK_BACK_CHARS = 20_000
_LONGEST_NAME_CHARS = 200
_OWN = ("self", "cls")


def may_suggest(settings: Settings) -> bool:
    """Whether the settings let ghost text be shown at all."""
    return settings.fulfill and settings.completion and settings.ghost_text is not GhostText.NEVER


def suggestion(snapshot: Snapshot, cursor: int, cards: Iterable[Card], settings: Settings) -> Suggestion | None:
    """What to offer at the cursor: only where a line or a bracket ends, and no call within a string or a comment."""
    text = snapshot.text
    if not may_suggest(settings):
        return None
    line_end = text.find("\n", cursor)
    rest = text[cursor : line_end if line_end >= 0 else len(text)].strip()
    if rest[:1] not in ("", ")", "]", "}"):
        return None
    found = list(cards)
    for card in found:
        if card.kind == "completion" and card.insert and card.span.end == cursor:
            return Suggestion(cursor, card.insert, _title(card))
    return _call(text, cursor, rest, [card for card in found if card.kind == "question"])


def _call(text: str, cursor: int, rest: str, questions: list[Card]) -> Suggestion | None:
    typed = _CALLED.search(text, max(0, cursor - _LONGEST_NAME_CHARS), cursor)
    if typed is None:
        return None
    before = text[text.rfind("\n", 0, cursor) + 1 : typed.start()]
    if _NAMES_ITSELF.match(before):
        return None
    meaning = _meaning(text, typed.start(), typed["name"], questions)
    if meaning is None or literal_at(text, cursor):
        return None
    parameters = _parameters(meaning)
    if parameters is None:
        return None
    is_closed = bool(typed["bracket"]) and rest.startswith(")")
    if _DEFINES.match(before):
        whole = "" if is_closed else meaning.signature[meaning.signature.index("(") :] + ":"
    else:
        whole = f"({_arguments(parameters, _bindings(text[:cursor]))}" + ("" if is_closed else ")")
    new = whole[len(typed["bracket"]) :]
    return Suggestion(cursor, new, f"{meaning.name} in {meaning.module or meaning.path}") if new else None


def _meaning(text: str, at: int, name: str, questions: list[Card]) -> Meaning | None:
    """What the name at `at` most likely means, if it can be called; the question may be of the same name elsewhere."""
    is_attribute = text[:at].rstrip(" \t").endswith(".")
    here = [card for card in questions if card.span.start == at and card.span.end == at + len(name)]
    alike = [card for card in questions if not is_attribute and text[card.span.start : card.span.end] == name]
    first = next((card.meanings[0] for card in [*here, *alike] if card.meanings), None)
    return first if first and first.signature and first.kind in ("function", "class", "method") else None


def _parameters(meaning: Meaning) -> ast.arguments | None:
    """The parameters that a caller gives; None where the signature is no Python."""
    try:
        statement = ast.parse(f"def {meaning.signature}: ...").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None
    if not isinstance(statement, ast.FunctionDef):
        return None
    found = statement.args
    positional = found.posonlyargs or found.args
    if meaning.kind != "function" and positional and positional[0].arg in _OWN:
        del positional[0]
    return found


def _arguments(parameters: ast.arguments, bindings: Mapping[str, str]) -> str:
    """What must be given: a name in scope that is called or annotated alike, else the parameter's own name."""
    positional = [*parameters.posonlyargs, *parameters.args]
    required = positional[: len(positional) - len(parameters.defaults)]
    named = [one for one, default in zip(parameters.kwonlyargs, parameters.kw_defaults, strict=True) if default is None]
    given = [_argument(one, bindings) for one in required]
    return ", ".join([*given, *(f"{one.arg}={_argument(one, bindings)}" for one in named)])


def _argument(parameter: ast.arg, bindings: Mapping[str, str]) -> str:
    if parameter.arg in bindings or parameter.annotation is None:
        return parameter.arg
    wanted = ast.unparse(parameter.annotation)
    alike = [name for name, annotation in bindings.items() if annotation == wanted]
    # Two that fit are no hint.
    return alike[0] if len(alike) == 1 else parameter.arg


def _bindings(above: str) -> dict[str, str]:
    """Names bound above the last line, in its function or in the module, with their annotations ("" for none)."""
    line_start = above.rfind("\n") + 1
    above, line = above[:line_start], above[line_start:]
    indent = len(line) - len(line.lstrip())
    headers = _HEADER.finditer(above, max(0, len(above) - _LOOK_BACK_CHARS))
    header = next((one for one in reversed(list(headers)) if len(one["indent"]) < indent), None)
    start = header.start() if header else len(above)
    parameters = _header_parameters(above[header.start("rest") :]) if header else ()
    return {**dict(_bound(above[:start], is_module=True)), **dict(parameters), **dict(_bound(above[start:]))}


def _bound(code: str, is_module: bool = False) -> Iterator[tuple[str, str]]:
    for found in _BINDS.finditer(code):
        if is_module and found[0][0] in " \t":
            continue
        yield found["name"] or found["each"] or found["held"], (found["annotation"] or "").strip()


def _header_parameters(code: str) -> Iterator[tuple[str, str]]:
    """The parameters of the function whose header begins with this bracket."""
    end = code.find(":\n")
    if end < 0:
        return
    try:
        statement = ast.parse(f"def _{code[:end].strip()}: ...").body[0]
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return
    if isinstance(statement, ast.FunctionDef):
        found = statement.args
        for one in [*found.posonlyargs, *found.args, *found.kwonlyargs]:
            yield one.arg, ast.unparse(one.annotation) if one.annotation else ""


def _title(card: Card) -> str:
    return card.text.partition("\n")[0].lstrip("# ")
