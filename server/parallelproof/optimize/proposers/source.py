"""A module's text, parsed once per process and shared by all proposers: both trees, offsets, functions, layout."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING

from ...domain import Span, Unit
from .scope import Scope

if TYPE_CHECKING:
    from ast_grep_py import SgNode

FunctionNode = ast.FunctionDef | ast.AsyncFunctionDef


class Source:
    """One text. Offsets are code points of `text`; raises SyntaxError where this interpreter cannot parse it."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.tree = ast.parse(text)
        self.newline = "\r\n" if "\r\n" in text else "\n"
        self._scopes: dict[ast.AST, Scope] = {}
        self.matches: dict[int, tuple[object, dict[FunctionNode | None, list[SgNode]]]] = {}
        """What rules matched in this text, by the identity of the rule, which is kept alive."""

    @cached_property
    def root(self) -> SgNode:
        """The concrete tree of the text with every comment blanked out, so that a comment never hides a match."""
        from ast_grep_py import SgRoot

        text = self.text
        for start, end in self.comments:
            text = text[:start] + " " * (end - start) + text[end:]
        return SgRoot(text, "python").root()

    @cached_property
    def loops(self) -> list[SgNode]:
        """Every `for` statement, in the order of the text."""
        return list(self.root.find_all(kind="for_statement"))

    @cached_property
    def comments(self) -> list[tuple[int, int]]:
        """Where the comments are."""
        from ast_grep_py import SgRoot

        if "#" not in self.text:
            return []
        return [extent(node) for node in SgRoot(self.text, "python").root().find_all(kind="comment")]

    @cached_property
    def _lines(self) -> list[int]:
        return [0, *(found.end() for found in re.finditer(r"\r\n|\r|\n", self.text))]

    def offset(self, line: int, byte: int) -> int:
        """The code point at a one-based line and a zero-based UTF-8 byte of it."""
        start = self._lines[line - 1]
        head = self.text[start : start + byte]
        return start + (byte if head.isascii() else len(self._line_bytes(line)[:byte].decode()))

    def _line_bytes(self, line: int) -> bytes:
        end = self._lines[line] if line < len(self._lines) else len(self.text)
        return self.text[self._lines[line - 1] : end].encode()

    def extent(self, node: ast.expr | ast.stmt) -> tuple[int, int]:
        """Start and end of a node in the text."""
        end_line, end_byte = node.end_lineno or node.lineno, node.end_col_offset or node.col_offset
        return self.offset(node.lineno, node.col_offset), self.offset(end_line, end_byte)

    def code(self, node: ast.expr | ast.stmt) -> str:
        """The text of a node."""
        start, end = self.extent(node)
        return self.text[start:end]

    @cached_property
    def functions(self) -> list[tuple[int, int, FunctionNode]]:
        """Every function with its extent, in the order of the text."""
        nodes = [node for node in ast.walk(self.tree) if isinstance(node, FunctionNode)]
        return sorted(((*self.extent(node), node) for node in nodes), key=lambda item: item[0])

    def function_of(self, span: Span) -> FunctionNode | None:
        """The outermost function that lies within a unit's span."""
        return next((node for start, end, node in self.functions if span.start <= start and end <= span.end + 1), None)

    def innermost(self, start: int, end: int) -> FunctionNode | None:
        """The smallest function around a range."""
        around = [item for item in self.functions if item[0] <= start and end <= item[1]]
        return max(around, key=lambda item: item[0])[2] if around else None

    def scope(self, function: FunctionNode) -> Scope:
        """What the names of a function mean."""
        if function not in self._scopes:
            self._scopes[function] = Scope(self, function)
        return self._scopes[function]

    @cached_property
    def names(self) -> frozenset[str]:
        """Every identifier anywhere in the text: a fresh name is none of them."""
        return frozenset(re.findall(r"[^\W\d]\w*", self.text))

    @cached_property
    def bound(self) -> frozenset[str]:
        """Names that the module's own statements, or any function in it, bind."""
        return frozenset(bindings(self.tree))

    @cached_property
    def imported(self) -> frozenset[str]:
        """Names that imports bind."""
        imports = (node for node in ast.walk(self.tree) if isinstance(node, ast.Import | ast.ImportFrom))
        return frozenset((alias.asname or alias.name).partition(".")[0] for node in imports for alias in node.names)

    @cached_property
    def modules(self) -> frozenset[str]:
        """Modules that the file's own statements import by their plain names."""
        imports = (node for node in self.tree.body if isinstance(node, ast.Import))
        return frozenset(alias.name for node in imports for alias in node.names if alias.asname is None)

    @cached_property
    def indent(self) -> str:
        """One level of indentation."""
        for function in ast.walk(self.tree):
            if isinstance(function, FunctionNode | ast.ClassDef) and function.body[0].lineno > function.lineno:
                outer, inner = self.margin(self.extent(function)[0]), self.margin(self.extent(function.body[0])[0])
                if inner.startswith(outer) and len(inner) > len(outer):
                    return inner[len(outer) :]
        return "    "

    def line_start(self, offset: int) -> int:
        """Where the line of an offset begins."""
        return max(self.text.rfind("\n", 0, offset), self.text.rfind("\r", 0, offset)) + 1

    def margin(self, offset: int) -> str:
        """The white space that the line of an offset begins with."""
        found = re.compile(r"[ \t\f]*").match(self.text, self.line_start(offset))
        return found.group() if found else ""

    def begins_line(self, offset: int) -> bool:
        """Whether only white space stands before an offset on its line."""
        return self.text[self.line_start(offset) : offset].strip() == ""


def bindings(tree: ast.AST) -> Iterator[str]:
    """Names that are bound anywhere below a node, imports excepted."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Name) and not isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.arg):
            yield node.arg
        elif isinstance(node, FunctionNode | ast.ClassDef | ast.ExceptHandler | ast.MatchAs | ast.MatchStar):
            yield from [node.name] if node.name else []


def extent(node: SgNode) -> tuple[int, int]:
    """Start and end of a concrete node."""
    place = node.range()
    return place.start.index, place.end.index


@lru_cache(maxsize=8)
def parsed(text: str) -> Source | None:
    """The text's Source, or None where this interpreter cannot parse it."""
    try:
        return Source(text)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None


def source_of(text: str, unit: Unit) -> tuple[Source, FunctionNode] | None:
    """The parsed text and the unit's function in it."""
    source = parsed(text)
    function = source.function_of(unit.span) if source else None
    return (source, function) if source and function else None
