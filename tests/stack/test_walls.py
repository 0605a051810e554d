"""What one may not see is as if it were not there: for every query and mutation that takes an id."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLInterfaceType

from casewright.access import policy
from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright_gateway.ids import encode
from kit import Person, Stack
from stack import walk
from stack.sockets import Ask, socket_of
from stack.town import Town, nothing_changes
from stack.treasure import CANARY, KINDS, treasure

ALL_ROLES = ("clerk", "warden", "climber", "citizen", "head", "director", "auditor")


OWN_AFFAIRS = {"preferNotifications": "notification_preference"}
"""What everybody decides for themselves, and the table that keeps it."""


WALKED_ELSEWHERE = {
    *("Webhook", "Delivery", "Member", "Absence", "Delegation", "Notification"),
    *("ApiKey", "Disposal", "CaseAccess"),
}
"""What belongs to no case: its own tests ask as a stranger."""


async def stranger(town: Town, found: dict[str, str]) -> Town:
    """Another town, where the same people have the same roles."""
    return Town(town.stack, f"{town.tenant}-b")


async def excluded(town: Town, found: dict[str, str]) -> Town:
    """The same town, whose nina is kept out of both cases."""
    for name in ("TreeCase", "Pothole"):
        await town.head.done("excludePerson", "case { id }", id=found[name], subject="nina", reason="her own")
    return town


@pytest.mark.parametrize("outside", [stranger, excluded])
async def test_a_foreign_id_is_answered_like_an_unknown_one(town: Town, outside: Any) -> None:
    """Each mutation, each place for an id, each kind of object: the same answer to the letter, and nothing changed."""
    found = await treasure(town)
    home: Town = await outside(town, found)
    found |= await hidden_away(town, found)
    walker = await Walker.at(home)
    async with nothing_changes(town.stack):
        for mutation in walked(town.stack):
            for path in mutation.ids:
                told = set()
                for kind, foreign in found.items():
                    known, unknown = await walker.asked(mutation, path, kind, foreign)
                    assert known == unknown, (mutation.name, path, kind)
                    told.add(known)
                assert any("NOT_FOUND" in each for each in told), (mutation.name, path, told)


@dataclass(frozen=True)
class Walker:
    """Nina, who has every role and cases of her own, on her way through the mutations."""

    nina: Person
    own: str
    other: str
    task: str

    @classmethod
    async def at(cls, home: Town) -> "Walker":
        """Nina in a town."""
        own, other = await home.tree(), await home.tree()
        [task, *_] = (await home.seen(own, "tasks { id }"))["tasks"]
        return cls(home.person("nina", *ALL_ROLES), own["id"], other["id"], task["id"])

    async def asked(self, mutation: walk.Mutation, path: walk.Path, kind: str, foreign: str) -> list[str]:
        """What she is told about an object that is not for her, and about one that there is not."""
        pair = (foreign, encode(kind, uuid4()))
        values = [mutation.values(path, each, self.own, intoId=self.other, objects=self.task) for each in pair]
        return [await answer(self.nina, mutation.query(), input=each) for each in values]

    async def tells(self, mutation: walk.Mutation, found: dict[str, str]) -> bool:
        """Whether one of these objects is answered otherwise than an unknown one, in some place of the mutation."""
        for path in mutation.ids:
            for kind, foreign in found.items():
                known, unknown = await self.asked(mutation, path, kind, foreign)
                if known != unknown:
                    return True
        return False


def walked(stack: Stack) -> list[walk.Mutation]:
    """The mutations on what belongs to a case."""
    every = walk.mutations(stack.schema)
    return [each for each in every if not any(kind in each.name for kind in WALKED_ELSEWHERE)]


async def test_control_a_hole_in_any_mutation_is_found(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """With exclusions forgotten, each mutation tells of an object that is kept from Nina; a view belongs to no case."""
    found = await treasure(town)
    found |= await hidden_away(town, found)
    await excluded(town, found)
    walker = await Walker.at(town)
    monkeypatch.setattr(policy, "_not_excluded", lambda actor, case: Sql("1 = 1"))
    takes_ids = [mutation for mutation in walked(town.stack) if mutation.ids]
    assert [each.name for each in takes_ids if not await walker.tells(each, found)] == ["deleteView"]


async def hidden_away(town: Town, found: dict[str, str]) -> dict[str, str]:
    """What has an id and is no node: somebody's view, what was not well in a contact, and a link between two cases."""
    saved = await town.clerk.done("saveView", "view { id }", name=CANARY, list="treeCases")
    query = "query($id: ID!) { node(id: $id) { ... on Contact { issues { id } } } }"
    [issue] = (await town.clerk.ask(query, id=found["Contact"]))["node"]["issues"]
    link = await link_of(town.clerk, found)
    return {"SavedView": saved["view"]["id"], "ContactIssue": issue["id"], "CaseLink": link}


async def link_of(person: Person, found: dict[str, str]) -> str:
    """A link between the two cases."""
    both = {"id": found["TreeCase"], "otherId": found["Pothole"], "kind": "RELATED"}
    linked = await person.done("linkCases", "case { links { id } }", **both)
    link: str = linked["case"]["links"][0]["id"]
    return link


