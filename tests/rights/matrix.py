"""Which role is told which field, by each way there is to ask: found out by asking, and written down rule by rule."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from graphql import GraphQLField, GraphQLInputObjectType, GraphQLObjectType, GraphQLSchema, get_named_type

Cell = tuple[str, str]
"""A type and one of its fields."""

WAYS = {
    "read": "r",
    "filter": "f",
    "sort": "s",
    "group": "g",
    "search": "t",
    "export": "e",
    "history": "h",
    "subscribe": "u",
    "refusal": "x",
}
"""How a field can be told, and the letter for it."""

_INSIDE = {"riskLevel": "risk", "riskPoints": "risk"}
"""Conditions on something inside the field of another name."""

_EDGES = ("Connection", "Edge", "Payload", "PageInfo")


@dataclass
class Matrix:
    """For each cell and role the ways by which it was told."""

    told: dict[Cell, dict[str, set[str]]] = field(default_factory=lambda: defaultdict(lambda: defaultdict(set)))

    def note(self, role: str, way: str, cells: Iterable[Cell]) -> None:
        """The role was told these cells in this way."""
        for cell in cells:
            self.told[cell][role].add(way)

    def reads(self, role: str, cells: Iterable[Cell]) -> bool:
        """Whether reading tells the role all of them."""
        return all("read" in self.told[cell][role] for cell in cells)

    def by(self, way: str) -> set[Cell]:
        """What anybody is told in a way."""
        return {cell for cell, roles in self.told.items() if any(way in ways for ways in roles.values())}

    def leaks(self) -> list[str]:
        """What a role is told in some other way although reading does not tell it, and has a value to tell."""
        return [
            f"{role} is told {kind}.{name} by {way}"
            for (kind, name), roles in sorted(self.told.items())
            for role, ways in sorted(roles.items())
            for way in sorted(ways)
            if "read" not in ways and any("read" in others for others in roles.values())
        ]

    def beyond(self, other: "Matrix", role: str) -> set[tuple[Cell, str]]:
        """What the role is told here, and by which way, that another matrix does not say."""
        return {(cell, way) for cell, roles in self.told.items() for way in roles[role] - other.told[cell][role]}

    def text(self, every: Iterable[Cell], roles: Collection[str]) -> str:
        """Two lines a rule: who is told it in which ways, and the fields of the type that it holds for."""
        rules: dict[tuple[str, str], list[str]] = defaultdict(list)
        for kind, name in sorted(every):
            rules[kind, self._rule(self.told[kind, name], roles)].append(name)
        return "".join(f"{kind}: {rule}\n    {' '.join(names)}\n" for (kind, rule), names in sorted(rules.items()))

    def _rule(self, told: Mapping[str, set[str]], roles: Collection[str]) -> str:
        by_ways: dict[str, list[str]] = defaultdict(list)
        for role in sorted(told):
            by_ways["".join(letter for way, letter in WAYS.items() if way in told[role])].append(role)
        given = [f"{ways} {named(who, roles)}" for ways, who in sorted(by_ways.items()) if ways]
        return "; ".join(given) or "no value to tell"


def named(who: Collection[str], roles: Collection[str]) -> str:
    """Some of all roles, by whichever is shorter: who they are, or who is missing."""
    rest = sorted(set(roles) - set(who))
    if len(rest) > len(who):
        return " ".join(sorted(who))
    return " ".join(["all but", *rest] if rest else ["all"])


def cells(schema: GraphQLSchema) -> set[Cell]:
    """Every field of every object that holds something."""
    kinds = [kind for kind in schema.type_map.values() if isinstance(kind, GraphQLObjectType)]
    roots = {schema.query_type, schema.mutation_type, schema.subscription_type}
    held = [kind for kind in kinds if kind not in roots and not kind.name.startswith("__")]
    return {(kind.name, name) for kind in held if not kind.name.endswith(_EDGES) for name in kind.fields}


def shown(answer: Any) -> set[Cell]:
    """The cells to which an answer, in which each object says its type, gives a value."""
    if isinstance(answer, list):
        return set[Cell]().union(*map(shown, answer))
    if not isinstance(answer, dict):
        return set()
    kind = answer.get("__typename", "")
    given = {name: value for name, value in answer.items() if value not in (None, [], {})}
    own = {(kind, name.removeprefix(f"{kind}_")) for name in given if kind and not name.startswith("__")}
    return own.union(*(shown(value) for value in given.values()))


def conditions(schema: GraphQLSchema) -> Iterator[tuple[Cell, str, str]]:
    """Each filter and each order of each list that tells of one type: the cell, the way, and the query."""
    assert schema.query_type is not None
    for name, listed in schema.query_type.fields.items():
        if "where" in listed.args and name != "cases":
            kind = _node(listed.type).name
            for field, argument, way in _arguments(listed):
                cell = (kind, _INSIDE.get(field, field))
                yield cell, way, f"{{ {name}({argument}) {{ totalCount }} }}"


def groups(schema: GraphQLSchema, kind: str) -> Iterator[tuple[Cell, str]]:
    """Each field of a case type by which its figures may be told apart: the cell, and the query."""
    for cell, way, _ in conditions(schema):
        if way == "filter" and cell[0] == kind:
            yield cell, f'{{ metrics(caseType: "{kind}") {{ byField(field: "{cell[1]}") {{ value }} }} }}'


def _arguments(listed: GraphQLField) -> Iterator[tuple[str, str, str]]:
    """The field, the argument that filters or orders by it, and which of the two."""
    filters: Any = get_named_type(listed.args["where"].type)
    for name, condition in filters.fields.items():
        if isinstance(get_named_type(condition.type), GraphQLInputObjectType):
            yield name, f"where: {{{name}: {{isNull: false}}}}", "filter"
    orders: Any = get_named_type(listed.args["orderBy"].type)
    for column in get_named_type(orders.fields["field"].type).values:
        yield _camel(column), f"orderBy: [{{field: {column}}}]", "sort"


def _node(connection: Any) -> Any:
    edge: Any = get_named_type(get_named_type(connection).fields["edges"].type)
    return get_named_type(edge.fields["node"].type)


def _camel(column: str) -> str:
    first, *rest = column.lower().split("_")
    return first + "".join(word.capitalize() for word in rest)
