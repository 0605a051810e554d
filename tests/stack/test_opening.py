"""Opening a case: number, first stage, tasks, risk, parties, duplicates, and what refuses it."""

import pytest

from kit import Stack
from stack.town import Town, codes, nothing_changes

OPEN = {"tag": "O-1", "street": "Elm Row", "foundOn": "2026-03-02"}


async def test_a_new_case_has_its_number_stage_tasks_risk_and_clocks(town: Town) -> None:
    """Opening brings up the tasks of the first stage, reads the risk and starts the clock, in one event."""
    case = await town.tree(
        "number title stage phase status version risk { level points assessments { missing factors { rule fact } } }"
        " tasks { title role required state } clocks { name status } visits { stage phase number leftAt }"
        " events { sequence name actor data } deepest",
        tag="T-9",
        damages=[{"part": "root", "depth": 12}, {"part": "crown"}],
    )
    assert case["number"].endswith("-00001")
    assert (case["stage"], case["phase"], case["status"], case["version"]) == ("reported", "SCREENING", "ACTIVE", 1)
    assert case["title"] == "Tree T-9 in Lime Street"
    assert case["deepest"] == 12
    assert case["risk"] == {
        "level": "MODERATE",
        "points": 20,
        "assessments": [{"missing": ["thick"], "factors": [{"rule": "deep_damage", "fact": "12 cm deep"}]}],
    }
    assert [(task["title"], task["required"]) for task in case["tasks"]] == [
        ("Look at the tree", True),
        ("Take a picture", False),
    ]
    assert [clock["status"] for clock in case["clocks"]] == ["RUNNING", "PENDING"]
    assert case["visits"] == [{"stage": "reported", "phase": "SCREENING", "number": 1, "leftAt": None}]
    [event] = case["events"]
    assert (event["sequence"], event["name"], event["actor"]) == (1, "opened", "carla")
    assert event["data"]["tasks"] == ["Look at the tree", "Take a picture"]


async def test_numbers_have_no_gaps_even_after_a_refusal(town: Town) -> None:
    """A refused opening gives its number back."""
    first = await town.tree(externalId="X-1")
    refused = await town.clerk.do("openTreeCase", "treeCase { id }", **OPEN, externalId="X-1")
    second = await town.tree()
    assert codes(refused) == ["CONFLICT"]
    assert [int(case["number"][-5:]) for case in (first, second)] == [1, 2]


async def test_two_tenants_count_for_themselves(town: Town, stack: Stack) -> None:
    """Another town's numbers begin at one again, and its tags are its own."""
    elsewhere = Town(stack, f"{town.tenant}-b")
    here, there = await town.tree(tag="same"), await elsewhere.tree(tag="same")
    assert here["number"] == there["number"]


async def test_parties_come_with_the_case_and_are_found_again(town: Town) -> None:
    """A party given by name is made, one given by id is shared by both cases."""
    people = "parties { role party { id name kind } }"
    first = await town.tree(people, parties=[{"role": "reporter", "name": "Robin", "email": "robin@example.org"}])
    [robin] = first["parties"]
    second = await town.tree(people, parties=[{"role": "neighbour", "partyId": robin["party"]["id"]}])
    assert robin["party"]["name"] == "Robin"
    assert second["parties"][0]["party"] == robin["party"]


async def test_an_open_case_with_the_same_key_is_linked_as_a_possible_duplicate(town: Town) -> None:
    """Street and day together tell that two open cases may be the same."""
    first = await town.tree(street="Oak Lane")
    await town.tree(street="Oak Lane", foundOn="2026-03-03")
    third = await town.tree("links { kind other { id } }", street="Oak Lane")
    assert third["links"] == [{"kind": "POSSIBLE_DUPLICATE", "other": {"id": first["id"]}}]


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ({"cost": "-1"}, "BAD_USER_INPUT", ["input", "cost"]),
        ({"damages": [{"part": "root", "depth": -1}]}, "BAD_USER_INPUT", ["input", "damages", "0", "depth"]),
        ({"seenAt": "2026-03-02T09:00:00"}, "BAD_USER_INPUT", ["input", "seenAt"]),
        ({"street": "a\x00b"}, "BAD_USER_INPUT", ["input", "street"]),
        ({"parties": [{"role": "reporter"}]}, "BAD_USER_INPUT", ["input", "name"]),
        ({"parties": [{"role": "reporter", "partyId": "bm90aGluZw"}]}, "BAD_USER_INPUT", ["input", "partyId"]),
    ],
)
async def test_what_a_field_does_not_allow_opens_nothing(
    town: Town, values: dict[str, object], code: str, path: list[str] | None
) -> None:
    """Each problem names the input it is about, and the number is not used up."""
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("openTreeCase", "treeCase { id }", **(OPEN | values))
    assert refused["treeCase"] is None
    assert [(problem["code"], problem["path"]) for problem in refused["problems"]] == [(code, path)]


async def test_a_unique_field_is_unique_within_type_and_town(town: Town) -> None:
    """A second tree with the same tag is a conflict that says so, on opening and on updating."""
    await town.tree(tag="one")
    other = await town.tree(tag="two")
    async with nothing_changes(town.stack):
        opened = await town.clerk.do("openTreeCase", "treeCase { id }", **(OPEN | {"tag": "one"}))
        updated = await town.clerk.do(
            "updateTreeCase", "treeCase { id }", id=other["id"], expectedVersion=other["version"], tag="one"
        )
    for refused in (opened, updated):
        assert codes(refused) == ["CONFLICT"]
        assert "tag" in refused["problems"][0]["message"]


async def test_who_holds_no_grant_to_open_opens_nothing(town: Town) -> None:
    """A head may do much, but opening is not granted."""
    async with nothing_changes(town.stack):
        refused = await town.head.do("openTreeCase", "treeCase { id }", **OPEN)
    assert codes(refused) == ["FORBIDDEN"]


async def test_the_other_plugins_case_type_opens_beside_it(town: Town) -> None:
    """Each type has a mutation, a number format and a payload of its own."""
    payload = await town.clerk.done("openPothole", "pothole { number title cost filled }", road="High Street")
    assert payload["pothole"]["title"] == "Pothole in High Street"
    refused = await town.head.do("openPothole", "pothole { id }", road="High Street")
    assert codes(refused) == ["FORBIDDEN"]