async def test_who_may_only_read_changes_nothing(town: Town) -> None:
    """Each mutation with each kind of object that an auditor sees: always refused, and nothing changes.

    What everybody decides for themselves is not refused, and changes nothing but that.
    """
    found = await treasure(town)
    auditor = town.person("otto", "auditor")
    async with nothing_changes(town.stack, but=OWN_AFFAIRS.values()):
        for mutation in walk.mutations(town.stack.schema):
            for kind, seen in found.items():
                values = mutation.values(mutation.ids[0] if mutation.ids else ("none",), seen, found["TreeCase"])
                told = await auditor.send(mutation.query(), input=values)
                refused = "errors" in told or told["data"][mutation.name]["problems"]
                assert refused or mutation.name in OWN_AFFAIRS, (mutation.name, kind)
    own = await town.stack.platform.database.rows(Sql("SELECT subject FROM notification_preference"))
    assert own == [{"subject": "otto"}]


@pytest.mark.parametrize("outside", [stranger, excluded])
@pytest.mark.parametrize("field", ["node", "case"])
async def test_a_foreign_id_is_null_like_an_unknown_one(town: Town, outside: Any, field: str) -> None:
    """For refetching by id too; whoever may see it gets it."""
    found = await treasure(town)
    nina = (await outside(town, found)).person("nina", *ALL_ROLES)
    query = f"query($id: ID!) {{ {field}(id: $id) {{ id }} }}"
    for kind, foreign in found.items():
        assert (await nina.send(query, id=foreign)) == {"data": {field: None}}
        assert (await nina.send(query, id=encode(kind, uuid4()))) == {"data": {field: None}}
        if field == "node":
            assert (await town.clerk.send(query, id=foreign)) == {"data": {field: {"id": foreign}}}


async def answer(person: Person, query: str, **variables: Any) -> str:
    """The whole answer as text."""
    return json.dumps(await person.send(query, **variables), sort_keys=True)


@asynccontextmanager
async def by_http(stack: Stack, person: Person) -> AsyncIterator[Ask]:
    """One answer to one request."""
    yield partial(answer, person)


@asynccontextmanager
async def by_events(stack: Stack, person: Person) -> AsyncIterator[Ask]:
    """The same from a stream of events: the first of them."""
    signed = {"authorization": f"Bearer {person.token}", "accept": "text/event-stream"}

    async def ask(query: str) -> str:
        told = await person.client.post("/graphql", json={"query": query}, headers=signed)
        return next(line.removeprefix("data: ") for line in told.text.splitlines() if line.startswith("data: {"))

    yield ask


@pytest.mark.parametrize("way", [by_http, by_events, socket_of])
@pytest.mark.parametrize("outside", [stranger, excluded])
async def test_no_root_field_shows_anything_from_outside(town: Town, outside: Any, way: Any) -> None:
    """Every root field with everything below it; somebody of the town sees the canaries in the same queries."""
    found = await treasure(town)
    nina = (await outside(town, found)).person("nina", *ALL_ROLES)
    henry = town.person("henry", "clerk", "head")
    seen = []
    async with way(town.stack, nina) as asked, way(town.stack, henry) as asked_inside:
        for name, query in walk.roots(town.stack.schema).items():
            text = await asked(query)
            assert "errors" not in json.loads(text), (name, text)
            assert CANARY not in text, name
            if CANARY in await asked_inside(query):
                seen.append(name)
    assert seen == [
        "worklist",
        "pendingApprovals",
        "parties",
        "teamWorklist",
        "metrics",
        "emergencyReviews",
        "cases",
        "treeCases",
        "potholes",
    ]


async def test_control_without_the_policy_the_same_queries_show_everything(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The canaries are there to be found, were the rows not filtered."""
    found = await treasure(town)
    nina = (await stranger(town, found)).person("nina", *ALL_ROLES)
    monkeypatch.setattr(Policy, "predicate", lambda *actor, **more: Sql("1 = 1"))
    query = walk.roots(town.stack.schema)["cases"] + " # a text of its own, which has no plan yet"
    assert CANARY in await answer(nina, query)


@pytest.mark.parametrize("change", ["UPDATE note SET text = text || '.'", "DELETE FROM note"])
async def test_control_a_row_that_changes_is_noticed(town: Town, change: str) -> None:
    """A word of a row or the whole row: what is to change nothing may not; a table that is named may."""
    case = await town.tree()
    await town.clerk.done("addNote", "note { id }", id=case["id"], text="an owl")
    with pytest.raises(AssertionError):
        async with nothing_changes(town.stack):
            await town.stack.platform.database.execute(Sql(f"{change} WHERE tenant_id = ?", (town.tenant,)))
    async with nothing_changes(town.stack, but={"note"}):
        await town.stack.platform.database.execute(Sql("UPDATE note SET text = 'none'"))


async def test_the_treasure_has_an_object_of_every_kind(stack: Stack) -> None:
    """A new kind of object with an id must come into the walk."""
    schema = stack.schema
    node = schema.get_type("Node")
    assert isinstance(node, GraphQLInterfaceType)
    assert {kind.name for kind in schema.get_possible_types(node)} == KINDS | WALKED_ELSEWHERE


async def test_nobody_without_a_token_gets_anything(stack: Stack) -> None:
    """No token, no answer."""
    response = await stack.client.post("/graphql", json={"query": "{ me { subject } }"})
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
