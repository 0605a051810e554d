"""Texts made to break a query, through every argument, alias and cursor of the schema: refused or harmless, everywhere.

What is sent to which place is read from the schema, so that a new argument is attacked too.
"""

import json
from collections.abc import Iterator, Sequence
from itertools import cycle
from typing import Any

import pytest
from graphql import (
    GraphQLInputObjectType,
    GraphQLSchema,
    get_named_type,
    is_list_type,
    is_non_null_type,
    is_required_argument,
)

from equality.actors import actors
from equality.comparison import difference, of_own_roles, told_by_any_database
from equality.gateways import Answer, Gateway
from equality.operations import Operation
from equality.world import World
from stack.payloads import CODES, PAYLOADS

PARTS = 4
"""Tests that share the attacks, so that several processes work on them."""
SHOWN = {
    "PageInfo": "endCursor",
    "Me": "subject",
    "Metrics": "opened byStatus { value }",
    "CaseTypeDescription": "name",
    "AccessExplanation": "excluded",
}
REQUIRED = {
    "candidates": {"caseId": '"TreeCase-01a20000-0000-7000-8000-000000000000"'},
    "metrics": {"caseType": '"TreeCase"'},
    "outdatedCases": {"caseType": '"TreeCase"'},
    "teamWorklist": {"team": '"north"'},
    "explainAccess": {
        "id": '"TreeCase-01a20000-0000-7000-8000-000000000000"',
        "subject": '"zoe"',
        "roles": '["clerk"]',
    },
}
"""What a root field has to be given beside the argument that is attacked."""


async def answers(gateway: Gateway, operations: Sequence[Operation]) -> list[Answer]:
    """What somebody who sees everything at home is told."""
    actor = actors(gateway.platform.case_types.values())["everything"]
    async with gateway:
        return [await gateway(each, actor) for each in operations]


async def check(gateways: dict[str, Gateway], world: World, operations: Sequence[Operation]) -> list[Answer]:
    """No fault, no foreign row, no other answer on the other database."""
    said = {dialect: await answers(gateway, operations) for dialect, gateway in gateways.items()}
    for place, operation in enumerate(operations):
        told = {dialect: told_by_any_database(found[place]) for dialect, found in said.items()}
        first = said["sqlite"][place]
        refusals = [error["extensions"] for error in json.loads(first.body).get("errors", ())]
        unexplained = {each["code"] for each in refusals if not of_own_roles(each)}
        assert first.status in {200, 400} and unexplained <= CODES | {"QUERY_TOO_EXPENSIVE"}, (operation, first)
        assert not any(identity in first.body.decode() for identity in world.foreign), operation
        assert len(set(told.values())) == 1, (operation, difference(*told.values()))
    return said["sqlite"]


def shown(schema: GraphQLSchema, kind: Any) -> str:
    """A selection by which a foreign row would show."""
    if "edges" in kind.fields:
        return "edges { cursor node { id } } pageInfo { endCursor hasNextPage }"
    return SHOWN.get(kind.name, "id")


def places(schema: GraphQLSchema, name: str) -> Iterator[tuple[str, Any, tuple[str | int, ...]]]:
    """Each place in the arguments of a root field where a value can stand: argument, its type, and the way inside."""
    assert schema.query_type is not None
    for argument, described in schema.query_type.fields[name].args.items():
        for way in _inside(described.type):
            yield argument, described.type, way


def _inside(kind: Any) -> Iterator[tuple[str | int, ...]]:
    bare = kind.of_type if is_non_null_type(kind) else kind
    if is_list_type(bare):
        yield from ((0, *way) for way in _inside(bare.of_type))
    elif isinstance(bare, GraphQLInputObjectType):
        for name, field in bare.fields.items():
            yield from ((name, *way) for way in _inside(field.type))
    else:
        yield ()


def wrapped(way: Sequence[str | int], value: Any) -> Any:
    """A value at the end of a way through objects and lists."""
    for step in reversed(way):
        value = [value] if step == 0 else {step: value}
    return value


def attacks(schema: GraphQLSchema) -> Iterator[Operation]:
    """Every place of every root field, each with the next of the payloads."""
    assert schema.query_type is not None
    payloads = cycle(PAYLOADS)
    for name, field in schema.query_type.fields.items():
        selection = shown(schema, get_named_type(field.type))
        required = REQUIRED.get(name, {})
        for argument, kind, way in places(schema, name):
            given = " ".join(f"{key}: {value}" for key, value in {**required, argument: "$value"}.items())
            text = f"query($value: {kind}) {{ {name}({given}) {{ __typename {selection} }} }}"
            yield Operation(text, {"value": wrapped(way, next(payloads))})


@pytest.mark.parametrize("part", range(PARTS))
async def test_no_argument_lets_anything_in(part: int, gateways: dict[str, Gateway], world: World) -> None:
    """Quotes, wildcards, placeholders, comments, broken Unicode, enormous numbers and texts."""
    await check(gateways, world, list(attacks(gateways["sqlite"].schema))[part::PARTS])


