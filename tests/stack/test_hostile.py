"""Texts made to break a query: whatever is sent in whichever place, no fault and no foreign row."""

import json
from collections.abc import Callable
from typing import Any

import pytest

from kit import Person
from stack.payloads import CODES, PAYLOADS
from stack.town import Town

PLACES: dict[str, tuple[str, str, Callable[[Any], dict[str, Any]]]] = {
    "tag eq": ("treeCases", "TreeCaseFilter", lambda value: {"tag": {"eq": value}}),
    "tag in": ("treeCases", "TreeCaseFilter", lambda value: {"tag": {"in": [value]}}),
    "tag startsWith": ("treeCases", "TreeCaseFilter", lambda value: {"tag": {"startsWith": value}}),
    "cost": ("treeCases", "TreeCaseFilter", lambda value: {"cost": {"gt": value}}),
    "girth": ("treeCases", "TreeCaseFilter", lambda value: {"girth": {"gt": value}}),
    "foundOn": ("treeCases", "TreeCaseFilter", lambda value: {"foundOn": {"lt": value}}),
    "seenAt": ("treeCases", "TreeCaseFilter", lambda value: {"seenAt": {"lt": value}}),
    "urgency": ("treeCases", "TreeCaseFilter", lambda value: {"urgency": {"eq": value}}),
    "protected": ("treeCases", "TreeCaseFilter", lambda value: {"protected": {"eq": value}}),
    "unknown key": ("treeCases", "TreeCaseFilter", lambda value: {str(value): {"eq": value}}),
    "stage": ("cases", "AnyCaseFilter", lambda value: {"stage": {"eq": value}}),
    "type": ("cases", "AnyCaseFilter", lambda value: {"type": {"in": [value]}}),
    "openedAt": ("cases", "AnyCaseFilter", lambda value: {"openedAt": {"gte": value}}),
    "riskPoints": ("cases", "AnyCaseFilter", lambda value: {"riskPoints": {"eq": value}}),
    "text": ("cases", "AnyCaseFilter", lambda value: {"text": value}),
}


async def ask(person: Person, query: str, variables: dict[str, Any]) -> tuple[set[str], str]:
    """The codes of the errors and the whole text of an answer."""
    response = await person.client.post(
        "/graphql",
        content=json.dumps({"query": query, "variables": variables}),
        headers={"authorization": f"Bearer {person.token}", "content-type": "application/json"},
    )
    assert response.status_code in {200, 400}, response.text
    return {error["extensions"]["code"] for error in json.loads(response.text).get("errors", [])}, response.text


@pytest.mark.parametrize("place", PLACES)
async def test_no_payload_breaks_a_filter_or_leaves_the_town(town: Town, place: str) -> None:
    """A value is a value: found or not, refused by its type, never a fault, never somebody else's case."""
    await town.tree(tag="CANARY", species="CANARY", street="CANARY")
    stranger = Town(town.stack, f"{town.tenant}-b").clerk
    field, kind, where = PLACES[place]
    query = f"query($where: {kind}) {{ {field}(where: $where) {{ totalCount edges {{ node {{ title }} }} }} }}"
    for payload in PAYLOADS:
        codes, text = await ask(stranger, query, {"where": where(payload)})
        assert codes <= CODES, (payload, text)
        assert "CANARY" not in text.replace(str(payload), "")


ARGUMENTS = {
    "node": "query($value: ID!) { node(id: $value) { id } }",
    "case": "query($value: ID!) { case(id: $value) { id } }",
    "parties": "query($value: String) { parties(name: $value) { totalCount } }",
    "metrics": "query($value: String!) { metrics(caseType: $value) { opened } }",
    "metrics from": 'query($value: DateTime) { metrics(caseType: "TreeCase", openedFrom: $value) { opened } }',
    "worklist": "query($value: String) { worklist(after: $value) { totalCount } }",
    "teamWorklist": "query($value: String!) { teamWorklist(team: $value) { totalCount } }",
    "teamWorklist after": 'query($value: String) { teamWorklist(team: "north", after: $value) { totalCount } }',
    "pendingApprovals": "query($value: String) { pendingApprovals(before: $value) { totalCount } }",
    "first": "query($value: Int) { cases(first: $value) { totalCount } }",
    "tasks": "query($value: Int!) { cases(first: 1) { edges { node { tasks(first: $value) { id } } } } }",
}


@pytest.mark.parametrize("argument", ARGUMENTS)
async def test_no_payload_breaks_an_argument(town: Town, argument: str) -> None:
    """Ids, names, cursors, sizes and times of the other root fields."""
    await town.tree()
    for payload in PAYLOADS:
        codes, text = await ask(town.clerk, ARGUMENTS[argument], {"value": payload})
        assert codes <= CODES, (payload, text)


TEXTS = [
    "'",
    '\'; DROP TABLE "case"; --',
    "$1",
    "?",
    "%",
    "\\",
    "a\x00b",
    "\ud800",
    "👩‍👩‍👧‍👦",
    "\r\n\x1b[31m",
    2**70,
    "x" * 60_000,
]
MUTATIONS: dict[str, dict[str, Any]] = {
    "openTreeCase": {
        "tag": "?",
        "street": "?",
        "foundOn": "2026-03-02",
        "species": "?",
        "team": "?",
        "externalId": "?",
    },
    "updateTreeCase": {"street": "?", "expectedVersion": 1},
    "inspectTreeCase": {"damages": [{"part": "?"}], "expectedVersion": 1},
    "assignCase": {"subject": "?", "team": "?", "reason": "?"},
    "addNote": {"text": "?"},
    "addParty": {"party": {"role": "?", "name": "?", "email": "?", "phone": "?", "subject": "?"}},
    "addTask": {"title": "?", "role": "?", "assignee": "?"},
    "startWaiting": {"partyRole": "?", "reason": "?"},
    "endWaiting": {"partyRole": "?"},
    "suspendCase": {"reason": "?"},
    "excludePerson": {"subject": "?", "reason": "?"},
    "linkCases": {"otherId": "?", "kind": "RELATED"},
    "requestUpload": {"name": "?", "mediaType": "?", "size": 1, "category": "?", "documentId": "?"},
    "confirmUpload": {"versionId": "?", "sha256": "?"},
    "decideApproval": {"approve": False, "reason": "?"},
}


def filled(value: Any, payload: Any) -> Any:
    if isinstance(value, dict):
        return {key: filled(item, payload) for key, item in value.items()}
    if isinstance(value, list):
        return [filled(item, payload) for item in value]
    return payload if value == "?" else value


@pytest.mark.parametrize("mutation", MUTATIONS)
async def test_no_payload_breaks_a_mutation(town: Town, mutation: str) -> None:
    """Each text of each input: written as it is, or a problem; never a fault."""
    person = town.person("nina", "clerk", "head")
    kind = mutation[0].upper() + mutation[1:] + "Input"
    query = f"mutation($input: {kind}!) {{ {mutation}(input: $input) {{ problems {{ code }} }} }}"
    case = await town.tree()
    for payload in TEXTS:
        values = filled(MUTATIONS[mutation], payload)
        if mutation not in {"openTreeCase", "confirmUpload"}:
            values["id"] = case["id"]
        codes, text = await ask(person, query, {"input": values})
        assert codes <= CODES, (payload, text)
        assert "INTERNAL" not in text
        if mutation == "suspendCase":
            await town.head.do("resumeCase", "case { id }", id=case["id"])
