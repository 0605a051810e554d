"""From the selection of an operation to the SQL that writes its JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Any

from graphql import (
    FieldNode,
    GraphQLField,
    GraphQLObjectType,
    GraphQLOutputType,
    get_named_type,
    is_interface_type,
    is_non_null_type,
    is_object_type,
)

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.models.row import CaseRow, Row
from casewright.platform import Platform
from casewright_gateway import ids
from casewright_gateway.planner import domain
from casewright_gateway.planner.arguments import Arguments
from casewright_gateway.planner.asked import Asked, Details
from casewright_gateway.planner.columns import raw, shown
from casewright_gateway.planner.emitters import Emitter, Pairs, emitter_of, quoted
from casewright_gateway.planner.nodes import choosing, declaration, variables_in
from casewright_gateway.planner.pythonic import CASE, ROW, TYPE, Filled, Shape, Write, computing, writer
from casewright_gateway.planner.slots import Slot, nobody_yet
from casewright_gateway.planner.unplannable import Unplannable
from casewright_gateway.reads.keyset import LARGEST_PAGE
from casewright_gateway.reads.visible import part_of, visible
from casewright_gateway.sources import (
    DOMAIN_COLUMNS,
    Computed,
    Domain,
    Many,
    One,
    Same,
    Unmasked,
    column_of,
    source_of,
)


@dataclass(frozen=True)
class Scope:
    """A row of the statement: its alias, its table, how deep it is nested, and what is known of its case.

    `case` is the alias of its case where the statement has that row in reach; `parts` are those parts of the case of
    which the statement has proved already that the actor sees them; `case_type` is its type, where that is certain.
    """

    alias: str
    model: type[Row]
    depth: int = 0
    case: str | None = None
    parts: frozenset[str] = frozenset()
    case_type: str | None = None


@dataclass(frozen=True)
class Value:
    """JSON in SQL, and what Python fills in."""

    sql: Sql
    shape: Shape


_NULL = Value(Sql("NULL"), Shape())
_MOST_SELECTS = 100
"""Cases inside cases multiply by the case types: a database would take minutes and all memory to plan thousands."""


class Compiler:
    """Compiles what one set of rights may see of one operation."""

    def __init__(self, platform: Platform, actor: Actor, asked: Asked) -> None:
        self.platform = platform
        self.actor = nobody_yet(actor)
        self.asked = asked
        self.emitter: Emitter = emitter_of(platform.database.dialect)
        self._policies: dict[str, Sql] = {}
        self._slots: dict[int, Slot] = {}
        self._selects = 0

    @cached_property
    def seen_types(self) -> list[CaseType[Any]]:
        """The case types of which the actor may see cases."""
        policy = self.platform.policy
        return [case_type for case_type in self.platform.case_types.values() if policy.sees_type(self.actor, case_type)]

    def object(self, output: Any, details: Details, scope: Scope) -> Value:
        """A row as an object to be selected from it."""
        if is_object_type(output):
            certain = output.name if output.name in self.platform.case_types else scope.case_type
            pairs, shape = self._members(output, details, replace(scope, case_type=certain))
            return Value(self.emitter.object(pairs), shape)
        if is_interface_type(output) and scope.model is models.Case:
            return self._of_any_type(details, scope)
        raise Unplannable(f"an object of the type {output}")

    def _of_any_type(self, details: Details, scope: Scope) -> Value:
        """A case of whatever type: one object for all types where they do not differ, else one for each."""
        made = {case_type.name: self._of_type(case_type.name, details, scope) for case_type in self.seen_types}
        shapes = {name: shape for name, (_, shape) in made.items()}
        filled = any(shapes.values())
        typed = [(TYPE, Sql(self.emitter.plain(f"{scope.alias}.case_type")))] if filled else []
        objects = {name: [*pairs, *typed] for name, (pairs, _) in made.items()}
        shape = Shape(variants=shapes) if filled else Shape()
        if not objects:
            return _NULL
        first, *others = objects.values()
        if all(other == first for other in others):
            return Value(self.emitter.object(first), shape)
        branches = [Sql(f"WHEN {quoted(name)} THEN ") + self.emitter.object(pairs) for name, pairs in objects.items()]
        return Value(Sql(f"CASE {scope.alias}.case_type ") + Sql.join(" ", branches) + Sql(" END"), shape)

    def _of_type(self, name: str, details: Details, scope: Scope) -> tuple[Pairs, Shape]:
        concrete = self.asked.schema._schema.type_map[name]
        assert is_object_type(concrete)
        return self._members(concrete, details, replace(scope, case_type=name))

    def _members(self, output: GraphQLObjectType, details: Details, scope: Scope) -> tuple[Pairs, Shape]:
        """The members of an object in order, response key and value, and what Python fills in."""
        pairs: list[tuple[str, Sql]] = []
        shape = Shape(scope.model)
        for key, nodes in self.asked.selected(output, details).items():
            name = nodes[0].node.name.value
            if name == "__typename":
                pairs.append((key, self._type_name(output, scope)))
                continue
            value = self._field(output, output.fields[name], key, nodes, scope, shape)
            pairs.append((key, value.sql))
            if value.shape:
                shape.members[key] = value.shape
        if self._keeps(scope):
            shape.kept = True
            owner = "id" if scope.model in (models.Case, models.Party) else "case_id"
            pairs.append((CASE, Sql(self.emitter.plain(f"{scope.alias}.{owner}"))))
        if shape.filled:
            pairs.append((ROW, raw(self.emitter, scope.model, sorted(shape.columns), scope.alias)))
        return pairs, shape

    def _field(
        self, output: GraphQLObjectType, definition: GraphQLField, key: str, nodes: Details, scope: Scope, shape: Shape
    ) -> Value:
        declared = declaration(definition)
        match source_of(declared):
            case None if declared.base_resolver is None:
                return Value(self._plain(output, definition, scope), Shape())
            case Many() as many:
                return self._many(many, definition, nodes, scope)
            case One() as one:
                return self._one(one, definition, nodes, scope)
            case Same(part):
                return _NULL if self._hides(part, scope) else self._same(definition, nodes, scope)
            case Domain(_, field) as stored if not self._hides(field.marking.group, scope):
                return self._domain(stored, definition, key, nodes, scope, shape)
            case Unmasked() as unmasked if not self._masks(scope):
                return Value(self._json(unmasked, scope), Shape())
            case Computed(columns, group) if not self._hides(group, scope):
                return self._python(columns, definition, key, nodes, shape)
            case Domain() | Computed():
                return _NULL
            case _:
                return self._python(tuple(scope.model._meta.fields_db_projection), definition, key, nodes, shape)

    def _type_name(self, output: GraphQLObjectType, scope: Scope) -> Sql:
        """A case's own type stands in its row; asking there keeps the objects of different types alike."""
        return Sql(
            self.emitter.plain(f"{scope.alias}.case_type" if output.name == scope.case_type else quoted(output.name))
        )

    def _plain(self, output: GraphQLObjectType, definition: GraphQLField, scope: Scope) -> Sql:
        declared = declaration(definition)
        if declared.python_name != "id":
            return shown(self.emitter, scope.model, column_of(declared), scope.alias, definition.type)
        if scope.model is models.Case:
            return Sql(self.emitter.plain(f"{scope.alias}.case_type || {quoted(ids.prefix(''))} || {scope.alias}.id"))
        return Sql(self.emitter.plain(f"{quoted(ids.prefix(output.name))} || {scope.alias}.id"))

    def _many(self, many: Many, definition: GraphQLField, nodes: Details, scope: Scope) -> Value:
        arguments = self.asked.arguments(definition, nodes[0].node)
        kind = many.kind(arguments(self.asked.variables))
        below = replace(self._next(kind.model, scope), case=scope.case, case_type=scope.case_type)
        rules, parts = self._rules(below, scope)
        below = replace(below, parts=parts)
        if kind.across:
            below = self._next(kind.model, scope)
            rules = [*rules, self.seen(kind.model, below.alias)]
        conditions = [Sql(f"{below.alias}.{kind.parent} = {scope.alias}.id"), kind.chosen(below.alias), *rules]
        value = self.object(get_named_type(definition.type), nodes, below)
        select = self._select(value, below, conditions)
        ordered = Sql(f" ORDER BY {kind.ordered(below.alias)} LIMIT ") + self._size(nodes[0].node, arguments)
        return Value(self.emitter.some(select + ordered), value.shape)

    def _size(self, node: FieldNode, arguments: Arguments) -> Sql:
        """How many rows a list has: a number, or where a variable has it; the same one for the same node."""
        sizes = [argument for argument in node.arguments or () if argument not in choosing(node)]
        if not any(map(variables_in, sizes)):
            return Sql(f"{_first(arguments(self.asked.variables)):d}")
        return Sql("?", (self._slots.setdefault(id(node), Slot(lambda request: _first(arguments(request.variables)))),))

    def _one(self, one: One, definition: GraphQLField, nodes: Details, scope: Scope) -> Value:
        below = self._next(one.model, scope)
        if one.column == "case_id" and issubclass(scope.model, CaseRow):
            below = replace(below, case_type=scope.case_type)
        rules = [] if one.with_row else [self.seen(one.model, below.alias)]
        conditions = [Sql(f"{below.alias}.id = {scope.alias}.{one.column}"), *rules]
        return self.row(definition.type, nodes, below, conditions)

    def row(self, output: GraphQLOutputType, details: Details, scope: Scope, conditions: Sequence[Sql]) -> Value:
        """The one row of a table of which the conditions are true, as an object; null without."""
        value = self.object(get_named_type(output), details, scope)
        select = self._select(value, scope, conditions)
        return Value(self.emitter.one(select, certain=is_non_null_type(output)), value.shape)

    def _select(self, value: Value, scope: Scope, conditions: Sequence[Sql]) -> Sql:
        self._selects += 1
        if self._selects > _MOST_SELECTS:
            raise Unplannable(f"more than {_MOST_SELECTS} lists and rows inside each other")
        source = Sql(f' AS v FROM "{scope.model._meta.db_table}" {scope.alias}')
        return Sql("SELECT ") + value.sql + source + Sql(" WHERE ") + Sql.all_of(conditions)

    def _same(self, definition: GraphQLField, nodes: Details, scope: Scope) -> Value:
        output = get_named_type(definition.type)
        assert is_object_type(output)
        pairs, shape = self._members(output, nodes, scope)
        return Value(self.emitter.object(pairs), shape)

    def _domain(
        self, stored: Domain, definition: GraphQLField, key: str, nodes: Details, scope: Scope, shape: Shape
    ) -> Value:
        case_type = self.platform.case_types[stored.case_type]
        if not domain.says(case_type, stored.field):
            return self._python(DOMAIN_COLUMNS, definition, key, nodes, shape)
        return Value(Sql(domain.written(self.emitter, case_type, stored.field, scope.alias, definition.type)), Shape())

    def _json(self, unmasked: Unmasked, scope: Scope) -> Sql:
        place = f"{scope.alias}.{unmasked.column}"
        return Sql(self.emitter.member(place, unmasked.key) if unmasked.key else self.emitter.value(place, "json"))

    def _python(
        self, columns: Sequence[str], definition: GraphQLField, key: str, nodes: Details, shape: Shape
    ) -> Value:
        """Null in SQL, and a place that Python fills in by the field's own resolver."""
        compute = computing(definition, self.asked.arguments(definition, nodes[0].node))
        shape.filled.append(Filled(key, compute, self.writer(definition.type, nodes)))
        shape.columns.update(columns)
        return _NULL

    def writer(self, output: GraphQLOutputType, nodes: Details) -> Write:
        """How a Python value is written, with what is selected of it."""

        def below(concrete: GraphQLObjectType) -> Mapping[str, tuple[GraphQLField, Write] | None]:
            found: dict[str, tuple[GraphQLField, Write] | None] = {}
            for key, inner in self.asked.selected(concrete, nodes).items():
                field = concrete.fields.get(inner[0].node.name.value)
                found[key] = None if field is None else (field, self.writer(field.type, inner))
            return found

        return writer(output, below)

    def seen(self, model: type[Row], alias: str) -> Sql:
        """The rows of a table that the actor may read; raises Unplannable for a table without a rule of its own."""
        try:
            return visible(self.platform.policy, self.actor, model, alias)
        except LookupError as error:
            raise Unplannable(f"rows of {error}") from None

    def found(self, model: type[Row], alias: str = "", depth: int = 0) -> Scope:
        """The scope of a row that was found by the rule of its table; `c` is a case, as in all rules."""
        alias = alias or ("c" if model is models.Case else "t")
        parts = frozenset({part_of(model)})
        return Scope(alias, model, depth, alias if model is models.Case else None, parts)

    def _next(self, model: type[Row], scope: Scope) -> Scope:
        if scope.depth == self.emitter.deepest:
            raise Unplannable(f"rows nested more than {self.emitter.deepest} deep")
        return self.found(model, f"r{scope.depth + 1}", scope.depth + 1)

    def _rules(self, below: Scope, scope: Scope) -> tuple[list[Sql], frozenset[str]]:
        """What must be true of rows of the same case beside what is proved already; and what is proved then."""
        part, proved = part_of(below.model), scope.parts
        tenant = Sql(f"{below.alias}.tenant_id = ?", (self.actor.tenant,))
        if any(self._policy(part) == self._policy(known) for known in proved):
            return [tenant], proved
        if scope.case is None:
            return [self.seen(below.model, below.alias)], proved | {part}
        rule = self.platform.policy.predicate(self.actor, Action.READ, part=part, case=scope.case)
        return [tenant, rule], proved | {part}

    def _policy(self, part: str) -> Sql:
        if part not in self._policies:
            self._policies[part] = self.platform.policy.predicate(self.actor, Action.READ, part=part)
        return self._policies[part]

    def _hidden(self, name: str) -> frozenset[str]:
        return self.platform.policy.hidden(self.actor, self.platform.case_types[name])

    def _hides(self, group: str, scope: Scope) -> bool:
        if not group:
            return False
        if scope.case_type is None:
            raise Unplannable(f"{group} of a case whose type is not certain")
        return group in self._hidden(scope.case_type)

    def _keeps(self, scope: Scope) -> bool:
        """Whether it is kept, or may be, that somebody reads a row of this scope."""
        kept = self._kept if scope.case_type is None else self._kept & {scope.case_type}
        return bool(kept) and issubclass(scope.model, models.Case | models.Party | CaseRow)

    @cached_property
    def _kept(self) -> frozenset[str]:
        return self.platform.reads_logged & {case_type.name for case_type in self.seen_types}

    def _masks(self, scope: Scope) -> bool:
        """Whether a grant hides anything of the cases that rows of this scope belong to."""
        names = [scope.case_type] if scope.case_type else [case_type.name for case_type in self.seen_types]
        return any(self._hidden(name) for name in names)


def _first(given: Mapping[str, Any]) -> int:
    first: int = given["first"]
    if not 0 <= first <= LARGEST_PAGE:
        raise Invalid(f"first is 0 to {LARGEST_PAGE}", field="first")
    return first
