"""What one may not see is as if it were not there: for every query and mutation that takes an id."""

import json
from typing import Any
from uuid import uuid4

import pytest
from graphql import GraphQLInterfaceType, GraphQLSchema, get_named_type, is_required_argument

from casewright.access.policy import Policy
from casewright.db.sql import Sql
from casewright_gateway.ids import encode
from kit import Person, Stack
from stack import walk
from stack.furniture import furnish
from stack.town import Town, nothing_changes

ALL_ROLES = ("clerk", "warden", "climber", "citizen", "head", "director", "auditor")
CANARY = "CANARY-7391"


KINDS = {
    "TreeCase",
    "Pothole",
    "EmergencyAccess",
    "LegalHold",
    "Alert",
    "Approval",
    "Assessment",
    "Note",
    "Task",
    "CaseParty",
    "Party",
    "Document",
    "DocumentVersion",
    "Plan",
    "Goal",
    "Intervention",
    "Service",
    "Appointment",
    "Contact",
    "ContactProgramme",
    "TransitionRecord",
}


OWN_AFFAIRS = {"preferNotifications": "notification_preference"}
"""What everybody decides for themselves, and the table that keeps it."""


WALKED_ELSEWHERE = {
    *("Webhook", "Delivery", "Member", "Absence", "Delegation", "Notification"),
    *("ApiKey", "Disposal", "CaseAccess"),
}
"""What belongs to no case: its own tests ask as a stranger."""


async def treasure(town: Town) -> dict[str, str]:
    """One object of every kind that has an id, full of canaries: its type and its global id."""
    case = await town.planned(street=CANARY, tag=CANARY, reporter=CANARY, species=CANARY, team=CANARY)
    dead = [{"item": "crown", "option": "dead"}, {"item": "lean", "number": "3"}]
    assessed = await town.clerk.done(
        "submitAssessment",
        "assessment { id } case { alerts { id } }",
        id=case["id"],
        instrument="vitality",
        answers=dead,
    )
    approval = (await town.move(case, "fell", price="1", reason=CANARY))["approval"]
    note = await town.clerk.done("addNote", "note { id }", id=case["id"], text=CANARY)
    task = await town.clerk.done("addTask", "task { id }", id=case["id"], title=CANARY, assignee="henry")
    role = await town.clerk.done(
        "addParty", "role { id party { id } }", id=case["id"], party={"role": "x", "name": CANARY}
    )
    upload = await town.clerk.done(
        "requestUpload", "document { id } versionId", id=case["id"], name=CANARY, mediaType="text/plain", size=1
    )
    broken = await town.person("rita", "ranger").done(
        "breakGlass", "access { id }", number=case["number"], reason=CANARY
    )
    hold = await town.head.done("placeHold", "hold { id }", id=case["id"], reason=CANARY)
    hole = await town.clerk.done("openPothole", "pothole { id }", road=CANARY, cost=CANARY)
    filling = {"id": hole["pothole"]["id"], "expectedVersion": 1}
    filled = await town.clerk.done("fillPothole", "pothole { contactProgrammes { id } }", **filling)
    found = await furnish(town, case, CANARY) | {
        "ContactProgramme": filled["pothole"]["contactProgrammes"][0]["id"],
        "TreeCase": case["id"],
        "EmergencyAccess": broken["access"]["id"],
        "LegalHold": hold["hold"]["id"],
        "Alert": assessed["case"]["alerts"][0]["id"],
        "Approval": approval["id"],
        "Assessment": assessed["assessment"]["id"],
        "Note": note["note"]["id"],
        "Task": task["task"]["id"],
        "CaseParty": role["role"]["id"],
        "Party": role["role"]["party"]["id"],
        "Document": upload["document"]["id"],
        "DocumentVersion": upload["versionId"],
        "Pothole": hole["pothole"]["id"],
    }
    assert found.keys() == KINDS
    return found


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
    found["SavedView"] = await view_of(town.clerk)
    nina, own, other = home.person("nina", *ALL_ROLES), await home.tree(), await home.tree()
    [task, *_] = (await home.seen(own, "tasks { id }"))["tasks"]
    async with nothing_changes(town.stack):
        for mutation in walk.mutations(town.stack.schema):
            if any(kind in mutation.name for kind in WALKED_ELSEWHERE):
                continue
            for path in mutation.ids:
                told = set()
                for kind, foreign in found.items():
                    pair = [
                        mutation.values(path, each, own["id"], intoId=other["id"], objects=task["id"])
                        for each in (foreign, encode(kind, uuid4()))
                    ]
                    answers = [await answer(nina, mutation.query(), input=values) for values in pair]
                    assert answers[0] == answers[1], (mutation.name, path, kind)
                    told.add(answers[0])
                assert any("NOT_FOUND" in each for each in told), (mutation.name, path, told)


async def view_of(person: Person) -> str:
    """A view of somebody's own, which has an id and is no node."""
    saved = await person.done("saveView", "view { id }", name=CANARY, list="treeCases")
    view: str = saved["view"]["id"]
    return view


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


@pytest.mark.parametrize("outside", [stranger, excluded])
async def test_no_root_field_shows_anything_from_outside(town: Town, outside: Any) -> None:
    """Every root field with everything below it; somebody of the town sees the canaries in the same queries."""
    found = await treasure(town)
    nina = (await outside(town, found)).person("nina", *ALL_ROLES)
    seen = []
    for name, query in roots(town.stack.schema).items():
        text = await answer(nina, query)
        assert "errors" not in json.loads(text), (name, text)
        assert CANARY not in text, name
        if CANARY in await answer(town.person("henry", "clerk", "head"), query):
            seen.append(name)
    assert seen == [
        "worklist",
        "pendingApprovals",
        "parties",
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
    query = roots(town.stack.schema)["cases"] + " # a text of its own, which has no plan yet"
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


def roots(schema: GraphQLSchema) -> dict[str, str]:
    """A query for each root field that takes no id."""
    assert schema.query_type is not None
    queries = {}
    for name, field in schema.query_type.fields.items():
        if name in {"node", "case", "event", "candidates", "explainAccess"}:
            continue
        needed = [key for key, argument in field.args.items() if is_required_argument(argument)]
        given = dict.fromkeys(needed, '"TreeCase"') | ({"first": "2"} if "first" in field.args else {})
        arguments = f"({', '.join(f'{key}: {value}' for key, value in given.items())})" if given else ""
        queries[name] = f"{{ {name}{arguments} {{ {walk.everything(schema, get_named_type(field.type), 3)} }} }}"
    return queries


async def test_nobody_without_a_token_gets_anything(stack: Stack) -> None:
    """No token, no answer."""
    response = await stack.client.post("/graphql", json={"query": "{ me { subject } }"})
    assert response.status_code == 401
    assert response.json()["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
