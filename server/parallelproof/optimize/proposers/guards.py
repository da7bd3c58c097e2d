"""The named conditions that make a rewrite safe. Pattern files name them; each is written once, here.

A guard takes the match and the names of captures; it is true where the rewrite may go ahead.
"""

from __future__ import annotations

import ast
import builtins
import re
from collections.abc import Callable, Mapping, Sequence

from .kinds import PLAIN, hashable
from .match import Match
from .trusted import HARMLESS, HARMLESS_METHODS, MUTATORS

Guard = Callable[..., bool]
Spec = str | Mapping[str, object]


def dead_after(match: Match, *names: str) -> bool:
    """Nothing outside the match reads what it leaves in these loop variables, and they are plain names."""
    for name in names:
        targets = match.targets(name)
        if not targets or not all(match.scope.dead_after(target, match.span) for target in targets):
            return False
    return True


def local(match: Match, *names: str) -> bool:
    """Each is one of the function's own names, which no other scope can see."""
    return all(match.text(name).isidentifier() and match.scope.is_local(match.text(name)) for name in names)


def name(match: Match, *names: str) -> bool:
    """Each is a bare name."""
    return all(match.text(one).isidentifier() for one in names)


def absent(match: Match, missing: str, *captures: str) -> bool:
    """The names of one capture do not occur in the others."""
    return not match.names_in([missing]) & match.names_in(captures)


def steady(match: Match, *names: str) -> bool:
    """Nothing in the match binds or changes what these are made of."""
    return all(not match.scope.changes(one, match.span) for one in match.names_in(names))


def not_tested(match: Match, prefix: str) -> bool:
    """The match is not what an earlier rewrite left for other values: no conditional expression around it."""
    node = match.scope.expression_at(*match.at)
    around = list(match.scope.ancestors(node)) if node else []
    return not any(isinstance(part, ast.IfExp) and prefix in ast.dump(part.test) for part in around)


def is_this_function(match: Match, capture: str) -> bool:
    """A name calls the very function that it stands in, which is one of the module's own."""
    function = match.scope.function
    plain = not function.decorator_list and isinstance(function, ast.FunctionDef)
    return plain and match.text(capture) == function.name and function in match.source.tree.body


def parameter(match: Match, *names: str) -> bool:
    """Each is a parameter of the function that is never bound again."""
    return all(match.text(one) in match.scope.parameters for one in names) and bound_once(match, *names)


def module(match: Match, *names: str) -> bool:
    """Each is a module that the file imports by its own name and never binds again."""
    return all(one in match.source.modules and one not in match.source.bound for one in names)


def built_in(match: Match, *names: str) -> bool:
    """Each names a built-in that nothing in the file binds anew."""
    return all(hasattr(builtins, match.text(one)) and match.text(one) not in match.source.bound for one in names)


def counts_up(match: Match, index: str, body: str) -> bool:
    """A loop's body neither binds its index nor skips the step at its end, and what the test reads stays the same."""
    inside = match.captures[body]
    span = (inside.start, inside.end)
    skips = (node for node in ast.walk(match.scope.function) if isinstance(node, ast.Continue))
    if match.scope.stores(match.text(index), span) or any(match.scope.within(node, span) for node in skips):
        return False
    read = match.names_in({"N", "XS"} & set(match.captures))
    return not any(
        match.scope.resized(one, span) if "XS" in match.captures else match.scope.changes(one, span) for one in read
    )


def valid_regex(match: Match, capture: str) -> bool:
    """A literal is a regular expression that compiles, so that compiling it early cannot fail."""
    node = match.expression(capture)
    literal = node.value if isinstance(node, ast.Constant) else None
    if not isinstance(literal, str):
        return False
    try:
        re.compile(literal)
    except (re.error, OverflowError, RecursionError):
        return False
    return True


