"""Whoever asks for everything gets what the grants say, as a second reading of them in Python says it.

That both databases and both executors answer alike is shown by test_equality; so one of each is asked here.
"""

import json
import re
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

import pytest
from graphql import (
    GraphQLInterfaceType,
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    is_composite_type,
    is_required_argument,
)

from casewright.access import policy
from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.casetype import CaseType
from casewright.db.sql import Sql
from equality.actors import actors
from equality.comparison import of_own_roles
from equality.gateways import Gateway
from equality.operations import Operation
from equality.oracle import Oracle
from equality.rows import TEAMS
from equality.world import World

_ID = re.compile(r'"[A-Za-z]+-([0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f-]{22})"')
_AT_ONCE, _OF_EACH = 15, 6
_RELATIONS = 6
"""So many are asked for at once."""
PARTS = 4
"""Tests that share the actors, so that several processes work on them."""


@pytest.fixture(scope="session")
async def oracle(gateways: dict[str, Gateway]) -> Oracle:
    """A second reading of the grants."""
    async with gateways["sqlite"] as here:
        return await Oracle.of(here.platform)


def lists(schema: GraphQLSchema, case_types: Collection[str]) -> Iterator[str]:
    """Queries for each list of the root, with the ids of all that the rows of one of them lead to."""
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        needed = {key for key, argument in field.args.items() if is_required_argument(argument)}
        known = {"caseType": case_types, "team": TEAMS}
        if "after" in field.args and needed <= known.keys():
            of = [f'{key}: "{each}", ' for key in needed for each in known[key]] or [""]
            node: Any = get_named_type(get_named_type(field.type).fields["edges"].type).fields["node"]
            below = list(led_to(get_named_type(node.type))) if name == "cases" else []
            own = "id" if "id" in get_named_type(node.type).fields else "__typename"
            for start in range(0, max(1, len(below)), _RELATIONS):
                selected = " ".join([own, *below[start : start + _RELATIONS]])
                for which in of:
                    yield f"{{ {name}({which}first: 4) {{ totalCount edges {{ node {{ {selected} }} }} }} }}"


def led_to(kind: Any) -> Iterator[str]:
    """The objects that the fields of a type hold, by their ids."""
    for name, field in kind.fields.items():
        below: Any = get_named_type(field.type)
        if "id" in getattr(below, "fields", {}) and not any(map(is_required_argument, field.args.values())):
            yield f"{name}{'(first: 2)' if 'first' in field.args else ''} {{ id }}"


def guarded(schema: GraphQLSchema, case_type: CaseType[Any]) -> dict[str, str]:
    """The fields of a case type that belong to a group: the name in the API, and the group."""
    found = {name: field.marking.group for name, field in case_type.fields.fields.items() if field.marking.group}
    kind = schema.type_map[case_type.name]
    assert isinstance(kind, GraphQLObjectType | GraphQLInterfaceType)
    named = {re.sub(r"_([a-z])", lambda match: match[1].upper(), name): group for name, group in found.items()}
    return {
        name: group for name, group in named.items() if not is_composite_type(get_named_type(kind.fields[name].type))
    }


async def leaks(here: Gateway, oracle: Oracle, world: World, actor: Actor, mark: str = "") -> list[str]:
    """Everything that an actor is told and should not be, or should be and is not. `mark`: texts without a plan yet."""

    async def ask(text: str) -> Any:
        answer = json.loads((await here(Operation(f"{text} #{mark}", {}), actor)).body)
        refusals = [error["extensions"] for error in answer.get("errors", ())]
        assert all(map(of_own_roles, refusals)), (text, refusals)
        return answer.get("data") or {}

    found = []
    for query in lists(here.schema, oracle.case_types):
        data = await ask(query)
        found += [f"{query}: {each}" for each in _ID.findall(json.dumps(data)) if not oracle.shows(actor, each)]
        if "cases" in data:
            seen = sum(oracle.case(actor, case, "") for case in oracle.rows["case"])
            found += [f"cases: {data['cases']['totalCount']}, not {seen}"] * (data["cases"]["totalCount"] != seen)
    for team in TEAMS:
        data = await ask(f'{{ teamWorklist(team: "{team}") {{ totalCount }} }}')
        work = [task for task in oracle.rows["task"] if task["state"] == "open" and task["team"] == team]
        seen = sum(oracle.shows(actor, str(task["id"])) for task in work)
        counted = data["teamWorklist"]["totalCount"]
        found += [f"the work of {team}: {counted}, not {seen}"] * (counted != seen)
    for name, case_type in oracle.case_types.items():
        found += await _fields(ask, here.schema, name, case_type, oracle.hidden(actor, case_type))
    found += await _nodes(ask, oracle, world, actor)
    return found


