"""Numbers and texts that code names: inputs near them reach what other inputs do not."""

from __future__ import annotations

import ast
import collections
import enum
import re
import types

_DEPTH = 15
_ATOMS = (int, float, str, bytes)


def constants(name, text, module=None):
    """What the function of that last name mentions: in itself, in what it names of its file, in globals' values.

    `module` is the loaded module, if there is one. Folded constants count: `1 << 9` gives 512.
    """
    try:
        tree, code = ast.parse(text), compile(text, "<program>", "exec", dont_inherit=True)
    except SyntaxError:
        return []
    defined, folded = _definitions(tree), _folded(code)
    seen: set[str] = set()
    found: list[object] = []
    queue = [name]
    while queue and len(seen) < _DEPTH:
        part = queue.pop(0)
        if part in seen:
            continue
        seen.add(part)
        found += folded.get(part, []) + _atoms(getattr(module, part, None))
        for node in defined.get(part, ()):
            found += [inner.value for inner in ast.walk(node) if isinstance(inner, ast.Constant)]
            queue += [inner.id for inner in ast.walk(node) if isinstance(inner, ast.Name)]
            queue += [inner.attr for inner in ast.walk(node) if isinstance(inner, ast.Attribute)]
    docstrings = {
        ast.get_docstring(node, clean=False) for nodes in defined.values() for node in nodes if _has_doc(node)
    }
    return [value for value in dict.fromkeys(filter(_is_atom, found)) if value not in docstrings]


def _is_atom(value):
    return type(value) in _ATOMS


def _has_doc(node):
    return isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef))


def _definitions(tree):
    """Functions by name, and the values that names are assigned to in the module and in classes."""
    found: dict[str, list] = {}
    left = collections.deque([tree])
    while left:  # as ast.walk does, but past expressions, which define nothing
        node = left.popleft()
        left.extend(child for child in ast.iter_child_nodes(node) if not isinstance(child, ast.expr))
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            found.setdefault(node.name, []).append(node)
        elif isinstance(node, (ast.Module, ast.ClassDef)):
            for statement in node.body:
                for name in _assigned(statement):
                    found.setdefault(name, []).append(statement.value)  # type: ignore[attr-defined]
    return found


def _assigned(statement):
    targets = []
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign) and statement.value is not None:
        targets = [statement.target]
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _folded(code):
    """Constants as the compiler left them, by the name of their function."""
    found: dict[str, list] = {}
    for inner in code.co_consts:
        if isinstance(inner, types.CodeType):
            deeper = _folded(inner)
            own = [atom for value in inner.co_consts for atom in _atoms(value)]
            found.setdefault(inner.co_name, []).extend(own + [atom for atoms in deeper.values() for atom in atoms])
            for name, atoms in deeper.items():
                found.setdefault(name, []).extend(atoms)
    return found


def _atoms(value, depth=0):
    """Numbers and strings in a global value, a few levels deep."""
    if type(value) in (int, float, str, bytes):
        return [value]
    if depth > 2:
        return []
    if isinstance(value, type) and issubclass(value, enum.Enum):
        value = [member.value for member in value]
    if isinstance(value, re.Pattern):
        return [value.pattern]
    if isinstance(value, dict):
        value = [*list(value)[:30], *list(value.values())[:30]]
    if isinstance(value, (list, tuple, set, frozenset)):
        return [atom for item in list(value)[:60] for atom in _atoms(item, depth + 1)]
    return []