def test_every_attack_reaches_its_field(gateways: dict[str, Gateway]) -> None:
    """What a root field has to be given is given, or else it would be refused before the payload is read."""
    schema = gateways["sqlite"].schema
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        needed = {key for key, argument in field.args.items() if is_required_argument(argument)}
        assert len(needed) <= 1 or needed == set(REQUIRED[name]), name
        assert len(field.args) == len(needed) or needed <= set(REQUIRED.get(name, ())), name


async def test_a_cursor_of_another_list_is_harmless(gateways: dict[str, Gateway], world: World) -> None:
    """Of every other list and of every other order of the same one, forward and backward."""
    operations = []
    for name, orders in world.pages.items():
        pages = [*(found[0] for found in world.pages.values()), *orders]
        others = [cursor for _, cursors in pages for cursor in cursors[:1]]
        for number, cursor in enumerate(others):
            side, size = (("after", "first"), ("before", "last"))[number % 2]
            text = f"query($at: String) {{ {name}({side}: $at, {size}: 3) {{ edges {{ node {{ id }} }} }} }}"
            operations.append(Operation(text, {"at": cursor}))
    await check(gateways, world, operations)


LONG = "a" * 80
ALIASES = ("key_0", "c", "t", "id", "__typename_", "case", "select", "_", "x" * 64, f"{LONG}1", f"{LONG}2")
"""Names that a statement may use itself, and two that are one for whoever looks at 63 bytes only."""


async def test_an_alias_is_only_a_name(gateways: dict[str, Gateway], world: World) -> None:
    """Each field is found under its alias, however long, with its own value."""
    fields = ("number", "title", "stage", "phase", "status", "openedBy", "version", "type", "team", "outcome", "number")
    plain = "{ cases(first: 5) { edges { node { " + " ".join(fields) + " } } } }"
    named = " ".join(f"{alias}: {field}" for alias, field in zip(ALIASES, fields, strict=True))
    aliased = f"{{ cases(first: 5) {{ edges {{ node {{ {named} }} }} }} }}"
    bare, renamed = await check(gateways, world, [Operation(plain, {}), Operation(aliased, {})])
    rows = [edge["node"] for edge in json.loads(bare.body)["data"]["cases"]["edges"]]
    expected = [{alias: row[field] for alias, field in zip(ALIASES, fields, strict=True)} for row in rows]
    assert [edge["node"] for edge in json.loads(renamed.body)["data"]["cases"]["edges"]] == expected


def nested(levels: int) -> str:
    """A case, the task of it, the case of that, and so on."""
    return "id" if levels == 0 else f"id tasks(first: 1) {{ case {{ {nested(levels - 1)} }} }}"


SHAPES = {
    "deep": (f"query($id: ID!) {{ case(id: $id) {{ {nested(6)} }} }}", set()),
    "too deep": (f"query($id: ID!) {{ case(id: $id) {{ {nested(8)} }} }}", {"QUERY_TOO_EXPENSIVE"}),
    "a fragment in itself": (
        "query($id: ID!) { case(id: $id) { ...F } } fragment F on Case { id ...F }",
        {"GRAPHQL_VALIDATION_FAILED"},
    ),
    "a fragment a hundred times": (
        "query($id: ID!) { case(id: $id) { " + "...F " * 100 + "} } fragment F on Case { id number }",
        set(),
    ),
    "fragments that double": (
        "query($id: ID!) { case(id: $id) { ...F0 } } "
        + " ".join(f"fragment F{level} on Case {{ ...F{level + 1} ...F{level + 1} }}" for level in range(30))
        + " fragment F30 on Case { id }",
        {"QUERY_TOO_EXPENSIVE"},
    ),
    "one field sixteen times": ("query($id: ID!) { case(id: $id) { " + "number " * 16 + "} }", set()),
    "one field many times": ("query($id: ID!) { case(id: $id) { " + "number " * 400 + "} }", {"QUERY_TOO_EXPENSIVE"}),
    "one field in many selections": ("query($id: ID!) { case(id: $id) { " + "... { number } " * 300 + "} }", set()),
    "many aliases": (
        "query($id: ID!) { case(id: $id) { " + " ".join(f"a{number}: id" for number in range(50)) + " } }",
        {"QUERY_TOO_EXPENSIVE"},
    ),
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_a_shape_is_answered_or_refused(shape: str, gateways: dict[str, Gateway], world: World) -> None:
    """Deep nesting, fragments in a ring, fragments that would fill the memory, and plenty of the same."""
    text, codes = SHAPES[shape]
    [answer] = await check(gateways, world, [Operation(text, {"id": world.ids["TreeCase"][0]})])
    assert {error["extensions"]["code"] for error in json.loads(answer.body).get("errors", ())} == codes
