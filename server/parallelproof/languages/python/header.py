"""The imports that open a file: their blocks, sections and order, and where one more belongs."""

from __future__ import annotations

import re
import sys
from bisect import bisect_right
from collections.abc import Callable
from dataclasses import dataclass

from tree_sitter import Node

from ...domain import Edit, Span
from .bindings import Import, imports
from .syntax import DEFINITIONS, Offsets, encode, parse, source

FUTURE, STANDARD, INSTALLED, OWN, RELATIVE = range(5)
_IMPORTS = ("import_statement", "import_from_statement", "future_import_statement")
_BLANK = re.compile(r"\n[ \t]*\r?\n")
_ENDS_BLANK = re.compile(r"\n[ \t]*\r?\n\Z")
_CODING = re.compile(r"#.*coding[:=]")


@dataclass(frozen=True, slots=True)
class Statement:
    """One import statement at the top level; `start` and `end` are the offsets of the lines it stands in.

    `module` is as written, "" for `import a, b`; `names` are what it binds.
    """

    node: Node
    start: int
    end: int
    module: str
    names: tuple[Import, ...]

    @property
    def is_from(self) -> bool:
        """Whether it is `from module import ...`."""
        return self.node.type != "import_statement"

    @property
    def sorted_by(self) -> str:
        """The module that tells its place."""
        return self.module or self.names[0].module

    @property
    def first(self) -> str:
        """What tells its place among those of the same module."""
        return (self.names[0].name or "").lower() if self.names else ""


