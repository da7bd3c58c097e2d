"""How rows are read: by place, so that a plain tuple with the same values does as well, or by the names of columns."""

from __future__ import annotations

import ast

from ..scope import Scope


def read_by(scope: Scope, taken: ast.expr, how: str) -> type[int] | type[str] | None:
    """What rows that an expression gives are read by, places or names, where that is all that is done with them.

    They may also be unpacked, which is by place, counted, and asked whether they are there.
    """
    return next((kind for kind in (int, str) if _are_taken(scope, taken, how, kind)), None)


def _are_taken(scope: Scope, taken: ast.expr, how: str, kind: type) -> bool:
    parent = scope.parents[taken]
    is_many = how != "fetchone"
    match parent:
        case ast.For(target=target, iter=rows) | ast.comprehension(target=target, iter=rows) if rows is taken:
            return is_many and _is_read(scope, target, kind)
        case ast.Subscript(value=value, slice=ast.Constant(value=place)) if value is taken:
            return not is_many and type(place) is kind
        case ast.Call(func=ast.Name(id="len")):
            return is_many
        case ast.Assign(targets=[ast.Name(id=name)]) if is_many:
            return _are_read(scope, name, kind)
        case ast.Assign(targets=[target]):
            return _is_read(scope, target, kind)
    return False


def _is_read(scope: Scope, target: ast.expr, kind: type) -> bool:
    """Whether a row that is bound to a target is only read in one way."""
    if _unpacks(target):
        return kind is int
    if not isinstance(target, ast.Name) or not scope.is_local(target.id) or len(scope.stores(target.id)) != 1:
        return False
    return all(_is_plain(scope, use, kind) for use in scope.uses(target.id) if isinstance(use.ctx, ast.Load))


def _are_read(scope: Scope, name: str, kind: type) -> bool:
    """Whether rows that a name holds are only counted, or read one by one in one way."""
    if not scope.is_local(name) or len(scope.stores(name)) != 1:
        return False
    for use in scope.uses(name):
        match scope.parents[use]:
            case ast.For(iter=rows, target=target) | ast.comprehension(iter=rows, target=target) if rows is use:
                if not _is_read(scope, target, kind):
                    return False
            case ast.Call(func=ast.Name(id="len")) | ast.If() | ast.UnaryOp(op=ast.Not()):
                continue
            case ast.Assign() if not isinstance(use.ctx, ast.Load):
                continue
            case _:
                return False
    return True


def _is_plain(scope: Scope, use: ast.Name, kind: type) -> bool:
    match scope.parents[use]:
        case ast.Subscript(value=value, slice=ast.Constant(value=place), ctx=ast.Load()) if value is use:
            return type(place) is kind and (kind is str or place >= 0)  # type: ignore[operator]
        case ast.Compare(left=left, ops=[ast.Is() | ast.IsNot()], comparators=[ast.Constant(value=None)]):
            return left is use
        case ast.If(test=test) | ast.IfExp(test=test):
            return test is use
        case ast.UnaryOp(op=ast.Not()):
            return True
        case ast.Assign(targets=[target], value=value):
            return value is use and kind is int and _unpacks(target)
    return False


def _unpacks(target: ast.expr) -> bool:
    return isinstance(target, ast.Tuple | ast.List) and all(isinstance(item, ast.Name) for item in target.elts)
