"""The fields of the types that can be reached from Query, and the ways that lead to them."""

from collections.abc import Iterator, Mapping
from functools import lru_cache
from heapq import heappop, heappush
from random import Random
from typing import Any, NamedTuple

from graphql import (
    GraphQLInterfaceType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
)


class Pair(NamedTuple):
    """A field of a type."""

    type: str
    field: str


_BY_ID = {Pair("Query", "node"), Pair("Query", "case")}
"""Fields behind which everything is near, but only with the right id: a longer way is as good."""


def pairs(schema: GraphQLSchema) -> tuple[Pair, ...]:
    """Every field of every type that a query can come to, interfaces included."""
    distances = _distances(schema)
    return tuple(Pair(name, field) for name in sorted(distances) for field in _fields(schema, name))


def _fields(schema: GraphQLSchema, name: str) -> Mapping[str, Any]:
    found: Any = schema.type_map[name]
    fields: Mapping[str, Any] = found.fields
    return fields


def way(schema: GraphQLSchema, goal: Pair, random: Random) -> tuple[Pair, ...]:
    """Steps from Query to the goal, the goal the last of them: mostly such as give exactly the type that is wanted."""
    distances, found = _distances(schema), [goal]
    while found[0].type != "Query":
        reached = found[0].type
        nearer = [step for step in _leading_to(schema)[reached] if distances[step.type] < distances[reached]]
        exact = [step for step in nearer if _result(schema, step) == reached]
        found.insert(0, random.choice(exact if exact and random.random() < 0.7 else nearer))
    return tuple(found)


def _result(schema: GraphQLSchema, step: Pair) -> str:
    name: str = get_named_type(_fields(schema, step.type)[step.field].type).name
    return name


@lru_cache(maxsize=4)
def _leading_to(schema: GraphQLSchema) -> Mapping[str, tuple[Pair, ...]]:
    """The fields that may give an object of a type."""
    found: dict[str, list[Pair]] = {}
    for name in _distances(schema):
        for step, result in _results(schema, name):
            found.setdefault(result, []).append(step)
    return {name: tuple(steps) for name, steps in found.items()}


def _results(schema: GraphQLSchema, name: str) -> Iterator[tuple[Pair, str]]:
    """The fields of a type, each with every composite type its result may be seen as."""
    for field_name, field in _fields(schema, name).items():
        result: Any = get_named_type(field.type)
        if is_composite_type(result):
            yield Pair(name, field_name), result.name
            if isinstance(result, GraphQLInterfaceType):
                for concrete in schema.get_possible_types(result):
                    yield Pair(name, field_name), concrete.name


@lru_cache(maxsize=4)
def _distances(schema: GraphQLSchema) -> Mapping[str, int]:
    """How many steps each type is away from Query (Dijkstra)."""
    found: dict[str, int] = {}
    waiting = [(0, "Query")]
    while waiting:
        distance, name = heappop(waiting)
        if name not in found:
            found[name] = distance
            for step, result in _results(schema, name):
                heappush(waiting, (distance + (4 if step in _BY_ID else 1), result))
    return found
