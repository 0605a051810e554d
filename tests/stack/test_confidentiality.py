"""Levels of confidentiality: who is not cleared for a case does not know of it, whichever way they ask."""

from typing import Any

import pytest

from casewright.access import policy
from casewright.db.sql import Sql
from kit import Person
from stack.town import Town, codes, nothing_changes, rules

LEVEL = "case { confidentiality version events(newest: true, first: 1) { name data } }"
EVERYWHERE = """query($id: ID!, $other: ID!) {
  case(id: $id) { id } node(id: $id) { id }
  treeCases { totalCount edges { node { id } } }
  cases(where: {text: "heronry"}) { totalCount }
  other: case(id: $other) { links { other { id } } similar(first: 5) { case { id } } }
  parties { edges { node { name } } }
  events { edges { node { case { id } } } }
  worklist { edges { node { case { id } } } }
  teamWorklist(team: "north") { totalCount edges { node { case { id } } } }
  metrics { byStatus { value count } }
}"""


async def closed(town: Town, level: str = "RESTRICTED", **fields: Any) -> dict[str, Any]:
    """A tree that Henry keeps from others."""
    case = await town.tree(**fields)
    payload = await town.head.done("setConfidentiality", LEVEL, id=case["id"], level=level, reason="a heron nests")
    assert payload["case"]["confidentiality"] == level
    return case


async def told(town: Town, person: Person, case: dict[str, Any], other: dict[str, Any]) -> str:
    """All that somebody is told of anything, as text; twice, so that the second time it is planned."""
    answers = [await person.send(EVERYWHERE, id=case["id"], other=other["id"]) for _ in range(2)]
    assert answers[0] == answers[1]
    response = await town.stack.client.get(
        "/event-log.json", headers={"authorization": f"Bearer {person.token}"}, params={"caseType": "TreeCase"}
    )
    return f"{answers[0]} {response.text}"


