"""What the schema says of the names in a statement: their tables, types, keys, and whether they can be NULL."""

from __future__ import annotations

from dataclasses import dataclass

from sqlglot import exp

from .....domain import Column, Schema, Table
from .trees import Tree, Unfit, bare, name_of, text
from .words import RESERVED

_NEVER_NULL = (exp.Count, exp.Exists, exp.RowNumber, exp.Rank, exp.DenseRank, exp.Literal, exp.Boolean)


@dataclass(frozen=True, slots=True)
class Source:
    """What one name in a FROM clause stands for: a table of the schema, a query, or something unknown."""

    name: str
    node: Tree
    table: Table | None = None
    query: exp.Query | None = None
    is_optional: bool = False
    """An outer join may fill its columns with NULLs."""

    @property
    def columns(self) -> tuple[str, ...] | None:
        """Names of its columns; None where they are unknown."""
        if self.table:
            return tuple(column.name for column in self.table.columns)
        outputs = output_columns(self.query) if self.query else None
        return tuple(outputs) if outputs is not None else None

    def has_key(self, columns: set[str]) -> bool:
        """Whether no two rows agree in these columns, all of them not NULL."""
        table = self.table
        if table is None:
            return False
        return any(set(key) <= columns and _are_set(table, key) for key in (table.primary_key, *table.unique) if key)

    def is_unique(self, columns: set[str]) -> bool:
        """Whether no two rows are equal in these columns; NULLs are equal to nothing."""
        return self.table is not None and any(set(key) <= columns for key in self.table.unique if key)


def _are_set(table: Table, key: tuple[str, ...]) -> bool:
    return all((column := table.column(name)) is not None and not column.is_nullable for name in key)


def output_columns(query: Tree | None) -> dict[str, Tree] | None:
    """What a query puts out, by name; None where a star or an expression without a name hides it."""
    while isinstance(query, exp.Subquery | exp.SetOperation):
        query = query.this
    if not isinstance(query, exp.Select):
        return None
    outputs: dict[str, Tree] = {}
    for node in query.expressions:
        name = label(node)
        if name is None or name in outputs or node.is_star:
            return None
        outputs[name] = node.this if isinstance(node, exp.Alias) else node
    return outputs


def label(node: Tree) -> str | None:
    """The name that Postgres gives an output column, None where we cannot tell."""
    if isinstance(node, exp.Alias):
        return name_of(node.args["alias"])
    if isinstance(node, exp.Column) and not node.is_star:
        return name_of(node.this)
    if isinstance(node, exp.Paren | exp.Filter | exp.Window):
        return label(node.this)
    if isinstance(node, exp.Cast):
        return label(node.this) if isinstance(bare(node.this), exp.Column | exp.Func | exp.Subquery) else None
    if isinstance(node, exp.Subquery) and isinstance(node.this, exp.Select):
        return label(node.this.expressions[0])
    simple = exp.Count | exp.Sum | exp.Avg | exp.Min | exp.Max | exp.Coalesce | exp.Exists | exp.Lower | exp.Upper
    ranks = exp.RowNumber | exp.Rank | exp.DenseRank
    return text(node).partition("(")[0].lower() if isinstance(node, simple | ranks) else None


