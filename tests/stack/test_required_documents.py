"""Documents that a stage asks for: what is missing holds the case, and the checklist tells it."""

from collections.abc import Mapping
from typing import Any

import pytest

from stack import permits
from stack.papers import announce, stored
from stack.town import CASE, Town, nothing_changes, rules

CHECKLIST = "documentChecklist { title category stage present }"
REASONS = "availableTransitions { name reasons { rule message } }"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """Permits alone."""
    return {"permits": permits}


async def asked(town: Town) -> dict[str, Any]:
    """Somebody asked for a permit."""
    opened = await town.clerk.done("openPermit", f"permit {{ {CASE} }}", tree="An old lime")
    case: dict[str, Any] = opened["permit"]
    return case


async def present(town: Town, case: dict[str, Any]) -> list[str]:
    """The categories that are there."""
    return [item["category"] for item in (await town.seen(case, CHECKLIST))["documentChecklist"] if item["present"]]


async def test_what_is_missing_holds_the_case(town: Town) -> None:
    """Named, one after the other, by the reasons and by the refusal; announced bytes are no document yet."""
    case = await asked(town)
    moved = {"id": case["id"], "expectedVersion": case["version"]}
    await announce(town, case, category="map")
    async with nothing_changes(town.stack):
        held = await town.clerk.do("lookAtPermit", "permit { id }", **moved)
    assert rules(held) == ["documents.required"]
    assert held["problems"][0]["message"] == "bring first: A map of the place, The owner's consent"
    await stored(town, case, category="map")
    assert await present(town, case) == ["map"]
    [reason] = next(
        each["reasons"]
        for each in (await town.seen(case, REASONS))["availableTransitions"]
        if each["name"] == "look_at"
    )
    assert reason == {"rule": "documents.required", "message": "bring first: The owner's consent"}
    await stored(town, case, category="consent")
    looked_at = await town.clerk.done("lookAtPermit", "permit { stage version }", **moved)
    assert looked_at["permit"]["stage"] == "looked_at"
    again = {"id": case["id"], "expectedVersion": looked_at["permit"]["version"]}
    async with nothing_changes(town.stack):
        assert rules(await town.clerk.do("giveLeavePermit", "permit { id }", **again)) == ["documents.required"]
    await stored(town, case, category="receipt")
    await town.clerk.done("giveLeavePermit", "permit { stage }", **again)


async def test_an_end_needs_no_documents(town: Town) -> None:
    """Whoever wants nothing any more brings nothing."""
    case = await asked(town)
    ended = await town.clerk.done("withdrawPermit", "permit { status }", id=case["id"], expectedVersion=1)
    assert ended["permit"]["status"] == "TERMINATED"


async def test_the_checklist_is_there_before_a_case_is(town: Town) -> None:
    """The type says which documents its stages ask for, the case which of them are there."""
    described = await town.clerk.ask("{ caseTypes { stages { name documents { title category stage } } } }")
    [permit] = described["caseTypes"]
    assert [len(stage["documents"]) for stage in permit["stages"]] == [2, 1, 0]
    receipt = {"title": "The receipt of the fee", "category": "receipt", "stage": "looked_at"}
    assert permit["stages"][1]["documents"] == [receipt]
    case = await asked(town)
    checklist = (await town.seen(case, CHECKLIST))["documentChecklist"]
    assert [item["category"] for item in checklist] == ["map", "consent", "receipt"]
    assert checklist[2] == receipt | {"present": False}


async def test_who_sees_no_documents_learns_how_many_are_missing(town: Town) -> None:
    """Not which; and the checklist is empty for them."""
    case, climber = await asked(town), town.person("cliff", "climber")
    assert (await town.seen(case, CHECKLIST, climber))["documentChecklist"] == []
    held = await climber.do("lookAtPermit", "permit { id }", id=case["id"], expectedVersion=1)
    assert held["problems"][0]["message"] == "bring first: a document, a document"
