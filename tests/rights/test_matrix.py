"""Who is told what, field by field and way by way, as it was agreed: a new field has to come into the file beside."""

import json
import os
from collections.abc import AsyncIterator, Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from graphql import GraphQLObjectType, GraphQLSchema
from httpx2 import ASGITransport, AsyncClient

from casewright.access.actor import Actor
from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright.platform import Platform
from casewright_gateway import lists
from casewright_gateway.filters import holds
from casewright_gateway.reads import said
from databases import new_database
from kit import Person
from rights import matrix
from rights.matrix import Cell, Matrix
from rights.people import ROLES, WORDS, Reached, reached
from stack import walk
from stack.town import PLUGINS, Town
from stack_production.live import Live, live, opened_socket, receive, send, subscribe

AGREED = Path(__file__).with_name("agreed.txt")
HISTORY = "query($id: ID!) { case(id: $id) { events(first: 50) { data } } }"
CASE = "TreeCase"
_DEEP = {CASE, "Appointment"}
"""Objects of which what they hold has objects that are found nowhere else."""


@pytest.fixture(scope="module")
async def stack(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Live]:
    """A gateway behind a real server; that both databases answer alike is shown elsewhere."""
    folder = tmp_path_factory.mktemp("rights")
    with new_database("sqlite", folder, sqlite_template) as url:
        async with (
            live(url, folder, plugins=PLUGINS, planner="off") as served,
            AsyncClient(transport=ASGITransport(served.server.config.app), base_url="http://test") as client,
        ):
            yield replace(served, client=client)


@pytest.fixture(scope="module")
async def here(stack: Live) -> Reached:
    """The town and all that is in it."""
    return await reached(Town.founded(stack))


async def observed(stack: Live, here: Reached, roles: Iterable[str] = ROLES) -> Matrix:
    """Everything asked in each role and each way; what changes something comes last."""
    schema, told = stack.schema, Matrix()
    people = {role: here.nina(role) for role in roles}
    for role, nina in people.items():
        told.note(role, "read", await _read(schema, here, nina))
        told.note(role, "subscribe", await _followed(stack, schema, here, nina))
        for cell, way, query in matrix.conditions(schema):
            told.note(role, way, {cell} if await _found(nina, query) else ())
        for cell, query in matrix.groups(schema, CASE):
            told.note(role, "group", {cell} if await _grouped(nina, query) else ())
        told.note(role, "search", await _searched(nina))
        told.note(role, "history", _told(json.dumps(await nina.ask(HISTORY, id=here.worded))))
    for role, nina in people.items():
        told.note(role, "export", await _exported(stack, here, nina))
    for role, nina in people.items():
        if not told.reads(role, WORDS):
            told.note(role, "refusal", await _refused(schema, here, nina))
    return told


async def _found(nina: Person, query: str, **variables: Any) -> bool:
    answer = await nina.send(query, **variables)
    return "errors" not in answer and any(listed["totalCount"] for listed in answer["data"].values())


async def _grouped(nina: Person, query: str) -> bool:
    answer = await nina.send(query)
    return "errors" not in answer and any(group["value"] for group in answer["data"]["metrics"]["byField"])


async def _read(schema: GraphQLSchema, here: Reached, nina: Person) -> set[Cell]:
    told = set()
    for kind, identity in here.found.items():
        for piece in _pieces(schema, kind):
            told |= matrix.shown(await nina.ask(f"query($id: ID!) {{ node(id: $id) {{ {piece} }} }}", id=identity))
    for query in walk.roots(schema, 2).values():
        told |= matrix.shown(await nina.ask(query))
    return told


async def _followed(stack: Live, schema: GraphQLSchema, here: Reached, nina: Person) -> set[Cell]:
    told = set()
    async with opened_socket(stack, nina) as socket:
        for number, piece in enumerate(_pieces(schema, CASE)):
            query = f"subscription($id: ID!) {{ caseChanged(id: $id) {{ {piece} }} }}"
            await subscribe(socket, query, str(number), id=here.found[CASE])
            message = await receive(socket)
            if message["type"] == "next":
                told |= matrix.shown(message["payload"]["data"])
                await send(socket, {"id": str(number), "type": "complete"})
    return told


