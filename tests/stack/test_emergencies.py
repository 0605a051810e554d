"""Breaking the glass: with a reason, for a while, told to all who see the case, reviewed by somebody else."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casewright import models
from kit import Person
from stack.town import Town, codes, nothing_changes, rules

SEEN = "access { id subject reason expiresAt reviewedBy justified } case { id title }"


def ranger(town: Town, **more: Any) -> Person:
    """Rita, who sees no tree unless it cannot wait."""
    return town.person("rita", "ranger", **more)


async def sees(person: Person, case: dict[str, Any]) -> bool:
    """Whether somebody sees a case: by its id, in a list, and in a plan that is known by then."""
    query = "query($id: ID!) { case(id: $id) { id } treeCases { totalCount } }"
    found = [await person.ask(query, id=case["id"]) for _ in range(2)]
    assert found[0] == found[1]
    assert (found[0]["case"] is not None) is (found[0]["treeCases"]["totalCount"] > 0)
    return found[0]["case"] is not None


async def broken(town: Town, case: dict[str, Any], person: Person | None = None, **more: Any) -> dict[str, Any]:
    """The access of somebody who breaks the glass of a case."""
    values = {"number": case["number"], "reason": "it leans over the school"} | more
    access: dict[str, Any] = (await (person or ranger(town)).done("breakGlass", SEEN, **values))["access"]
    return access


async def test_a_case_is_seen_while_the_glass_is_broken(town: Town) -> None:
    """She sees and may work on this case, no other; everybody who sees it reads why; then it is over by itself."""
    case, other = await town.tree(), await town.tree()
    rita = ranger(town)
    assert not await sees(rita, case)
    access = await broken(town, case)
    assert (access["subject"], access["reason"]) == ("rita", "it leans over the school")
    assert await sees(rita, case)
    assert (await rita.ask("query($id: ID!) { case(id: $id) { id } }", id=other["id"]))["case"] is None
    await rita.done("addNote", "note { id }", id=case["id"], text="roped off")
    told = await town.seen(case, "emergencyAccesses { subject } events(newest: true, first: 2) { name actor data }")
    assert told["emergencyAccesses"] == [{"subject": "rita"}]
    assert [(event["name"], event["actor"]) for event in told["events"]] == [
        ("note_added", "rita"),
        ("glass_broken", "rita"),
    ]
    now = datetime.now(UTC)
    assert now + timedelta(minutes=58) < datetime.fromisoformat(access["expiresAt"]) < now + timedelta(minutes=61)
    await models.EmergencyAccess.all().update(expires_at=now - timedelta(seconds=1))
    assert not await sees(rita, case)


async def test_the_glass_is_broken_by_those_who_may(town: Town) -> None:
    """For everybody else the case is absent, like a number that was never given; and nothing is written."""
    case = await town.tree()
    await town.head.done("excludePerson", "case { id }", id=case["id"], subject="rita", reason="it is her tree")
    stranger = Town.founded(town.stack)
    async with nothing_changes(town.stack):
        for person in (ranger(town), town.person("nora", "neighbour"), ranger(stranger), town.person("paula")):
            answers = [
                await person.do("breakGlass", SEEN, number=number, reason="hurry") for number in (case["number"], "T-0")
            ]
            assert answers[0] == answers[1]
            assert codes(answers[0]) == ["NOT_FOUND"]


@pytest.mark.parametrize(
    ("values", "path"), [({"reason": " "}, "reason"), ({"minutes": 0}, "minutes"), ({"minutes": 1441}, "minutes")]
)
async def test_it_needs_a_reason_and_an_end(town: Town, values: dict[str, Any], path: str) -> None:
    """A day at most."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        given = {"number": case["number"], "reason": "hurry"} | values
        [problem] = (await ranger(town).do("breakGlass", SEEN, **given))["problems"]
        assert (problem["code"], problem["path"]) == ("BAD_USER_INPUT", ["input", path])


async def test_once_is_enough(town: Town) -> None:
    """Nobody extends it without saying why again, when it is over."""
    case = await town.tree()
    await broken(town, case)
    refused = await ranger(town).do("breakGlass", SEEN, number=case["number"], reason="once more")
    assert rules(refused) == ["emergency.open"]


async def test_somebody_else_says_whether_it_was_right(town: Town) -> None:
    """It waits for those who supervise the case until one of them, never the one who did it, has looked at it."""
    case = await town.tree()
    both = town.person("rita", "ranger", "head")
    access = await broken(town, case, both)
    waiting = "{ emergencyReviews { totalCount edges { node { id case { id } } } } }"
    listed = (await town.head.ask(waiting))["emergencyReviews"]
    assert listed["edges"] == [{"node": {"id": access["id"], "case": {"id": case["id"]}}}]
    for person in (town.clerk, both):
        assert (await person.ask(waiting))["emergencyReviews"]["totalCount"] == 0
    review = {"id": access["id"], "justified": True, "finding": "it did lean"}
    async with nothing_changes(town.stack):
        assert codes(await town.clerk.do("reviewEmergencyAccess", SEEN, **review)) == ["FORBIDDEN"]
        assert rules(await both.do("reviewEmergencyAccess", SEEN, **review)) == ["emergency.reviewer"]
    reviewed = await town.head.done("reviewEmergencyAccess", SEEN, **review)
    assert (reviewed["access"]["reviewedBy"], reviewed["access"]["justified"]) == ("henry", True)
    assert (await town.head.ask(waiting))["emergencyReviews"]["totalCount"] == 0
    again = await town.person("dana", "director").do("reviewEmergencyAccess", SEEN, **review)
    assert rules(again) == ["emergency.reviewed"]


EXPLAIN = """query($id: ID!, $subject: String!, $roles: [String!]!) {
  explainAccess(id: $id, subject: $subject, roles: $roles) {
    actions excluded hidden grants { role scope actions hides reaches }
  }
}"""


async def test_why_somebody_may_see_a_case(town: Town) -> None:
    """Grant by grant, and what it comes to, for those who supervise the case."""
    case = await town.tree()
    asked: dict[str, Any] = {"id": case["id"], "subject": "zoe", "roles": ["climber", "auditor", "unknown"]}
    found = (await town.head.ask(EXPLAIN, **asked))["explainAccess"]
    assert found == {
        "actions": ["READ"],
        "excluded": False,
        "hidden": ["contact"],
        "grants": [
            {
                "role": "climber",
                "scope": "ASSIGNED",
                "actions": ["READ", "WORK"],
                "hides": ["contact"],
                "reaches": False,
            },
            {"role": "auditor", "scope": "ALL", "actions": ["READ"], "hides": ["contact"], "reaches": True},
        ],
    }
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="zoe")
    assert (await town.head.ask(EXPLAIN, **asked))["explainAccess"]["actions"] == ["READ", "WORK"]
    await town.head.done("excludePerson", "case { id }", id=case["id"], subject="zoe", reason="a cousin")
    found = (await town.head.ask(EXPLAIN, **asked))["explainAccess"]
    assert (found["actions"], found["excluded"]) == ([], True)


async def test_only_who_supervises_a_case_asks_why(town: Town) -> None:
    """For everybody else it is as if there were no case."""
    case = await town.tree()
    asked: dict[str, Any] = {"id": case["id"], "subject": "zoe", "roles": ["clerk"]}
    for person in (town.clerk, ranger(town), Town.founded(town.stack).head):
        assert (await person.ask(EXPLAIN, **asked))["explainAccess"] is None
