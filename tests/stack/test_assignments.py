"""Who has a case: given, claimed, released; and everybody who had it before."""

from typing import Any

import pytest

from stack.town import Town, codes, nothing_changes, rules

HOLDER = "assignee team"


async def test_a_case_is_given_to_a_person_and_a_team(town: Town) -> None:
    """The history keeps each stretch, the version counts."""
    case = await town.tree(team="north")
    given = await town.clerk.done("assignCase", f"case {{ {HOLDER} version }}", id=case["id"], subject="cliff")
    assert given["case"] == {"assignee": "cliff", "team": "north", "version": 2}
    moved = await town.clerk.done("assignCase", f"case {{ {HOLDER} }}", id=case["id"], team="south", reason="holidays")
    assert moved["case"] == {"assignee": None, "team": "south"}
    stretches = (await town.seen(case, "assignments { subject team until reason assignedBy }"))["assignments"]
    assert [(each["subject"], each["team"], each["until"] is None) for each in stretches] == [
        (None, "south", True),
        ("cliff", "north", False),
        (None, "north", False),
    ]
    assert (stretches[0]["reason"], stretches[0]["assignedBy"]) == ("holidays", "carla")


async def test_a_queue_is_worked_by_claiming_and_releasing(town: Town) -> None:
    """Whoever takes it gives it back with a reason."""
    case = await town.tree(team="north")
    warden, other = (town.person(name, "warden", teams=("north",)) for name in ("wanda", "wim"))
    claimed = await warden.done("claimCase", f"case {{ {HOLDER} }}", id=case["id"])
    assert claimed["case"] == {"assignee": "wanda", "team": "north"}
    async with nothing_changes(town.stack):
        taken = await other.do("claimCase", "case { id }", id=case["id"])
        foreign = await other.do("releaseCase", "case { id }", id=case["id"], reason="not mine")
        blank = await warden.do("releaseCase", "case { id }", id=case["id"], reason="")
    assert (rules(taken), rules(foreign)) == (["assignment.taken"], ["assignment.owner"])
    assert codes(blank) == ["BAD_USER_INPUT"]
    released = await warden.done("releaseCase", f"case {{ {HOLDER} }}", id=case["id"], reason="ill")
    assert released["case"] == {"assignee": None, "team": "north"}


async def test_a_case_of_another_team_is_not_claimed(town: Town) -> None:
    """A clerk sees it, but it waits for its team."""
    case = await town.tree(team="north")
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("claimCase", "case { id }", id=case["id"])
    assert rules(refused) == ["assignment.team"]


@pytest.mark.parametrize(
    ("role", "values", "code"),
    [
        ("clerk", {}, "BAD_USER_INPUT"),
        ("clerk", {"subject": "x" * 201}, "BAD_USER_INPUT"),
        ("clerk", {"team": "a\x00"}, "BAD_USER_INPUT"),
        ("head", {"subject": "cliff"}, "FORBIDDEN"),
        ("stranger", {"subject": "cliff"}, "NOT_FOUND"),
    ],
)
async def test_a_refused_assignment_changes_nothing(town: Town, role: str, values: dict[str, Any], code: str) -> None:
    """Nobody named, a name too long, no grant, no case."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        refused = await town.person("nina", role).do("assignCase", "case { id }", id=case["id"], **values)
    assert codes(refused) == [code]
