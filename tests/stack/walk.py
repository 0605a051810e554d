"""Walking the schema: every mutation with every id it takes, every root field with everything below it."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from graphql import (
    GraphQLEnumType,
    GraphQLField,
    GraphQLInputObjectType,
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

from stack.treasure import CANARY

Path = tuple[str, ...]
_SCALARS = {
    "String": "x",
    "Int": 1,
    "Float": 1.5,
    "Boolean": True,
    "Decimal": "1",
    "Date": "2026-03-02",
    "DateTime": "2099-03-02T00:00:00Z",
    "JSON": {},
}
_WORDS = {"mediaType": "text/plain", "recurrence": "FREQ=WEEKLY", "currency": "EUR", "size": 1}
"""Values that have to be of a form."""
_MOST_WORDS = 600
_INSTEAD = {"remove"}
"""What is given instead of something else, never beside it."""


@dataclass(frozen=True)
class Mutation:
    """A mutation, its input type, and where its input holds ids."""

    name: str
    input: GraphQLInputObjectType
    ids: tuple[Path, ...]

    def query(self) -> str:
        """Only the problems are asked for."""
        problems = "problems { code message path rule plugin }"
        return f"mutation($input: {self.input.name}!) {{ {self.name}(input: $input) {{ {problems} }} }}"

    def values(self, path: Path, global_id: str, other_id: str, **elsewhere: str) -> dict[str, Any]:
        """An input with this id at the path, another wherever one is needed, and something of the right type.

        `elsewhere`: ids of top-level fields that must not be the other one.
        """
        ids = {(name,): each for name, each in elsewhere.items()} | {path: global_id}
        return _values(self.input, ids, other_id, ())


def mutations(schema: GraphQLSchema) -> Iterator[Mutation]:
    """Every mutation."""
    assert schema.mutation_type is not None
    for name, field in schema.mutation_type.fields.items():
        kind = get_named_type(field.args["input"].type)
        assert isinstance(kind, GraphQLInputObjectType)
        yield Mutation(name, kind, tuple(_ids(kind, ())))


def _ids(kind: GraphQLInputObjectType, path: Path) -> Iterator[Path]:
    for name, field in kind.fields.items():
        named = get_named_type(field.type)
        if isinstance(named, GraphQLInputObjectType):
            yield from _ids(named, (*path, name))
        elif named.name == "ID":
            yield (*path, name)


def _values(kind: GraphQLInputObjectType, ids: Mapping[Path, str], other_id: str, path: Path) -> dict[str, Any]:
    values = {}
    for name, field in kind.fields.items():
        here = (*path, name)
        wanted = any(given[: len(here)] == here for given in ids)
        named = get_named_type(field.type)
        plain = named.name != "ID" and not isinstance(named, GraphQLInputObjectType) and name not in _INSTEAD
        if wanted or plain or is_non_null_type(field.type):
            values[name] = _value(field.type, ids, other_id, here)
    return values


def _value(kind: Any, ids: Mapping[Path, str], other_id: str, path: Path) -> Any:
    bare = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(bare):
        return [_value(bare.of_type, ids, other_id, path)]
    if isinstance(bare, GraphQLInputObjectType):
        return _values(bare, ids, other_id, path)
    if isinstance(bare, GraphQLEnumType):
        return next(iter(bare.values))
    if path[-1] in _WORDS:
        return _WORDS[path[-1]]
    return ids.get(path, other_id) if bare.name == "ID" else _SCALARS[bare.name]


def roots(schema: GraphQLSchema, depth: int = 3) -> dict[str, str]:
    """A query for each root field that takes no id."""
    assert schema.query_type is not None
    queries = {}
    for name, field in schema.query_type.fields.items():
        if name in {"node", "case", "event", "candidates", "explainAccess"}:
            continue
        needed = [key for key, each in field.args.items() if is_required_argument(each) or key == "caseType"]
        given = {key: ROOTS[key] for key in needed} | ({"first": "2"} if "first" in field.args else {})
        arguments = f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""
        queries[name] = f"{{ {name}{arguments} {{ {everything(schema, get_named_type(field.type), depth)} }} }}"
    return queries


def everything(schema: GraphQLSchema, kind: Any, depth: int) -> str:
    """A selection of all fields that need no arguments, or get some, so many levels deep."""
    parts = ["__typename", *_selected(schema, kind.fields, depth)]
    if isinstance(kind, GraphQLInterfaceType):
        for concrete in schema.get_possible_types(kind):
            own = {name: field for name, field in concrete.fields.items() if name not in kind.fields}
            selected = " ".join(_selected(schema, own, depth, concrete.name))
            parts.append(f"... on {concrete.name} {{ {selected} }}")
    return " ".join(parts)


def pieces(schema: GraphQLSchema, kind: GraphQLObjectType, depth: int) -> Iterator[str]:
    """The same in several selections, none of which is longer than a document may be."""
    piece = ["__typename"]
    for selected in _selected(schema, kind.fields, depth):
        if len(" ".join([*piece, selected]).split()) > _MOST_WORDS:
            yield " ".join(piece)
            piece = ["__typename"]
        piece.append(selected)
    yield " ".join(piece)


def _selected(schema: GraphQLSchema, fields: Mapping[str, GraphQLField], depth: int, owner: str = "") -> Iterator[str]:
    for name, field in fields.items():
        needs = any(is_required_argument(argument) for argument in field.args.values())
        if needs and name not in GIVEN:
            continue
        named = get_named_type(field.type)
        alias = f"{owner}_{name}: " if (owner, name) in AMBIGUOUS else ""
        size = f"({GIVEN[name]})" if needs else "(first: 1)" if "first" in field.args else ""
        if not is_composite_type(named):
            yield f"{alias}{name}"
        elif depth:
            yield f"{alias}{name}{size} {{ {everything(schema, named, depth - 1)} }}"


ROOTS = {"caseType": '"TreeCase"', "team": f'"{CANARY}"'}
"""What root fields are given that need arguments: the team is that of the treasure."""

GIVEN = {
    "byField": 'field: "tag"',
    "throughput": 'since: "2020-01-01T00:00:00Z", before: "2040-01-01T00:00:00Z"',
}
"""What some fields are given that need arguments."""

AMBIGUOUS = {("Pothole", "cost")}
"""Fields that another case type has with a different type: GraphQL asks for an alias."""
