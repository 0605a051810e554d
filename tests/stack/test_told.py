"""The history tells nobody what a grant hides from them: neither an event about it, nor what another says beside."""

from collections.abc import Mapping
from typing import Any

import pytest

from casewright.events import data_of
from casewright_gateway.types import history
from stack import auctions
from stack.town import Town

TOLD: Mapping[str, set[str]] = {
    "assignment": {"routed", "assigned"},
    "case_link": {"linked", "unlinked"},
    "case_party": {"party_added", "names_searched", "waiting_started"},
    "legal_hold": {"hold_placed"},
    "tag": {"tagged"},
    "task": {"task_added"},
    "phase_visit": set(),
}
"""The events of a full case by the part that they are about, as far as there is one of it."""
BESIDE = {"legal_hold": {"held_by", "released_from"}, "phase_visit": {"from", "to"}, "task": {"tasks"}}
"""What moves tell of the part."""


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """An auction house."""
    return {"auctions": auctions}


async def moved(town: Town, case: dict[str, Any], verb: str, **values: Any) -> None:
    """A move of the clerk."""
    given = {"id": case["id"], "expectedVersion": (await town.seen(case, "version"))["version"]}
    await town.clerk.done(f"{verb}Consignment", "consignment { id }", **given, **values)


async def full(town: Town) -> dict[str, Any]:
    """A piece to which something of everything has happened."""
    cases = []
    for owner in ("Ann Ash", "Ben Birch"):
        opened = await town.clerk.done("openConsignment", "consignment { id }", owner=owner, team="north")
        cases.append(opened["consignment"])
    case, head = cases[0], town.person("henry", "head")
    member = {"subject": "carla", "name": "Carla", "roles": ["clerk"], "teams": ["north"]}
    await head.done("keepMember", "member { id }", **member)
    await head.done("routeCase", "case { id }", id=case["id"])
    await head.done("assignCase", "case { id }", id=case["id"], team="south")
    await town.clerk.done("addParty", "role { id }", id=case["id"], party={"role": "heir", "name": "Cora"})
    await town.clerk.done("startWaiting", "case { id }", id=case["id"], partyRole="heir", reason="asked")
    await town.clerk.done("tagCase", "case { id }", id=case["id"], add=["fragile"])
    await town.clerk.done("addTask", "task { id }", id=case["id"], title="Pack it")
    await head.done("searchNames", "hits { cases }", id=case["id"])
    other = {"otherId": cases[1]["id"], "kind": "RELATED"}
    linked = await town.clerk.done("linkCases", "case { links { id } }", id=case["id"], **other)
    [link] = linked["case"]["links"]
    await town.clerk.done("unlinkCases", "case { id }", id=link["id"], reason="not the same")
    for verb, values in (("contest", {"claim": "Ben says so"}), ("agree", {}), ("show", {})):
        await moved(town, case, verb, **values)
    await head.done("placeHold", "hold { id }", id=case["id"], reason="the police asks")
    return case


async def told(town: Town, case: dict[str, Any], role: str) -> list[tuple[str, dict[str, Any]]]:
    """The events and what each tells somebody with a role."""
    seen = await town.seen(case, "events(first: 50) { name data }", town.person("rita", role))
    return [(event["name"], event["data"]) for event in seen["events"]]


def leaks(events: list[tuple[str, dict[str, Any]]], part: str) -> list[str]:
    """What tells of a part: events about it, and keys of others."""
    about = [name for name, data in events if name in TOLD[part] and data]
    return about + [key for _, data in events for key in data if key in BESIDE.get(part, ())]


async def test_what_a_grant_hides_is_not_in_the_history(town: Town) -> None:
    """That something happened is; who sees all parts is told all of it, and each other role the rest."""
    case = await full(town)
    everything = await told(town, case, "head")
    for part, names in TOLD.items():
        assert set(leaks(everything, part)) == names | BESIDE.get(part, set())
        seen = await told(town, case, f"without_{part}")
        assert leaks(seen, part) == []
        assert [name for name, _ in seen] == [name for name, _ in everything]
        assert [data for name, data in seen if name == "hold_placed"] != [{}] or part == "legal_hold"


async def test_control_what_is_not_masked_is_told(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the mask each role is told what its grant hides."""
    monkeypatch.setattr(history, "told", lambda event, case_type, hidden: data_of(event))
    case = await full(town)
    for part, names in TOLD.items():
        assert set(leaks(await told(town, case, f"without_{part}"), part)) == names | BESIDE.get(part, set())
