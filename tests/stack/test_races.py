"""Many at once: one success, and everybody else is told what happened."""

import asyncio
from typing import Any

import pytest

from casewright import models
from casewright.operations import domain_fields
from casewright.operations.change import change
from stack.town import Town, codes


async def test_twenty_writers_of_one_version_give_one_success(town: Town) -> None:
    """Nineteen conflicts name the version that won; there is one event and no lost update."""
    case = await town.tree()

    async def write(number: int) -> dict[str, Any]:
        return await town.person(f"writer-{number}", "clerk").do(
            "updateTreeCase", "treeCase { street }", id=case["id"], expectedVersion=1, street=f"Street {number}"
        )

    answers = await asyncio.gather(*(write(number) for number in range(20)))
    won = [answer for answer in answers if not answer["problems"]]
    lost = [answer for answer in answers if answer["problems"]]
    assert (len(won), len(lost)) == (1, 19)
    assert {code for answer in lost for code in codes(answer)} == {"CONFLICT"}
    assert all("version 2" in answer["problems"][0]["message"] for answer in lost)
    seen = await town.seen(case, "version ... on TreeCase { street } events { sequence name }")
    assert (seen["version"], seen["street"]) == (2, won[0]["treeCase"]["street"])
    assert [event["sequence"] for event in seen["events"]] == [1, 2]


async def test_control_without_the_version_everybody_would_succeed(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """The same twenty writers, were the version not compared: twenty successes, nineteen of them lost."""

    def careless(*target: Any, expected_version: int, **more: Any) -> Any:
        return change(*target, **more)

    monkeypatch.setattr(domain_fields, "change", careless)
    case = await town.tree()
    answers = await asyncio.gather(
        *(
            town.clerk.do("updateTreeCase", "treeCase { id }", id=case["id"], expectedVersion=1, street=f"Street {n}")
            for n in range(20)
        )
    )
    assert [answer["problems"] for answer in answers] == [[]] * 20


async def test_versions_are_one_to_n_when_everybody_tries_again(town: Town) -> None:
    """Ten people who read again after a conflict all get their edit in; each is told the version it is by then."""
    case = await town.tree()

    async def insist(number: int) -> int:
        person, version, attempts = town.person(f"writer-{number}", "clerk"), 1, 0
        while True:
            attempts += 1
            assert attempts < 50
            answer = await person.do(
                "updateTreeCase", "treeCase { version }", id=case["id"], expectedVersion=version, girth=number
            )
            if not answer["problems"]:
                written: int = answer["treeCase"]["version"]
                return written
            version = (await town.seen(case))["version"]

    versions = await asyncio.gather(*(insist(number) for number in range(10)))
    assert (await town.seen(case))["version"] == 11
    assert set(versions) <= set(range(2, 12)) and max(versions) == 11
    edits = models.Event.filter(tenant_id=town.tenant, name="updated")
    assert await edits.count() == 10


async def test_numbers_have_no_gaps_and_no_doubles_under_load(town: Town) -> None:
    """Twenty openings at once count from one to twenty."""
    cases = await asyncio.gather(*(town.tree() for _ in range(20)))
    assert sorted(int(case["number"][-5:]) for case in cases) == list(range(1, 21))


async def test_one_external_id_is_opened_once(town: Town) -> None:
    """Ten imports of the same row at once open one case."""
    opening = {"street": "Elm Row", "foundOn": "2026-03-02", "externalId": "X-1"}
    answers = await asyncio.gather(
        *(town.clerk.do("openTreeCase", "treeCase { id }", tag=f"race-{n}", **opening) for n in range(10))
    )
    assert sorted(codes(answer) for answer in answers) == [[]] + [["CONFLICT"]] * 9


async def test_one_unique_tag_is_given_once(town: Town) -> None:
    """Also when all of them look before any of them writes."""
    opening = {"tag": "one", "street": "Elm Row", "foundOn": "2026-03-02"}
    answers = await asyncio.gather(*(town.clerk.do("openTreeCase", "treeCase { id }", **opening) for _ in range(10)))
    assert sorted(codes(answer) for answer in answers) == [[]] + [["CONFLICT"]] * 9


async def test_a_queue_gives_a_case_to_one_person(town: Town) -> None:
    """Of ten who claim it, nine hear that it is taken."""
    case = await town.tree(team="north")
    people = [town.person(f"warden-{n}", "warden", teams=("north",)) for n in range(10)]
    answers = await asyncio.gather(*(person.do("claimCase", "case { assignee }", id=case["id"]) for person in people))
    assert sorted(codes(answer) for answer in answers) == [[]] + [["REFUSED"]] * 9


async def test_an_approval_is_decided_once(town: Town) -> None:
    """Ten heads agree at once, and the tree is felled once."""
    case = await town.planned()
    approval = (await town.move(case, "fell", price="10"))["approval"]["id"]
    heads = [town.person(f"head-{n}", "head", limits={"fell": 10}) for n in range(10)]
    answers = await asyncio.gather(
        *(head.do("decideApproval", "approval { state }", id=approval, approve=True) for head in heads)
    )
    assert sorted(codes(answer) for answer in answers) == [[]] + [["REFUSED"]] * 9
    seen = await town.seen(case, "stage visits { stage }")
    assert [visit["stage"] for visit in seen["visits"]].count("felled") == 1
