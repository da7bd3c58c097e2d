"""A file of 1,000 lines with 40 functions: one slow function for each pattern of the catalogue, the rest ordinary."""

from __future__ import annotations

import ast
import re
from pathlib import Path

KNOWLEDGE = Path(__file__).parents[2] / "knowledge" / "python"
PLAIN = Path(__file__).with_name("plain.py")
FUNCTIONS, LINES = 40, 1000
SLOW_FUNCTIONS = 22


def thousand_lines() -> tuple[str, frozenset[str]]:
    """The text of the file, and the names of the functions that a pattern was written for."""
    imports: set[str] = set()
    slow: list[str] = []
    planted: list[str] = []
    for folder in sorted(path for path in KNOWLEDGE.iterdir() if (path / "before.py").exists())[:SLOW_FUNCTIONS]:
        source, name = _renamed((folder / "before.py").read_text(), f"_{folder.name.replace('-', '_')}")
        slow.append(_body(source, imports, needed_by=name))
        planted.append(name)
    plain = _pieces(_body(PLAIN.read_text(), imports), FUNCTIONS - "\n".join(slow).count("def "))
    head = "\n".join(['"""Generated for the benchmark."""', "", *sorted(imports)])
    text = "\n\n\n".join([head, *_interleaved(slow, plain)]) + "\n"
    return _lengthened(text), frozenset(planted)


def _renamed(source: str, suffix: str) -> tuple[str, str]:
    """The source with everything it defines at the top level renamed, and the new name of its first function."""
    tree = ast.parse(source)
    for name in {name for node in tree.body for name in _defined(node)}:
        source = re.sub(rf"(?<![\w.]){re.escape(name)}\b", name + suffix, source)
    first = next(node.name for node in tree.body if isinstance(node, ast.FunctionDef))
    return source, first + suffix


def _defined(node: ast.stmt) -> list[str]:
    """The names that a statement at the top level gives a value, imports aside."""
    if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
        return [node.name]
    return [part.id for part in ast.walk(node) if isinstance(part, ast.Name) and isinstance(part.ctx, ast.Store)]


def _body(source: str, imports: set[str], needed_by: str | None = None) -> str:
    """The source, or what one function of it needs, without docstring and imports; those are added to `imports`."""
    tree, lines = ast.parse(source), source.splitlines()
    needed = _needed(tree, needed_by) if needed_by else None
    kept = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.add(ast.unparse(node))
        elif _defined(node) and (needed is None or needed & set(_defined(node))):
            first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", []))])
            kept.append("\n".join(lines[first - 1 : node.end_lineno]))
    return "\n\n\n".join(kept)


def _needed(tree: ast.Module, name: str) -> set[str]:
    """The name, and all that its definition mentions, and so on."""
    mentioned = {
        defined: {part.id for part in ast.walk(node) if isinstance(part, ast.Name)}
        for node in tree.body
        for defined in _defined(node)
    }
    needed, new = set[str](), {name}
    while new:
        needed |= new
        new = {found for known in new for found in mentioned.get(known, ())} - needed
    return needed


def _pieces(source: str, functions: int) -> list[str]:
    """The classes of the source, and as many of its functions."""
    pieces = source.split("\n\n\n")
    classes = [piece for piece in pieces if not piece.startswith("def ")]
    return classes + [piece for piece in pieces if piece.startswith("def ")][:functions]


def _interleaved(slow: list[str], plain: list[str]) -> list[str]:
    longest = max(len(slow), len(plain))
    return [piece for at in range(longest) for piece in (*plain[at : at + 1], *slow[at : at + 1])]


def _lengthened(text: str) -> str:
    """The text with a table of data at the end, so that it has the wanted number of lines."""
    missing = LINES - text.count("\n") - 4
    rows = [f'    ("article {number}", {number * 37 % 991}, {number % 7}),' for number in range(missing)]
    return "\n".join([text, "", "ARTICLES = (", *rows, ")", ""])
