"""Bring a name into a file: by an import where imports belong, in the file's own style, or through its module."""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Callable
from pathlib import Path

from tree_sitter import Node

from ...domain import Edit, Edits, Meaning, Span
from .header import Header, Statement
from .names import Resolver
from .project import package_parent
from .scopes import scope_of
from .syntax import around, encode, field, parse, source

_SHORTEST_LIMIT, _LONGEST_LIMIT = 88, 120
_OBJECT = re.compile(r"(?:[^\W\d]\w*[ \t]*\.[ \t]*)+\Z")
NOTHING = Edits(())
"""The name is at hand already."""


def import_edits(text: str, module: str, name: str, package: str = "") -> Edits | None:
    """`from module import name`, joined to what is imported from there already; None where the name is taken.

    `package` is the document's own dotted package: what is of it is imported relatively where the file does so.
    """
    header = Header(text, package)
    same = [s for s in header.all if s.is_from and _absolute(s.module, package) == _absolute(module, package)]
    if any(item.bound == name == item.name for statement in same for item in statement.names):
        return NOTHING
    if _is_taken(header, name):
        return None
    edits = _joined(header, module, name) or [_new_line(header, module, name)]
    return _checked(header, edits)


def module_edits(text: str, module: str, alias: str = "", package: str = "") -> Edits | None:
    """`import module`, or `import module as alias`; None where the name that it binds is taken."""
    header = Header(text, package)
    for statement in header.all:
        for item in statement.names:
            if item.name is None and item.module == module and item.bound == (alias or item.module.partition(".")[0]):
                return NOTHING
    bound = alias or module.partition(".")[0]
    is_parent = not alias and all(
        item.name is None and not item.aliased for s in header.all for item in s.names if item.bound == bound
    )
    if _is_taken(header, bound) and not (is_parent and _is_imported(header, bound)):
        return None
    line = f"import {module}" + (f" as {alias}" if alias else "")
    return _checked(header, [header.insert(line, module)])


def meaning_edits(text: str, meaning: Meaning, package: str = "") -> Edits | None:
    """What makes a meaning's name usable as it is written; None where it cannot be imported or its name is taken."""
    if not meaning.module:
        return None
    if meaning.kind != "module":
        return import_edits(text, meaning.module, meaning.name.partition(".")[0], package)
    parent, _, last = meaning.module.rpartition(".")
    if meaning.name != last:
        return module_edits(text, meaning.module, meaning.name, package)
    return import_edits(text, parent, last, package) if parent else module_edits(text, last, package=package)


def with_line(text: str, line: str) -> str:
    """The text with an import line such as `from a import b as c` where it belongs, whatever it binds."""
    _, module, *rest = line.split()
    return Edits((Header(text).insert(line, module, rest[1] if rest and rest[0] == "import" else ""),)).apply(text)


def qualify_edits(text: str, span: Span, module: str, name: str, package: str = "") -> Edits | None:
    """Write `module.name` instead of what stands at a span, and import the module; None where it cannot be named."""
    header = Header(text, package)
    start = span.start
    if before := _OBJECT.search(text[text.rfind("\n", 0, start) + 1 : start]):
        start -= len(before[0])
    for owner, edits in _ways(header, module):
        if edits is not None and _means_it(header, owner.partition(".")[0], span, bool(edits.edits)):
            return _checked(header, [*edits.edits, Edit(Span(start, span.end), f"{owner}.{name}")])
    return None


def package_of(path: Path) -> str:
    """The dotted package that a file stands in, "" where it stands in none. Looks for `__init__.py` files: blocks."""
    folder = package_parent(path)
    return ".".join(path.parent.relative_to(folder).parts)


def _ways(header: Header, module: str) -> list[tuple[str, Edits | None]]:
    """How the module may be named, what is imported already first, and what each way needs."""
    ways: list[tuple[str, Edits | None]] = []
    for statement in header.all:
        for item in statement.names:
            whole = f"{_absolute(statement.module, header.package)}.{item.name}" if item.name else item.module
            if whole == _absolute(module, header.package):
                ways.append((item.bound if item.aliased else item.module, NOTHING))
    parent, _, last = module.rpartition(".")
    if parent.strip("."):
        ways.append((last, import_edits(header.text, parent, last, header.package)))
    ways.append((module, module_edits(header.text, module, package=header.package) if module[0] != "." else None))
    return ways


def _means_it(header: Header, name: str, span: Span, is_new: bool) -> bool:
    """Whether a name of the module's scope is seen at a span, and no nearer one of the same name."""
    at = len(encode(header.text[: span.start]))
    node = header.root.descendant_for_byte_range(at, at)
    if node is None:
        return False
    above = around(node, header.root)
    if above is None:
        return False
    found = Resolver(header.root).resolve(name, node, above)
    return found.bound in (("undefined", "unknown", "builtin", "import") if is_new else ("import",))


def _is_taken(header: Header, name: str) -> bool:
    bindings = scope_of(header.root).bindings.get(name, ())
    return any(binding.kind != "unsure" for binding in bindings)


def _is_imported(header: Header, name: str) -> bool:
    bindings = scope_of(header.root).bindings.get(name, ())
    return all(binding.kind in ("import", "unsure") for binding in bindings)


def _absolute(module: str, package: str) -> str:
    """A relative module by its whole name, where the package is known."""
    level = len(module) - len(module.lstrip("."))
    if not level or not package:
        return module
    parts = package.split(".")
    return ".".join([*parts[: len(parts) - level + 1], *([module[level:]] if module[level:] else [])])


