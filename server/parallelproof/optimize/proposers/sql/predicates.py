"""Conditions of a query as terms on the tables they read."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from sqlglot import exp
from sqlglot.optimizer.scope import Scope

from ....domain import Column
from . import shares
from .immutable import is_immutable
from .reading import name, text
from .resolving import Place, Resolver
from .special import methods
from .terms import Kind, Order, Ordered, Term, Use

COMPARED = (exp.EQ, exp.GT, exp.GTE, exp.LT, exp.LTE, exp.NEQ, exp.NullSafeEQ, exp.NullSafeNEQ)
RANGES = (exp.GT, exp.GTE, exp.LT, exp.LTE)
PATTERNS = (exp.Like, exp.ILike, exp.RegexpLike, exp.RegexpILike, exp.SimilarTo)
OTHERS = (
    exp.ArrayContainsAll, exp.ArrayContainedBy, exp.ArrayOverlaps, exp.JSONBContainsTopKey,
    exp.JSONBContainsAnyTopKeys, exp.JSONBContainsAllTopKeys, exp.JSONBPathExists, exp.MatchAgainst, exp.Adjacent,
    exp.BitwiseLeftShift, exp.BitwiseRightShift, exp.Mod, exp.Overlaps,
)  # fmt: skip
"""Operators that only special methods answer: @>, <@, &&, ?, ?|, ?&, @?, @@, -|-, <<, >>, %."""


class Reader:
    """Adds what conditions say to the uses of a query."""

    def __init__(self, resolver: Resolver) -> None:
        self._resolver = resolver

    def add(self, condition: exp.Expr, scope: Scope) -> None:
        """Every term of a condition that must hold, on whatever table it is."""
        for part in _conjuncts(condition):
            if isinstance(part, exp.Or):
                self._add_arms(part, scope)
            else:
                for use, term in self.terms(part, scope):
                    use.terms.append(term)

    def terms(self, part: exp.Expr, scope: Scope) -> Iterator[tuple[Use, Term]]:
        """What one condition says of each table that it reads."""
        negated = isinstance(part, exp.Not) or bool(part.args.get("negate"))
        inner = part.this.unnest() if isinstance(part, exp.Not) else part
        inner = inner.this if isinstance(inner, exp.Escape) else inner
        if isinstance(inner, exp.Exists | exp.Query):
            return
        if isinstance(inner, RANGES) and isinstance(inner.this, exp.Tuple):
            yield from self._of_rows(inner, scope)
            return
        for side, others in _sides(inner):
            for use, key, columns in self.keys(side, scope):
                partners = {id(place.use) for other in others for place in self._places(other, scope)}
                partners -= {id(use)} if len(partners) > 1 else set()  # a recursive query reads itself too
                if id(use) in partners:
                    continue
                column = use.column(key)
                is_join = bool(partners) or any(other.find(exp.Query) for other in others)
                kind, share = _judged(inner, column, others, is_left=side is inner.this)
                if negated and isinstance(inner, exp.Column):
                    kind, share = "equal", shares.equal(column, "f")
                elif negated:
                    kind, share = "flag", max(0.0, 1 - share)
                predicate = self._predicate(part, use, scope)
                if kind == "flag" and predicate is None:
                    continue
                special = () if negated else methods(inner, use.table, columns, column, side)
                yield use, Term(key, kind, columns, share, predicate, is_join, frozenset(partners), special)

    def _of_rows(self, part: exp.Expr, scope: Scope) -> Iterator[tuple[Use, Term]]:
        """(a, b) > (x, y) is a range of an index on both, in that order."""
        found = [key for column in part.this.expressions for key in self.keys(column, scope)]
        use = found[0][0] if found else None
        if use is None or len(found) != len(part.this.expressions) or any(other is not use for other, _, _ in found):
            return
        use.orders.append(Order(tuple(Ordered(key, columns=columns) for _, key, columns in found), "order"))
        is_join = part.expression.find(exp.Column, exp.Query) is not None
        yield use, Term(found[0][1], "range", found[0][2], shares.UNKNOWN_RANGE, is_join=is_join)

    def keys(self, side: exp.Expr, scope: Scope) -> Iterator[tuple[Use, str, frozenset[str]]]:
        """What an index has to hold for an expression: on one table, and only what an index may hold."""
        side = side.unnest()
        if isinstance(side, exp.Column):
            for place in self._resolver.places(side, scope):
                yield place.use, name(place.column), frozenset({place.column})
            return
        is_none = isinstance(side, exp.Tuple | exp.Any | exp.All)
        if is_none or side.find(exp.Query, exp.Parameter, exp.Placeholder, exp.Window):
            return
        use, bare = self._bare(side, scope)
        if use and bare and is_immutable(bare, use.table):
            columns = frozenset(column.name for column in bare.find_all(exp.Column))
            yield use, f"({text(bare)})", columns

    def _bare(self, tree: exp.Expr, scope: Scope) -> tuple[Use | None, exp.Expr | None]:
        """The one table that an expression reads, and the expression without names of tables."""
        uses: list[Use] = []
        bare = tree.copy()
        renamed: dict[int, str] = {}
        for old, new in zip(tree.find_all(exp.Column), bare.find_all(exp.Column), strict=True):
            places = self._resolver.places(old, scope)
            if len(places) != 1:
                return None, None
            uses.append(places[0].use)
            renamed[id(new)] = places[0].column
        if not uses or any(use is not uses[0] for use in uses):
            return None, None
        found = bare.transform(
            lambda node: _column(renamed[id(node)]) if isinstance(node, exp.Column) else node, copy=False
        )
        return uses[0], found

    def _places(self, tree: exp.Expr, scope: Scope) -> Iterator[Place]:
        for column in tree.find_all(exp.Column):
            yield from self._resolver.places(column, scope)

    def _predicate(self, part: exp.Expr, use: Use, scope: Scope) -> str | None:
        if part.find(exp.Parameter, exp.Placeholder, exp.Query):
            return None
        owner, bare = self._bare(part, scope)
        return text(bare) if bare is not None and owner is use and is_immutable(bare, use.table) else None

    def _add_arms(self, part: exp.Or, scope: Scope) -> None:
        """An OR of terms on one table can be answered by an index for each, if each has one; on one column, by one."""
        found: dict[int, tuple[Use, list[Term]]] = {}
        arms = [arm for arm in part.flatten() if arm.find(exp.Column, exp.Query)]  # the others are true or not
        for arm in arms:
            for use, term in self._best_of_arm(arm, scope):
                found.setdefault(id(use), (use, []))[1].append(term)
        for use, terms in found.values():
            keys = {term.key for term in terms}
            if len(terms) < len(arms):  # each may help once the query is rewritten
                use.terms += [replace(term, share=1.0, predicate=None) for term in terms]
            elif len(keys) == 1 and all(term.kind in ("equal", "many") for term in terms):
                kind: Kind = "many" if len(arms) > 1 else "equal"
                share = min(0.9, sum(term.share for term in terms))
                predicate = self._predicate(part, use, scope) if len(arms) > 1 else None
                use.terms.append(replace(terms[0], kind=kind, share=share, predicate=predicate))
            elif len(arms) > 1:
                use.arms.append(tuple(terms))
            else:
                use.terms += [replace(term, predicate=None) for term in terms]

    def _best_of_arm(self, arm: exp.Expr, scope: Scope) -> list[tuple[Use, Term]]:
        """The most selective term of each table."""
        best: dict[int, tuple[Use, Term]] = {}
        for condition in _conjuncts(arm):
            for use, term in self.terms(condition, scope):
                known = best.get(id(use))
                if term.kind != "flag" and (known is None or term.share < known[1].share):
                    best[id(use)] = use, term
        return list(best.values())


def _column(column: str) -> exp.Column:
    return exp.column(exp.to_identifier(column, quoted=name(column) != column))


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    condition = condition.unnest()
    if isinstance(condition, exp.And):
        yield from _conjuncts(condition.left)
        yield from _conjuncts(condition.right)
    elif isinstance(condition, exp.EQ | exp.In) and isinstance(condition.this, exp.Tuple):
        yield from _of_each(condition)
    else:
        yield condition


def _of_each(condition: exp.EQ | exp.In) -> Iterator[exp.Expr]:
    """What a comparison of rows says of each of their columns."""
    rows = condition.expressions if isinstance(condition, exp.In) else [condition.expression]
    for at, column in enumerate(condition.this.expressions):
        if not rows or not all(isinstance(row, exp.Tuple) and len(row.expressions) > at for row in rows):
            yield exp.In(this=column.copy(), query=exp.select("1"))  # rows of a subquery
        elif len(rows) == 1:
            yield exp.EQ(this=column.copy(), expression=rows[0].expressions[at].copy())
        else:
            yield exp.In(this=column.copy(), expressions=[row.expressions[at].copy() for row in rows])


def _sides(part: exp.Expr) -> Iterator[tuple[exp.Expr, list[exp.Expr]]]:
    """What an index could hold in a condition, each with what it is compared with."""
    if isinstance(part, exp.MatchAgainst):  # a @@ b has b as its `this`
        yield part.expressions[0], [part.this]
    elif isinstance(part, COMPARED):
        yield part.left, [part.right]
        yield part.right, [part.left]
    elif isinstance(part, exp.Between):
        yield part.this, [part.args["low"], part.args["high"]]
    elif isinstance(part, exp.In):
        query = part.args.get("query")
        yield part.this, [query] if query else part.expressions
    elif isinstance(part, (*PATTERNS, *OTHERS)):
        yield part.this, [part.expression]
        if isinstance(part, exp.ArrayContainedBy | exp.ArrayOverlaps | exp.ArrayContainsAll):
            yield part.expression, [part.this]
    elif isinstance(part, exp.Is):
        yield part.this, []
    elif isinstance(part, exp.Column):
        yield part, []


def _judged(part: exp.Expr, column: Column | None, others: list[exp.Expr], is_left: bool) -> tuple[Kind, float]:
    """How a condition narrows an index on its column, and which share of the rows it keeps."""
    values = [shares.constant(other) for other in others]
    if isinstance(part, exp.Is):
        if isinstance(part.expression, exp.Null):
            return "equal", shares.null(column)
        is_true = isinstance(part.expression, exp.Boolean) and part.expression.this
        return "flag", shares.equal(column, "t" if is_true else "f")
    if isinstance(part, exp.Column):
        return "equal", shares.equal(column, "t")
    if isinstance(part, exp.In) or (isinstance(part, exp.EQ) and isinstance(part.right, exp.Any)):
        listed = values if isinstance(part, exp.In) and part.expressions else [None] * 3
        return ("equal" if len(listed) == 1 else "many"), min(0.9, sum(shares.equal(column, one) for one in listed))
    if isinstance(part, exp.NEQ | exp.NullSafeNEQ | exp.NullSafeEQ):
        return "flag", 1 - shares.equal(column, values[0])
    if isinstance(part, exp.EQ):
        return "equal", shares.equal(column, values[0])
    if isinstance(part, exp.Between):
        return "range", max(1e-6, shares.below(column, values[1]) - shares.below(column, values[0])) if all(
            value is not None for value in values
        ) else shares.UNKNOWN_STRETCH
    if isinstance(part, RANGES):
        return "range", _share_of_range(part, column, values[0], is_left)
    if isinstance(part, exp.Like) and _may_be_prefix(others[0]):
        return "prefix", shares.PATTERN
    return "other", shares.PATTERN


def _share_of_range(part: exp.Expr, column: Column | None, value: str | None, is_left: bool) -> float:
    if value is None or column is None or not (column.bounds or column.common):
        return shares.UNKNOWN_RANGE
    smaller = isinstance(part, exp.LT | exp.LTE) == is_left
    below = shares.below(column, value)
    return max(1e-6, below if smaller else 1 - shares.null(column) - below)


def _may_be_prefix(pattern: exp.Expr) -> bool:
    """Whether a LIKE may ask for a beginning: what the pattern of a parameter is, nobody knows."""
    value = shares.constant(pattern)
    return value is None or not value.startswith(("%", "_"))
