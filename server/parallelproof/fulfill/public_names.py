"""What of the code just written deserves context: uses of public packages, and errors that everybody may meet.

What is asked of the web is made of public names alone: a name counts once `public` has seen it defined.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, pairwise, takewhile

from tree_sitter import Node

from ..domain import Request, Span, Topic
from ..languages.python.bindings import imports
from ..languages.python.syntax import Offsets, encode, field, parse, source
from ..ports import PublicNames
from ..search.written import within, written_span
from .dotted_names import DottedNames
from .error_text import ErrorText, errors

_MOST = 3
_CANDIDATES = 60
_KEYWORDS = 2
_MOST_PARTS = 100
"""Of what stands in a bracket that is not closed: all that follows may seem to."""
_PLAIN = ("__future__.", "typing.", "typing_extensions.", "collections.abc.")
"""Names that stand in annotations all the time; nobody needs a word on them."""
_IMPORTS = frozenset({"import_statement", "import_from_statement"})
_IMPORTED = frozenset({"dotted_name", "aliased_import", "wildcard_import"})
_NO_USE = frozenset({"parameters", "lambda_parameters", "keyword_argument", "function_definition", "class_definition"})


@dataclass(frozen=True, slots=True)
class _Mention:
    """A dotted name where it stands, with the keywords of its call; `is_whole` if no part of it counts alone."""

    name: str
    span: Span
    keywords: tuple[str, ...] = ()
    is_called: bool = False
    is_imported: bool = False
    is_whole: bool = False
    message: str = ""


def public_queries(request: Request, public: PublicNames) -> tuple[Topic, ...]:
    """About three topics, the nearest to the cursor and the most specific first, none the beginning of another.

    `public` reads files, so this is not for the event loop.
    """
    snapshot = request.snapshot
    if snapshot.language != "python":
        return ()
    cursor = request.typed.end if snapshot.cursor is None else snapshot.cursor
    mentions = sorted(dict.fromkeys(_mentions(request)), key=lambda mention: _order(mention, snapshot.text, cursor))
    topics: list[Topic] = []
    for mention in mentions[:_CANDIDATES]:
        topic = _topic(mention, public)
        if topic and not any(f"{known.name}.".startswith(f"{topic.name}.") for known in topics):
            topics.append(topic)
        if len(topics) == _MOST:
            break
    return tuple(topics)


def _mentions(request: Request) -> Iterator[_Mention]:
    text = request.snapshot.text
    data = encode(text)
    root = parse(data).root_node
    names, offsets, span = DottedNames(root), Offsets(data), written_span(request, root)
    for node in within(root, span, text):
        place = _place(node, offsets)
        if place.start >= span.start and place.end <= span.end:
            yield from _imported(node, offsets) if node.type in _IMPORTS else _used(node, place, names)
    for error in errors(text, span):
        yield from _of_error(error, names)


def _place(node: Node, offsets: Offsets) -> Span:
    return Span(offsets.chars(node.start_byte), offsets.chars(node.end_byte))


def _imported(statement: Node, offsets: Offsets) -> Iterator[_Mention]:
    module = statement.child_by_field_name("module_name")
    nodes = [node for node in statement.named_children if node != module and node.type in _IMPORTED]
    for item, node in zip(imports(statement), nodes, strict=False):
        if not item.level:
            name = item.module + (f".{item.name}" if item.name not in (None, "*") else "")
            yield _Mention(name, _place(node, offsets), is_imported=True)


def _used(node: Node, place: Span, names: DottedNames) -> Iterator[_Mention]:
    if node.type == "attribute" or (node.type == "identifier" and _is_use(node)):
        dotted = names.of(node)
        if dotted and not (dotted.is_object and node.type == "identifier"):
            called = _arguments(node)
            keywords = tuple(_keywords(called or ()))
            yield _Mention(dotted.name, place, keywords, called is not None, is_whole=dotted.is_object)


def _is_use(node: Node) -> bool:
    """Whether a name stands for what it is bound to, on its own: no attribute, parameter or name of a keyword."""
    parent = node.parent
    if parent is None or parent.type in ("attribute", "dotted_name", "aliased_import"):
        return False
    return parent.type not in _NO_USE or (parent.type == "keyword_argument" and parent.named_children[-1] == node)


def _arguments(function: Node) -> list[Node] | None:
    """What is in the brackets of a call of the function, also while it is not closed; None if it is not called."""
    parent = function.parent
    if parent and parent.type == "call" and parent.child_by_field_name("function") == function:
        arguments = parent.child_by_field_name("arguments")
        return arguments.children if arguments else []
    following = list(islice(takewhile(lambda part: part.type != ")", _following(function, parent)), _MOST_PARTS))
    return following if following and following[0].type == "(" else None


def _keywords(parts: Sequence[Node]) -> Iterator[str]:
    """The names of keywords, the last first."""
    named = [field(part, "name") for part in parts if part.type == "keyword_argument"]
    named += [source(part) for part, after in pairwise(parts) if part.type == "identifier" and after.type == "="]
    yield from reversed(named)


def _following(node: Node, parent: Node | None) -> Iterator[Node]:
    """What comes after a node in its parent; a cursor goes on, where a sibling is found from the root each time."""
    cursor = (parent or node).walk()
    if cursor.goto_first_child_for_byte(node.end_byte) is None:
        return
    while cursor.node is not None:
        yield cursor.node
        if not cursor.goto_next_sibling():
            return


def _of_error(error: ErrorText, names: DottedNames) -> Iterator[_Mention]:
    imported = names.imported(error.type)
    if imported or "." in error.type:
        yield _Mention(imported or error.type, error.span, is_whole=True, message=error.message)
    elif error.message:
        yield _Mention(f"builtins.{error.type}", error.span, is_whole=True, message=error.message)


def _order(mention: _Mention, text: str, cursor: int) -> tuple[int, int, bool, int, int]:
    """What a card would tell most of comes first: no bare modules, nothing of Python's own types, the nearest."""
    lines = text.count("\n", *sorted((mention.span.start, cursor)))
    is_common = mention.name.startswith("builtins.") and not mention.message
    rank = 2 if is_common else 1 if "." not in mention.name else 0
    is_weak = not (mention.is_called or mention.message)
    return rank, lines, is_weak, -mention.name.count("."), abs(cursor - mention.span.end)


def _topic(mention: _Mention, public: PublicNames) -> Topic | None:
    if f"{mention.name}.".startswith(_PLAIN) or mention.name.endswith("__"):
        return None
    name = public.known(mention.name)
    parts = name.split(".")
    is_cut = name != mention.name
    if not name or (is_cut and (mention.is_whole or len(parts) == 1)):
        return None
    if parts[0] == "builtins":
        query = _query(parts[1:], [mention.message]) if mention.message else ""
        return Topic(name, mention.span, query) if query or len(parts) > 2 else None
    if len(parts) == 1 or (mention.is_imported and parts[0] in sys.stdlib_module_names):
        return Topic(name, mention.span)
    given = () if is_cut else mention.keywords
    keywords = [keyword for keyword in given if keyword in public.parameters(name)] if given else []
    return Topic(name, mention.span, _query(parts, [*keywords[:_KEYWORDS], mention.message]))


def _query(parts: list[str], more: list[str]) -> str:
    return " ".join(["python", *dict.fromkeys([*parts, *filter(None, more)])])
