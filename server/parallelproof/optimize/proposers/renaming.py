"""Turn a function's calls of itself into calls of another function, and leave every other character alone."""

from __future__ import annotations

import libcst as cst
from libcst import matchers as m

from .source import FunctionNode


class _Rename(cst.CSTTransformer):
    """Calls of one function become calls of another, with some of the arguments."""

    def __init__(self, old: str, new: str, kept: list[int]) -> None:
        self.old, self.new, self.kept = old, new, kept

    def leave_Call(self, original_node: cst.Call, updated_node: cst.Call) -> cst.Call:
        """One call."""
        if not m.matches(original_node.func, m.Name(self.old)):
            return updated_node
        args = [updated_node.args[at] for at in self.kept]
        if args:
            args[-1] = args[-1].with_changes(comma=cst.MaybeSentinel.DEFAULT)
        return updated_node.with_changes(func=cst.Name(self.new), args=args)


def renamed(text: str, margin: str, function: FunctionNode, inner: str, changing: list[str]) -> str:
    """A body with its recursive calls turned into calls of the inner function; formatting stays."""
    kept = [at for at, arg in enumerate(function.args.args) if arg.arg in changing]
    head = f"if 1:\n{margin}"
    module = cst.parse_module(f"{head}{text}\n").visit(_Rename(function.name, inner, kept))
    return module.code[len(head) :].rstrip("\n")