def _pieces(schema: GraphQLSchema, kind: str) -> Iterator[str]:
    of = schema.type_map[kind]
    assert isinstance(of, GraphQLObjectType)
    return (f"... on {kind} {{ {piece} }}" for piece in walk.pieces(schema, of, 2 if kind in _DEEP else 1))


async def _searched(nina: Person) -> set[Cell]:
    query = "query($where: TreeCaseFilter) { treeCases(where: $where) { totalCount } }"
    ways = {cell: {"tags": [word]} if cell[1] == "tags" else {"text": word} for cell, word in WORDS.items()}
    return {cell for cell, where in ways.items() if await _found(nina, query, where=where)}


async def _exported(stack: Live, here: Reached, nina: Person) -> set[Cell]:
    headers = {"authorization": f"Bearer {nina.token}"}
    log = await stack.client.get("/event-log.json", headers=headers, params={"caseType": "TreeCase"})
    copy = await nina.do("exportCase", "export", id=here.worded, reason="asked")
    person = await nina.do("exportPerson", "export", partyId=here.party, reason="asked")
    return _told(f"{log.text} {json.dumps([copy, person])}")


async def _refused(schema: GraphQLSchema, here: Reached, nina: Person) -> set[Cell]:
    """What the problems of every mutation say, when it is tried on the case with the words."""
    told = set()
    for mutation in walk.mutations(schema):
        values = mutation.values(mutation.ids[0] if mutation.ids else ("none",), here.worded, here.worded)
        told |= _told(json.dumps(await nina.send(mutation.query(), input=values)))
    return told


def _everywhere(platform: Platform, actor: Actor, part: str, word: str) -> Sql:
    return Sql(f"c.id IN ({said._BESIDE[part]}", (actor.tenant,)) + holds("p.search", word) + Sql(")")


def _told(text: str) -> set[Cell]:
    return {cell for cell, word in WORDS.items() if word in text}


@pytest.fixture(scope="module")
async def told(stack: Live, here: Reached) -> Matrix:
    """Who is told what."""
    return await observed(stack, here)


async def test_everybody_is_told_what_was_agreed(stack: Live, told: Matrix) -> None:
    """Role by role, field by field, way by way; `make rights` writes down what is new, to be looked at."""
    text = told.text(matrix.cells(stack.schema), ROLES)
    if os.environ.get("CASEWRIGHT_TEST_AGREE"):
        AGREED.write_text(text)
    assert text == AGREED.read_text()


async def test_what_is_not_read_is_told_by_no_other_way(told: Matrix) -> None:
    """Nothing is filtered, ordered, told apart, found, exported, followed or refused by what the role does not see."""
    assert told.leaks() == []
    assert all(told.by(way) for way in matrix.WAYS if way != "refusal")


async def test_control_a_field_that_nobody_agreed_to_is_missed(stack: Live, told: Matrix) -> None:
    """A field that the schema has and the file has not makes another text, whether anybody is told it or not."""
    every = matrix.cells(stack.schema) | {("TreeCase", "owner")}
    assert told.text(every, ROLES) != AGREED.read_text()


HOLES: dict[str, tuple[Any, str, Any, str, tuple[Cell, str]]] = {
    "filters": (lists, "_check_readable", lambda *asked: None, "climber", (("TreeCase", "reporter"), "filter")),
    "groups": (Policy, "hidden", lambda *who: frozenset(), "climber", (("TreeCase", "reporter"), "read")),
    "figures": (Policy, "hidden", lambda *who: frozenset(), "climber", (("TreeCase", "reporter"), "group")),
    "search": (said, "_beside", _everywhere, "listener", (("Note", "text"), "search")),
}


@pytest.mark.parametrize("hole", HOLES)
async def test_control_a_planted_hole_is_told(
    hole: str, stack: Live, here: Reached, told: Matrix, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With one rule taken away, the role that it is for is told more than was agreed."""
    where, name, planted, role, leak = HOLES[hole]
    monkeypatch.setattr(where, name, planted)
    assert leak in (await observed(stack, here, [role])).beyond(told, role)