@pytest.fixture
async def pair(town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
    """A case that Henry keeps from others, with a person and a note of its own, and one that is like it and linked."""
    other = await town.tree(street="Mill Lane", species="ash", team="north")
    case = await closed(town, street="Mill Lane", species="ash", team="north")
    await town.head.done("addParty", "role { id }", id=case["id"], party={"role": "witness", "name": "Robin"})
    await town.head.done("addNote", "note { id }", id=case["id"], text="heronry")
    await town.head.done("linkCases", "case { id }", id=other["id"], otherId=case["id"], kind="RELATED")
    return case, other


async def test_who_is_not_cleared_does_not_know_of_it(town: Town, pair: tuple[Any, Any]) -> None:
    """Neither by id nor in lists, counts, links, likenesses, parties, events, tasks, search, figures or exports."""
    case, other = pair
    cleared, others = await told(town, town.head, case, other), await told(town, town.clerk, case, other)
    assert case["id"] in cleared
    assert "Robin" in cleared
    assert "'count': 2" in cleared
    assert case["id"] not in others
    assert case["id"].partition("-")[2] not in others
    assert case["number"] not in others
    assert "Robin" not in others
    assert "'count': 1" in others


async def test_control_without_the_rule_everybody_knows(
    town: Town, pair: tuple[Any, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the clearance forgotten, each of the ways leads there: the test above would see it."""
    case, other = pair
    monkeypatch.setattr(policy, "_cleared", lambda grant, case: Sql("1 = 1"))
    person = town.person("carla", "clerk", "citizen")  # rights of which no plan is known yet
    assert (await told(town, person, case, other)).count(case["id"]) == 8


async def test_what_is_written_is_refused_as_if_it_were_absent(town: Town, pair: tuple[Any, Any]) -> None:
    """A mutation finds the case no more than a query does."""
    case, other = pair
    async with nothing_changes(town.stack):
        note = await town.clerk.do("addNote", "note { id }", id=case["id"], text="hello")
        link = await town.clerk.do("linkCases", "case { id }", id=other["id"], otherId=case["id"], kind="BLOCKS")
        assert codes(note) == codes(link) == ["NOT_FOUND"]


async def test_the_level_is_set_with_a_reason_that_stays(town: Town) -> None:
    """The history has both levels and why; opened up again, everybody sees it as before."""
    case = await closed(town)
    opened = {"id": case["id"], "level": "NORMAL", "reason": "the herons have left"}
    [event] = (await town.head.done("setConfidentiality", LEVEL, **opened))["case"]["events"]
    assert event == {
        "name": "confidentiality_set",
        "data": {"level": "normal", "before": "restricted", "reason": "the herons have left"},
    }
    assert await town.seen(case) is not None
    assert rules(await town.head.do("setConfidentiality", LEVEL, **opened)) == ["confidentiality.same"]


async def test_nobody_sets_a_level_beyond_their_own(town: Town) -> None:
    """A clerk sets none, the head none that only the director sees, and nobody without a reason."""
    case = await town.tree()
    values = {"id": case["id"], "level": "VERY_RESTRICTED", "reason": "eagles"}
    async with nothing_changes(town.stack):
        assert codes(await town.clerk.do("setConfidentiality", LEVEL, **values)) == ["FORBIDDEN"]
        assert rules(await town.head.do("setConfidentiality", LEVEL, **values)) == ["confidentiality.clearance"]
        assert codes(await town.head.do("setConfidentiality", LEVEL, **values | {"reason": " "})) == ["BAD_USER_INPUT"]
    director = town.person("dora", "director")
    await director.done("setConfidentiality", LEVEL, **values)
    assert await town.seen(case, by=town.head) is None
    assert await town.seen(case, by=director) is not None


async def test_a_case_is_opened_at_a_level(town: Town) -> None:
    """From its first event on only those who are cleared see it, whoever opened it."""
    payload = await town.clerk.done(
        "openTreeCase",
        "treeCase { id }",
        tag="R1",
        street="Mill Lane",
        foundOn="2026-03-02",
        confidentiality="RESTRICTED",
    )
    assert payload["treeCase"] is None
    listed = "{ treeCases(where: {confidentiality: {eq: RESTRICTED}}) { edges { node { confidentiality } } } }"
    assert (await town.clerk.ask(listed))["treeCases"]["edges"] == []
    assert len((await town.head.ask(listed))["treeCases"]["edges"]) == 1


async def test_the_glass_of_a_case_is_broken_with_a_clearance(town: Town) -> None:
    """The ranger is cleared for restricted cases in an emergency, and for closer ones not even then."""
    rita, director = town.person("rita", "ranger"), town.person("dora", "director")
    case = await closed(town)
    asked = {"number": case["number"], "reason": "it falls"}
    await rita.done("breakGlass", "case { id }", **asked)
    assert await town.seen(case, by=rita) is not None
    closer = {"id": case["id"], "level": "VERY_RESTRICTED", "reason": "eagles"}
    await director.done("setConfidentiality", LEVEL, **closer)
    assert await town.seen(case, by=rita) is None
    assert codes(await rita.do("breakGlass", "case { id }", **asked)) == ["NOT_FOUND"]


async def test_why_a_grant_does_not_reach_it(town: Town) -> None:
    """Who supervises the case sees which clearance a role has."""
    case = await closed(town)
    asked = """query($id: ID!) { explainAccess(id: $id, subject: "carla", roles: ["clerk", "head"]) {
      grants { role clearance reaches } } }"""
    assert (await town.head.ask(asked, id=case["id"]))["explainAccess"]["grants"] == [
        {"role": "clerk", "clearance": "NORMAL", "reaches": False},
        {"role": "head", "clearance": "RESTRICTED", "reaches": True},
    ]


async def test_what_is_merged_into_a_case_closes_it(town: Town) -> None:
    """The survivor is kept from others as the case was that it took over."""
    case, survivor = await closed(town), await town.tree()
    values = {"id": case["id"], "survivorId": survivor["id"], "reason": "the same tree"}
    await town.head.done("mergeCases", "case { id }", **values)
    assert await town.seen(survivor) is None
    assert (await town.seen(survivor, "confidentiality", by=town.head))["confidentiality"] == "RESTRICTED"