class Header:
    """The imports of a text before its first definition. `package` is the document's own, where it is known."""

    def __init__(self, text: str, package: str = "") -> None:
        self.text, self.package = text, package
        self.newline = "\r\n" if "\r\n" in text.split("\n", 1)[0] + "\n" else "\n"
        self.data = encode(text)
        self.root = parse(self.data).root_node
        self.offsets = Offsets(self.data)
        self.all = [self._statement(node) for node in _tops(self.root) if node.type in _IMPORTS]
        first = next((node.start_byte for node in _tops(self.root) if _defines(node)), len(self.data))
        self.statements = [statement for statement in self.all if statement.node.start_byte < first]
        self.blocks = self._blocks()

    def section(self, module: str) -> int:
        """To which of isort's sections a module belongs; what is not known otherwise counts as installed."""
        top = module.partition(".")[0]
        if module.startswith("."):
            return RELATIVE
        if top == "__future__":
            return FUTURE
        if self.package and top == self.package.partition(".")[0]:
            return OWN
        return STANDARD if top in sys.stdlib_module_names else INSTALLED

    def insert(self, line: str, module: str, name: str = "") -> Edit:
        """One more import line, without its end, where it belongs: `import module`, or `from module import name`."""
        line += self.newline
        block = self._block_for(module)
        if block is not None:
            return self._within(block, line, module, name)
        section = self.section(module)
        before = [block for block in self.blocks if self.section(block[0].sorted_by) <= section]
        if before:
            return self._after(before[-1][-1], line)
        if self.blocks:
            return Edit(self._point(self._above(self.blocks[0][0].start)), line + self.newline)
        return self._first(line)

    def _statement(self, node: Node) -> Statement:
        start, end = self.offsets.chars(node.start_byte), self.offsets.chars(node.end_byte)
        found = tuple(imports(node)) if node.type != "future_import_statement" else ()
        written = node.child_by_field_name("module_name")
        module = "__future__" if node.type == "future_import_statement" else source(written) if written else ""
        if not module and not found:
            found = (Import("", 0, ""),)
        return Statement(node, self.text.rfind("\n", 0, start) + 1, self._line_end(end), "".join(module.split()), found)

    def _line_end(self, at: int) -> int:
        found = self.text.find("\n", at)
        return len(self.text) if found < 0 else found + 1

    def _blocks(self) -> list[list[Statement]]:
        blocks: list[list[Statement]] = []
        for statement in self.statements:
            last = blocks[-1][-1] if blocks else None
            gap = self.text[last.end : statement.start] if last else ""
            is_apart = "\n" + gap != _BLANK.sub("", "\n" + gap) or any(
                line.strip() and not line.lstrip().startswith("#") for line in gap.splitlines()
            )
            if last is None or is_apart:
                blocks.append([])
            blocks[-1].append(statement)
        return blocks

    def _block_for(self, module: str) -> list[Statement] | None:
        """The block with imports of the same top package, else of the same section, else the only, mixed one."""
        top, section = module.partition(".")[0], self.section(module)
        if section == FUTURE:
            return None
        same = [b for b in self.blocks if top and any(s.sorted_by.partition(".")[0] == top for s in b)]
        alike = [b for b in self.blocks if any(self.section(s.sorted_by) == section for s in b)]
        mixed = [b for b in self.blocks if len({self.section(s.sorted_by) for s in b} - {FUTURE}) > 1]
        if not same and section == INSTALLED and alike:
            # Of several blocks that seem to be of packages, later ones are of the project itself.
            return alike[0]
        return next((found[-1] for found in (same, alike, mixed if len(self.blocks) == 1 else []) if found), None)

    def _within(self, block: list[Statement], line: str, module: str, name: str) -> Edit:
        """In the block's order, if it has one; else after the last of its kind."""
        sections = {self.section(statement.sorted_by) for statement in block}
        wanted = self.section(module)
        # Names count only where a module's are imported one a line.
        is_single = sum(statement.module == module for statement in block) > 1
        for order in _ORDERS:
            keys = [
                (self._group(s.sorted_by, sections), *order(s.is_from, s.sorted_by), s.first * is_single) for s in block
            ]
            if keys == sorted(keys):
                key = (self._group(module, sections), *order(bool(name), module), name.lower() * is_single)
                return self._at(block, bisect_right(keys, key), line)
        alike = [i for i, s in enumerate(block) if self.section(s.sorted_by) == wanted and s.is_from == bool(name)]
        return self._at(block, alike[-1] + 1 if alike else len(block), line)

    def _group(self, module: str, sections: set[int]) -> int:
        """Sections count in a block only where several are mixed in it, and then in their order."""
        return self.section(module) if len(sections) > 1 else 0

    def _at(self, block: list[Statement], index: int, line: str) -> Edit:
        if index:
            last = block[index - 1]
            return Edit(self._point(last.end), self._lead(last.end) + line)
        return Edit(self._point(block[0].start), line)

    def _after(self, statement: Statement, line: str) -> Edit:
        """A block of its own after a statement's, a blank line on either side."""
        rest = self.text[statement.end :]
        is_followed = bool(rest.strip()) and not re.match(r"[ \t]*\r?\n", rest)
        after = self.newline if is_followed else ""
        return Edit(self._point(statement.end), self._lead(statement.end) + self.newline + line + after)

    def _first(self, line: str) -> Edit:
        """In a file without imports: after its docstring, or after the comments that open it."""
        tops = [node for node in _tops(self.root) if node.type != "comment"]
        first = tops[0] if tops else None
        is_doc = first is not None and first.type == "expression_statement" and first.named_children[0].type == "string"
        if is_doc and first is not None:
            at = self._line_end(self.offsets.chars(first.end_byte))
            return Edit(self._point(at), self._lead(at) + self.newline + line + self._gap(at, tops[1:]))
        at = self._top(first)
        is_tight = bool(self.text[:at].strip()) and _ENDS_BLANK.search(self.text[:at]) is None
        return Edit(self._point(at), self._lead(at) + self.newline * is_tight + line + self._gap(at, tops))

    def _gap(self, at: int, following: list[Node]) -> str:
        """The blank lines between the first import and what follows it, those that are there already taken off."""
        if not following:
            return ""
        there = len(self.text[at:]) - len(self.text[at:].lstrip("\r\n"))
        wanted = 2 if _defines(following[0]) else 1
        return self.newline * max(0, wanted - there // len(self.newline))

    def _top(self, first: Node | None) -> int:
        """After a shebang, an encoding line, and comments with a blank line after them, as a licence is."""
        if first is None:
            return len(self.text)
        code = self.text.rfind("\n", 0, self.offsets.chars(first.start_byte)) + 1
        lines = self.text[:code].splitlines(keepends=True)
        kept = 0
        for number, line in enumerate(lines):
            is_fixed = number < 2 and (line.startswith("#!") or _CODING.match(line))
            if is_fixed or not line.strip():
                kept = number + 1
        return sum(map(len, lines[:kept]))

    def _above(self, at: int) -> int:
        """Before the comments that head a block, unless they open the file."""
        start = at
        while start:
            line = self.text.rfind("\n", 0, start - 1) + 1
            if not self.text[line:start].lstrip().startswith("#"):
                return start
            start = line
        return at

    def _lead(self, at: int) -> str:
        """What ends the last line of a text that does not end with one."""
        return self.newline if at and self.text[at - 1] != "\n" else ""

    @staticmethod
    def _point(at: int) -> Span:
        return Span(at, at)


def _tops(root: Node) -> list[Node]:
    """The statements of a module, those of broken parts too where they stand at the start of a line."""
    found: list[Node] = []
    for child in root.named_children:
        if child.is_error:
            found += [part for part in child.named_children if not part.start_point.column]
        else:
            found.append(child)
    return found


def _defines(node: Node) -> bool:
    if node.type in DEFINITIONS:
        return True
    return node.type.endswith("statement") and node.type not in _IMPORTS and b"def " in (node.text or b"")


def _path(module: str) -> tuple[int, str]:
    bare = module.lstrip(".")
    return len(bare) - len(module), bare


_ORDERS: tuple[Callable[[bool, str], tuple[object, ...]], ...] = (
    lambda is_from, module: (is_from, _path(module.lower())),
    lambda is_from, module: (_path(module.lower()), is_from),
    lambda is_from, module: (is_from, _path(module)),
    lambda is_from, module: (is_from, -_path(module)[0], _path(module.lower())),
    lambda is_from, module: (not is_from, _path(module.lower())),
)
"""isort's own order, with both forms mixed, by case, relative imports from near to far, and `from` first."""