def loops_over(match: Match, capture: str) -> bool:
    """The match stands in a loop over this very name, so that it runs only where there are items."""
    node = match.scope.expression_at(*match.at)
    iterables = (
        loop.iter
        for part in (match.scope.ancestors(node) if node else ())
        for loop in [part, *getattr(part, "generators", ())]
        if isinstance(loop, ast.For | ast.comprehension)
    )
    return any(isinstance(one, ast.Name) and one.id == match.text(capture) for one in iterables)


def item_only(match: Match, _capture: str) -> bool:
    """Only an item, a method or the length of the match is used, so that sharing one object shows nowhere."""
    node = match.scope.expression_at(*match.at)
    parent = match.scope.parents.get(node) if node else None
    reads = ("index", "count", "copy")
    return isinstance(parent, ast.Subscript) or (isinstance(parent, ast.Attribute) and parent.attr in reads)


def bound_once(match: Match, *names: str) -> bool:
    """Each is a parameter that is never bound again, or a name that one statement binds."""
    scope = match.scope
    return all(len(scope.stores(match.text(one))) + (match.text(one) in scope.parameters) == 1 for one in names)


def pure(match: Match, *names: str) -> bool:
    """Evaluating these has no effects that could be seen, as far as their form shows."""
    nodes = [match.expression(one) for one in names]
    return all(node is not None and is_pure(node) for node in nodes)


def is_pure(node: ast.expr) -> bool:
    """Whether an expression consists of names, constants, operators, items and harmless calls."""
    for part in ast.walk(node):
        if isinstance(part, ast.Call):
            name = part.func.id if isinstance(part.func, ast.Name) else ""
            method = part.func.attr if isinstance(part.func, ast.Attribute) else ""
            if name not in HARMLESS - {"print"} and method not in HARMLESS_METHODS - MUTATORS:
                return False
        if isinstance(part, ast.Await | ast.Yield | ast.YieldFrom | ast.NamedExpr | ast.Lambda):
            return False
    return True


def kind(match: Match, capture: str, *kinds: str) -> bool:
    """The code says that a capture is of one of these kinds."""
    found = match.kind(capture)
    return found is not None and found.name in kinds


def items(match: Match, capture: str, *kinds: str) -> bool:
    """The code says that all items of a capture are of one of these kinds."""
    found = match.kind(capture)
    item = found.item if found else None
    item_name = "str" if found and found.name == "str" else item.name if item else None
    return item_name in kinds


def plain_items(match: Match, *captures: str) -> bool:
    """The items of these are known to be integers, strings or the like: exact equality, total order, no NaN."""
    return all(items(match, capture, *PLAIN) for capture in captures)


def can_hash(match: Match, *captures: str) -> bool:
    """Every value of these can be hashed."""
    return all(hashable(match.kind(capture)) for capture in captures)


def length_of(match: Match, size: str, items_of: str) -> bool:
    """A capture is `len(...)` of the other, or a name that was set to it once and is still true."""
    if size not in match.captures:
        return False
    wanted = f"len({match.text(items_of)})"
    if match.text(size) == wanted:
        return True
    scope, held = match.scope, match.text(items_of)
    stores = scope.stores(match.text(size)) if match.text(size).isidentifier() else []
    if len(stores) != 1 or match.text(size) in scope.shared or not held.isidentifier():
        return False
    assigned = scope.parents[stores[0]]
    if not isinstance(assigned, ast.Assign) or match.source.code(assigned.value) != wanted:
        return False
    after = (match.source.extent(assigned)[1], match.source.extent(scope.function)[1])
    return not scope.resized(held, after)


def fresh_list(match: Match, *names: str) -> bool:
    """Each is a list that the function made itself and has handed to nobody: growing it in place shows nowhere."""
    return all(match.scope.unaliased(match.text(one)) for one in names)


def outside_try(match: Match) -> bool:
    """An exception in the match cannot be caught in the function and show half of its work."""
    for node in ast.walk(match.scope.function):
        if isinstance(node, ast.Try):
            start, end = match.source.extent(node)
            if start <= match.at[0] and match.at[1] <= end:
                return False
    return True