async def _fields(
    ask: Callable[[str], Any], schema: GraphQLSchema, name: str, case_type: CaseType[Any], hidden: set[str]
) -> list[str]:
    fields = guarded(schema, case_type)
    if not fields:
        return []
    listed = case_type.plural[:1].lower() + case_type.plural[1:]
    data = await ask(f"{{ {listed}(first: 20) {{ edges {{ node {{ {' '.join(fields)} }} }} }} }}")
    nodes = [edge["node"] for edge in data[listed]["edges"]]
    return [
        f"{name}.{field}: {node[field]}"
        for node in nodes
        for field, group in fields.items()
        if group in hidden and node[field] is not None
    ]


async def _nodes(ask: Callable[[str], Any], oracle: Oracle, world: World, actor: Actor) -> list[str]:
    """By id: what may be seen is there, everything else is absent."""
    every = [each for kind in sorted(world.ids) for each in spread(world.ids[kind])]
    asked = [each for each in every if each.partition("-")[2] in oracle.places and not each.startswith("Event-")]
    found = []
    for start in range(0, len(asked), _AT_ONCE):
        batch: Sequence[str] = asked[start : start + _AT_ONCE]
        data = await ask(
            " ".join(["{", *(f'n{at}: node(id: "{each}") {{ id }}' for at, each in enumerate(batch)), "}"])
        )
        for at, each in enumerate(batch):
            if (data[f"n{at}"] is not None) != oracle.shows(actor, each.partition("-")[2]):
                found.append(f"node {each}: {data[f'n{at}']}")
    return found


def spread(ids: Sequence[str]) -> list[str]:
    """Some of them, from the first to the last, which is absent everywhere, and the one before that, of elsewhere."""
    return [*ids[:: max(1, len(ids) // _OF_EACH)], *ids[-2:]]


@pytest.mark.parametrize("part", range(PARTS))
async def test_everybody_sees_what_the_grants_say(
    part: int, gateways: dict[str, Gateway], oracle: Oracle, world: World
) -> None:
    """Every role alone, several at once, whoever is left out, and strangers: all lists, all kinds of ids."""
    people = actors(oracle.case_types.values())
    async with gateways["sqlite"] as here:
        for name in sorted(people)[part::PARTS]:
            assert await leaks(here, oracle, world, people[name]) == [], name


def _no_parts(self: Policy, actor: Actor, action: Any, *, part: str = "", **more: Any) -> Sql:
    return _predicate(self, actor, action, **more)


_predicate = Policy.predicate
HOLES: dict[str, tuple[Any, str, Any, str]] = {
    "exclusions forgotten": (policy, "_not_excluded", lambda actor, case: Sql("1 = 1"), "left out"),
    "parts shown": (Policy, "predicate", _no_parts, "neighbour"),
    "groups shown": (Policy, "hidden", lambda *who: frozenset(), "auditor"),
    "levels forgotten": (policy, "_cleared", lambda grant, case: Sql("1 = 1"), "clerk"),
    "teams mixed up": (policy, "_SCOPES", dict.fromkeys(policy._SCOPES, lambda *which: Sql("1 = 1")), "warden"),
}


@pytest.mark.parametrize("hole", HOLES)
async def test_control_a_planted_hole_is_found(
    hole: str, gateways: dict[str, Gateway], oracle: Oracle, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one rule of the policy taken away, whoever gains by it is told what they should not be."""
    where, name, planted, who = HOLES[hole]
    monkeypatch.setattr(where, name, planted)
    actor = actors(oracle.case_types.values())[who]
    async with gateways["sqlite"] as here:
        assert await leaks(here, oracle, world, actor, mark=hole) != []
