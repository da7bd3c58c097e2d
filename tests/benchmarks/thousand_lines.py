"""A file of 1,000 lines with 40 functions: one slow function for each pattern of the catalogue, the rest ordinary."""

from __future__ import annotations

import ast
import re
from pathlib import Path

KNOWLEDGE = Path(__file__).parents[2] / "knowledge" / "python"
PLAIN = Path(__file__).with_name("plain.py")
FUNCTIONS, LINES = 40, 1000
SLOW_FUNCTIONS = 25


def thousand_lines() -> tuple[str, frozenset[str]]:
    """The text of the file, and the names of the functions that a pattern was written for."""
    imports: set[str] = set()
    slow: list[str] = []
    planted: set[str] = set()
    for folder in sorted(path for path in KNOWLEDGE.iterdir() if (path / "before.py").exists()):
        text, names = _renamed((folder / "before.py").read_text(), f"_{folder.name.replace('-', '_')}")
        if len(planted) + len(names) > SLOW_FUNCTIONS:
            continue
        slow.append(_body(text, imports))
        planted |= names
    plain = _pieces(_body(PLAIN.read_text(), imports), FUNCTIONS - len(planted))
    head = "\n".join(['"""Generated for the benchmark."""', "", *sorted(imports)])
    text = "\n\n\n".join([head, *_interleaved(slow, plain)]) + "\n"
    return _lengthened(text), frozenset(planted)


def _renamed(source: str, suffix: str) -> tuple[str, frozenset[str]]:
    """The source with everything it defines at the top level renamed, and the new names of its functions."""
    tree = ast.parse(source)
    definitions = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)
    names = {node.name for node in tree.body if isinstance(node, definitions)}
    names |= {
        target.id
        for node in tree.body
        if isinstance(node, ast.Assign)
        for target in node.targets
        if isinstance(target, ast.Name)
    }
    for name in names:
        source = re.sub(rf"(?<![\w.]){re.escape(name)}\b", name + suffix, source)
    functions = {node.name + suffix for node in ast.walk(tree) if isinstance(node, definitions[:2])} & {
        name + suffix for name in names
    }
    return source, frozenset(functions)


def _body(source: str, imports: set[str]) -> str:
    """The source without its docstring and imports; the imports are added to `imports`."""
    tree, lines = ast.parse(source), source.splitlines()
    kept = []
    for node in tree.body:
        if isinstance(node, ast.Import | ast.ImportFrom):
            imports.add(ast.unparse(node))
        elif not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)):
            first = min([node.lineno, *(item.lineno for item in getattr(node, "decorator_list", []))])
            kept.append("\n".join(lines[first - 1 : node.end_lineno]))
    return "\n\n\n".join(kept)


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