def constant(match: Match, *names: str) -> bool:
    """Each is a literal."""
    return all(isinstance(match.expression(one), ast.Constant) for one in names)


def only_in_match(match: Match, *names: str) -> bool:
    """Each name is used nowhere else in the function."""
    scope = match.scope
    return all(all(scope.within(use, match.span) for use in scope.uses(match.text(one))) for one in names)


def only_uses(match: Match, capture: str, *forms: str) -> bool:
    """Every other use of a name in the function reads one of these forms, as in "$S[0]"."""
    held, scope = match.text(capture), match.scope
    allowed = {form.replace(f"${capture}", held) for form in forms}
    for use in scope.uses(held):
        parent = scope.parents[use]
        if scope.within(use, match.span):
            continue
        if not isinstance(parent, ast.expr) or match.source.code(parent) not in allowed:
            return False
    return True


def differs(match: Match, one: str, other: str) -> bool:
    """Two captures have different texts."""
    return match.text(one) != match.text(other)


def element_of(match: Match, item: str, collection: str) -> bool:
    """An item is the variable of a loop over the very collection, unchanged since."""
    found, held = match.expression(item), match.text(collection)
    if not isinstance(found, ast.Name) or not held.isidentifier():
        return False
    for node in match.scope.ancestors(found):
        loops = [node] if isinstance(node, ast.For) else getattr(node, "generators", ())
        for loop in loops:
            if isinstance(loop.target, ast.Name) and loop.target.id == found.id:
                return _ranges_over(loop.iter, held) and len(match.scope.stores(found.id, _extent(match, node))) == 1
    return False


def _extent(match: Match, node: ast.AST) -> tuple[int, int]:
    return match.source.extent(node)  # type: ignore[arg-type]


def _ranges_over(iterable: ast.expr, held: str) -> bool:
    if isinstance(iterable, ast.Call) and isinstance(iterable.func, ast.Name) and len(iterable.args) == 1:
        return iterable.func.id in ("set", "sorted", "list", "reversed", "tuple") and _ranges_over(
            iterable.args[0], held
        )
    return isinstance(iterable, ast.Name) and iterable.id == held


def hashed_element_of(match: Match, item: str, collection: str) -> bool:
    """As element_of, of a loop over `set(collection)`: that the items can be hashed is certain."""
    if not element_of(match, item, collection):
        return False
    found = match.expression(item)
    loops = (node for node in match.scope.ancestors(found) if found)  # type: ignore[arg-type]
    iters = [loop.iter for node in loops for loop in [node, *getattr(node, "generators", ())] if hasattr(loop, "iter")]
    return any(isinstance(one, ast.Call) and isinstance(one.func, ast.Name) and one.func.id == "set" for one in iters)


def absent_capture(match: Match, *names: str) -> bool:
    """The alternative of the rule that matched has none of these captures."""
    return not any(name in match.captures for name in names)


def either(match: Match, *specs: Spec) -> bool:
    """At least one of several guards holds."""
    return any(holds(match, [spec]) for spec in specs)


def untyped(match: Match, *specs: Spec) -> bool:
    """None of several guards holds."""
    return not either(match, *specs)


GUARDS: dict[str, Guard] = {
    guard.__name__: guard
    for guard in (
        dead_after, local, name, absent, steady, pure, kind, items, plain_items, can_hash, length_of,
        fresh_list, outside_try, constant, only_in_match, only_uses, differs, element_of, hashed_element_of,
        absent_capture, bound_once, not_tested, is_this_function, parameter, module, valid_regex, counts_up,
        built_in, loops_over, item_only, either, untyped,
    )
}  # fmt: skip


def holds(match: Match, specs: Sequence[Spec]) -> bool:
    """Whether every guard of a list holds; a guard is its name, or {name: argument or arguments}."""
    for spec in specs:
        named = {spec: []} if isinstance(spec, str) else spec
        for guard, given in named.items():
            arguments = given if isinstance(given, list) else [given]
            if not GUARDS[guard](match, *arguments):
                return False
    return True