class Known:
    """A statement's tree together with the schema it is read in."""

    def __init__(self, root: Tree, schema: Schema) -> None:
        self.root, self.schema = root, schema
        self._sources: dict[int, dict[str, Source]] = {}

    def sources(self, select: exp.Select) -> dict[str, Source]:
        """What a query's FROM clause names."""
        if id(select) not in self._sources:
            self._sources[id(select)] = self._read(select)
        return self._sources[id(select)]

    def _read(self, select: exp.Select) -> dict[str, Source]:
        found: dict[str, Source] = {}
        start = select.args.get("from_")
        for node in (*([start.this] if start else []), *(select.args.get("joins") or [])):
            join = node if isinstance(node, exp.Join) else None
            side = (join.side or "").upper() if join else ""
            if side in ("RIGHT", "FULL"):
                found = {name: self._source(one.node, True) for name, one in found.items()}
            source = self._source(join.this if join else node, side in ("LEFT", "FULL"))
            if source.name in found or not source.name:
                source = Source(f"?{len(found)}", source.node)
            found[source.name] = source
            for nested in (join.this if join else node).args.get("joins") or []:
                found[f"?{len(found)}"] = Source(f"?{len(found)}", nested.this)
        return found

    def _source(self, node: Tree, optional: bool) -> Source:
        name = name_of(node.args["alias"].this) if node.args.get("alias") else ""
        renamed = bool(node.args.get("alias") and node.args["alias"].args.get("columns"))
        if isinstance(node, exp.Table) and isinstance(node.this, exp.Identifier):
            name = name or name_of(node.this)
            if renamed:
                return Source(name, node, is_optional=optional)
            query = self._common(node)
            if query is not None:
                return Source(name, node, query=query, is_optional=optional)
            schema = name_of(node.args.get("db")) or None
            return Source(name, node, self.schema.table(name_of(node.this), schema), None, optional)
        inner = node.this if isinstance(node, exp.Subquery | exp.Lateral) else None
        inner = inner.this if isinstance(inner, exp.Subquery) else inner
        query = inner if isinstance(inner, exp.Query) and not renamed else None
        return Source(name, node, query=query, is_optional=optional)

    def _common(self, table: exp.Table) -> exp.Query | None:
        """The WITH query that a table's name means; an empty one where its columns are unknown."""
        above = table.parent
        while above is not None and not table.args.get("db"):
            for common in above.args["with_"].expressions if above.args.get("with_") else []:
                if name_of(common.args["alias"].this) == name_of(table.this):
                    renamed = common.args["alias"].args.get("columns")
                    plain = not renamed and not above.args["with_"].args.get("recursive")
                    return common.this if plain else exp.Select(expressions=[exp.Star()])
            above = above.parent
        return None

    def origin(self, column: Tree) -> Source | None:
        """What a column belongs to, in its own query or one around it; None where that is not certain."""
        if not isinstance(column, exp.Column) or isinstance(column.this, exp.Star) or column.args.get("db"):
            return None
        node: Tree = column
        while (scope := node.find_ancestor(exp.Select, exp.SetOperation)) is not None:
            if isinstance(scope, exp.Select):
                sources = self.sources(scope)
                if column.table:
                    if source := sources.get(name_of(column.args["table"])):
                        return source
                elif any(source.columns is None for source in sources.values()):
                    return None
                elif owners := [one for one in sources.values() if name_of(column.this) in (one.columns or ())]:
                    return owners[0] if len(owners) == 1 else None
            elif isinstance(scope, exp.SetOperation) and not self._is_branch(node, scope):
                return None
            node = scope
        return None

    def _is_branch(self, node: Tree, scope: exp.SetOperation) -> bool:
        while node.parent is not None and node.parent is not scope:
            node = node.parent
        return node in (scope.this, scope.expression)

    def column(self, node: Tree) -> Column | None:
        """The column of a table that a node is, None for anything else."""
        node = bare(node)
        source = self.origin(node)
        return source.table.column(name_of(node.this)) if source and source.table else None

    def is_not_null(self, node: Tree) -> bool:
        """Whether a node is certainly never NULL, before WHERE is looked at."""
        node = bare(node)
        if isinstance(node, exp.Coalesce):
            return any(self.is_not_null(one) for one in (node.this, *node.expressions))
        if isinstance(node, exp.Cast | exp.Window | exp.Neg):
            return self.is_not_null(node.this)
        if isinstance(node, exp.Add | exp.Sub | exp.Mul):
            return self.is_not_null(node.left) and self.is_not_null(node.right)
        if not isinstance(node, exp.Column):
            return isinstance(node, _NEVER_NULL)
        source = self.origin(node)
        if source is None or source.is_optional:
            return False
        if source.table:
            column = source.table.column(name_of(node.this))
            return column is not None and not column.is_nullable
        outputs = output_columns(source.query) if isinstance(source.query, exp.Select) else None
        inner = outputs.get(name_of(node.this)) if outputs else None
        return inner is not None and not _grouping_sets(source.query) and self.is_not_null(inner)

    def type_of(self, node: Tree) -> str | None:
        """A node's type as `format_type` writes it, without modifiers; None where we cannot tell."""
        node = bare(node)
        if isinstance(node, exp.Column):
            column = self.column(node)
            return plain_type(column.type) if column else None
        if isinstance(node, exp.Cast):
            return plain_type(_ALIASES.get(written := text(node.args["to"]).lower().partition("(")[0], written))
        if isinstance(node, exp.CurrentDate):
            return "date"
        if isinstance(node, exp.Add | exp.Sub) and isinstance(node.right, exp.Literal) and not node.right.is_string:
            left = self.type_of(node.left)
            return left if left in ("integer", "bigint") and node.right.name.isdigit() else None
        if isinstance(node, exp.Literal) and node.is_string:
            return "text"
        if isinstance(node, exp.CurrentTimestamp):
            return "timestamp with time zone"
        return None

    def qualified(self, node: Tree) -> Tree:
        """A copy of a node whose columns all name what they belong to; raises Unfit where that is not certain."""
        copy = node.copy()
        for old, new in zip(list(node.walk()), list(copy.walk()), strict=True):
            if isinstance(old, exp.Column) and not old.table:
                source = self.origin(old)
                if source is None or source.name.startswith("?"):
                    raise Unfit(f"{text(old)} has no certain origin")
                new.set("table", identifier(source.name))
        return copy

    def belongs(self, node: Tree, select: exp.Select) -> set[str]:
        """Names of the sources of a query that a node's columns belong to; "" stands for those of queries around it.

        Raises Unfit where that is not certain.
        """
        mine, found = self.sources(select), set()
        for column in node.find_all(exp.Column):
            source = self.origin(column)
            if source is None:
                raise Unfit(f"{text(column)} has no certain origin")
            inside = any(source is one for one in mine.values())
            if inside or not self._is_within(source.node, node):
                found.add(source.name if inside else "")
        return found

    def _is_within(self, inner: Tree, outer: Tree) -> bool:
        node: Tree | None = inner
        while node is not None and node is not outer:
            node = node.parent
        return node is outer


def _grouping_sets(query: Tree | None) -> bool:
    group = query.args.get("group") if query else None
    return group is not None and group.find(exp.GroupingSets, exp.Rollup, exp.Cube) is not None


_ALIASES = {
    "int": "integer", "decimal": "numeric", "timestamp": "timestamp without time zone", "varchar": "character varying",
    "timestamptz": "timestamp with time zone", "char": "character", "bool": "boolean", "double": "double precision",
}  # fmt: skip


def plain_type(written: str) -> str:
    """A type without its modifiers: `character varying(20)` is `character varying`."""
    head, _, rest = written.partition("(")
    return (head + rest.partition(")")[2]).strip() if rest else written


def identifier(name: str) -> exp.Identifier:
    """A name as an identifier, quoted where it has to be."""
    plain = name.isidentifier() and name == name.lower() and name.isascii() and name not in RESERVED
    return exp.to_identifier(name, quoted=not plain)