def _written(header: Header, module: str) -> str:
    """The module as this file would name it: relatively where it imports so, and no further up than it does."""
    own = header.package.split(".") if header.package else []
    parts = module.split(".")
    levels = [len(s.module) - len(s.module.lstrip(".")) for s in header.all if s.module.startswith(".")]
    whole = sum(s.sorted_by.partition(".")[0] == own[0] for s in header.all) if own else 0
    if not own or parts[0] != own[0] or len(levels) <= whole:
        return module
    common = next((i for i, (a, b) in enumerate(zip(own, parts, strict=False)) if a != b), min(len(own), len(parts)))
    level = len(own) - common + 1
    return module if level > max(levels) else "." * level + ".".join(parts[common:])


def _new_line(header: Header, module: str, name: str) -> Edit:
    written = _written(header, module)
    return header.insert(f"from {written} import {name}", written, name)


def _joined(header: Header, module: str, name: str) -> list[Edit]:
    """The name among those that are imported from the module already; none where each has a line of its own."""
    whole = _absolute(module, header.package)
    same = [
        s for s in header.all if s.is_from and s.module and _absolute(s.module, header.package) == whole and s.names
        and all(item.name != "*" for item in s.names)
    ]  # fmt: skip
    if not same or (len(same) > 1 and all(len(s.names) == 1 for s in same)):
        return []
    return _among(header, same[-1], name)


def _among(header: Header, statement: Statement, name: str) -> list[Edit]:
    items = statement.node.children_by_field_name("name")
    names = [field(item, "name") or source(item) for item in items]
    at = len(names)
    for key in _NAME_ORDERS:
        if [key(one) for one in names] == sorted(key(one) for one in names):
            at = bisect_right([key(one) for one in names], key(name))
            break
    in_brackets = statement.node.children[-1].type == ")"
    edits = (
        _before(header, items[at], name, in_brackets)
        if at < len(items)
        else _behind(header, statement, items[-1], name)
    )
    is_one_line = statement.node.start_point.row == statement.node.end_point.row
    longer = len(header.text[statement.start : statement.end].rstrip()) + len(name) + 2
    if is_one_line and "#" not in header.text[statement.start : statement.end] and longer > _limit(header.text):
        return _wrapped(header, statement, [*names[:at], name, *names[at:]], items)
    return edits


def _before(header: Header, item: Node, name: str, in_brackets: bool) -> list[Edit]:
    at = header.offsets.chars(item.start_byte)
    lead = header.text[header.text.rfind("\n", 0, at) + 1 : at]
    is_first = in_brackets and not lead.strip()
    return [Edit(Span(at, at), f"{name},{header.newline}{lead}" if is_first else f"{name}, ")]


def _behind(header: Header, statement: Statement, item: Node, name: str) -> list[Edit]:
    text, at = header.text, header.offsets.chars(item.end_byte)
    start = header.offsets.chars(item.start_byte)
    lead = text[text.rfind("\n", 0, start) + 1 : start]
    comma = item.next_sibling if item.next_sibling is not None and item.next_sibling.type == "," else None
    if lead.strip() or statement.node.children[-1].type != ")":
        after = header.offsets.chars(comma.end_byte) if comma else at
        return [Edit(Span(after, after), f" {name}," if comma else f", {name}")]
    line_end = text.find("\n", at)
    line_end -= text[line_end - 1] == "\r"
    closes = statement.node.children[-1]
    if closes.start_point.row == item.end_point.row:
        after = header.offsets.chars(comma.end_byte) if comma else at
        return [Edit(Span(after, after), f"{'' if comma else ','}{header.newline}{lead}{name}{',' * bool(comma)}")]
    edits = [] if comma else [Edit(Span(at, at), ",")]
    return [*edits, Edit(Span(line_end, line_end), f"{header.newline}{lead}{name},")]


def _wrapped(header: Header, statement: Statement, names: list[str], items: list[Node]) -> list[Edit]:
    """The statement's names one a line in brackets."""
    written = {field(item, "name") or source(item): source(item) for item in items}
    first = header.offsets.chars(items[0].start_byte)
    opened = header.text.rfind("(", statement.start, first)
    start, end = opened if opened >= 0 else first, header.offsets.chars(statement.node.end_byte)
    lines = "".join(f"    {written.get(name, name)},{header.newline}" for name in names)
    return [Edit(Span(start, end), f"({header.newline}{lines})")]


def _limit(text: str) -> int:
    """How long lines may be: as long as the longest that is there, within reason."""
    longest = max(map(len, text.splitlines()), default=0)
    return min(_LONGEST_LIMIT, max(_SHORTEST_LIMIT, longest))


def _kind_of(name: str) -> int:
    return 0 if name.isupper() and len(name) > 1 else 1 if name[:1].isupper() else 2


_NAME_ORDERS: tuple[Callable[[str], tuple[object, ...]], ...] = (
    lambda name: (_kind_of(name), name),
    lambda name: (_kind_of(name), name.lower()),
    lambda name: (name.lower(), name),
    lambda name: (name,),
)
"""isort's own order (constants, classes, the rest), without regard to case, or by case."""


def _checked(header: Header, edits: list[Edit]) -> Edits | None:
    """The edits in their order; None where a text that could be parsed no longer can."""
    found = Edits(tuple(sorted(edits)))
    is_broken = parse(encode(found.apply(header.text))).root_node.has_error
    return None if is_broken and not header.root.has_error else found
