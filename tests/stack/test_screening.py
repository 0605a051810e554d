"""Screening: a verdict with its reasons, what it ends, and the gate that waits for it."""

from collections.abc import Mapping

import pytest

from stack.refuge import PLUGINS, Refuge
from stack.town import codes, nothing_changes, rules

FOUND = "screenings { verdict reasons { rule sentence } remark screenedBy invalidatedAt duplicateOf { number } }"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The shelter."""
    return PLUGINS


async def test_a_verdict_opens_the_way(refuge: Refuge) -> None:
    """The button says what is missing, the mutation refuses for the same reason, and both are content afterwards."""
    case = await refuge.asked()
    assert await refuge.reasons(case, "visit") == ["screening.verdict"]
    async with nothing_changes(refuge.stack):
        early = await refuge.helper.do("visitShelterCase", "shelterCase { id }", id=case["id"], expectedVersion=1)
    assert rules(early) == ["screening.verdict"]
    found = await refuge.screen(case, "NEEDS_PROCESS", "no_roof", remark="Under the bridge")
    assert (found["case"]["status"], found["case"]["outcome"]) == ("ACTIVE", None)
    assert await refuge.reasons(case, "visit") == []
    assert (await refuge.move(case, "visit"))["stage"] == "visited"
    [screening] = (await refuge.seen(case, FOUND))["screenings"]
    assert screening == {
        "verdict": "NEEDS_PROCESS",
        "reasons": [{"rule": "no_roof", "sentence": "There is no roof"}],
        "remark": "Under the bridge",
        "screenedBy": "hanna",
        "invalidatedAt": None,
        "duplicateOf": None,
    }


@pytest.mark.parametrize(
    ("verdict", "outcome", "status"),
    [("RESOLVED_QUICKLY", "settled", "COMPLETED"), ("NOT_ELIGIBLE", "elsewhere", "TERMINATED")],
)
async def test_other_verdicts_end_the_case_there(refuge: Refuge, verdict: str, outcome: str, status: str) -> None:
    """As the case type says, in the screening phase, with one event that a clock can stop by."""
    case = await refuge.asked()
    ended = await refuge.screen(case, verdict, "has_home")
    assert (ended["case"]["outcome"], ended["case"]["status"]) == (outcome, status)
    seen = await refuge.seen(case, "phase closedAt events(newest: true, first: 1) { name data }")
    assert seen["phase"] == "SCREENING"
    assert seen["closedAt"] is not None
    [event] = seen["events"]
    assert (event["name"], event["data"]["from"], event["data"]["outcome"]) == ("screened", "asked", outcome)
    async with nothing_changes(refuge.stack):
        assert rules(await refuge.screen(case, "NEEDS_PROCESS", "no_roof")) == ["status.final"]


async def test_a_duplicate_is_linked_to_the_other_case(refuge: Refuge) -> None:
    """Once, although somebody had linked them before."""
    first, second = await refuge.asked(), await refuge.asked()
    await refuge.helper.done("linkCases", "case { id }", id=second["id"], otherId=first["id"], kind="DUPLICATE_OF")
    ended = await refuge.screen(second, "DUPLICATE", "known", duplicateOf=first["id"])
    assert ended["case"]["outcome"] == "twice"
    seen = await refuge.seen(second, f"links {{ kind other {{ id }} }} {FOUND}")
    assert seen["links"] == [{"kind": "DUPLICATE_OF", "other": {"id": first["id"]}}]
    assert seen["screenings"][0]["duplicateOf"] is not None


async def test_bad_input_is_named_and_changes_nothing(refuge: Refuge) -> None:
    """Each with code, path and rule."""
    case, other = await refuge.asked(), await refuge.asked()
    async with nothing_changes(refuge.stack):
        wrong = {
            "unknown": await refuge.screen(case, "NOT_ELIGIBLE", "has_home", "no_such"),
            "none": await refuge.screen(case, "NOT_ELIGIBLE"),
            "no way": await refuge.screen(case, "WITHDRAWN", "has_home"),
            "alone": await refuge.screen(case, "DUPLICATE", "known"),
            "itself": await refuge.screen(case, "DUPLICATE", "known", duplicateOf=case["id"]),
            "not one": await refuge.screen(case, "NEEDS_PROCESS", "no_roof", duplicateOf=other["id"]),
            "no id": await refuge.screen(case, "DUPLICATE", "known", duplicateOf="nonsense"),
            "text": await refuge.screen(case, "NEEDS_PROCESS", "no_roof", remark="a\x00b"),
        }
    told = {name: (payload["problems"][0]["path"], payload["problems"][0]["rule"]) for name, payload in wrong.items()}
    assert {code for payload in wrong.values() for code in codes(payload)} == {"BAD_USER_INPUT"}
    assert told == {
        "unknown": (["input", "reasons", "1"], "screening.reason"),
        "none": (["input", "reasons"], "screening.reason"),
        "no way": (["input", "verdict"], "screening.outcome"),
        "alone": (["input", "duplicateOf"], "screening.duplicate"),
        "itself": (["input", "duplicateOf"], "link.itself"),
        "not one": (["input", "duplicateOf"], "screening.duplicate"),
        "no id": (["input", "duplicateOf"], "id.form"),
        "text": (["input", "remark"], "text.characters"),
    }


async def test_screening_is_for_its_roles_and_its_phase(refuge: Refuge) -> None:
    """A warden works on cases, but does not screen; and after the screening nobody does."""
    case = await refuge.visited()
    fresh = await refuge.asked()
    values = {"verdict": "NEEDS_PROCESS", "reasons": ["no_roof"]}
    async with nothing_changes(refuge.stack):
        forbidden = await refuge.warden.do("screenCase", "case { id }", id=fresh["id"], **values)
        late = await refuge.screen(case, "NEEDS_PROCESS", "no_roof")
        stranger = await refuge.person("nina").do("screenCase", "case { id }", id=fresh["id"], **values)
    assert (codes(forbidden), rules(late), codes(stranger)) == (["FORBIDDEN"], ["screening.phase"], ["NOT_FOUND"])


async def test_back_in_the_screening_the_verdict_holds_no_more(refuge: Refuge) -> None:
    """Going back needs a reason; the visit says what it undid, and the gate asks again."""
    case = await refuge.visited()
    async with nothing_changes(refuge.stack):
        version = (await refuge.seen(case, "version"))["version"]
        silent = await refuge.helper.do(
            "askAgainShelterCase", "shelterCase { id }", id=case["id"], expectedVersion=version
        )
    assert rules(silent) == ["visit.reason"]
    await refuge.move(case, "askAgain", reason="It was another person")
    seen = await refuge.seen(case, f"visits {{ stage number returned invalidated reason }} {FOUND}")
    assert seen["visits"][-1] == {
        "stage": "asked",
        "number": 2,
        "returned": True,
        "invalidated": "the verdict of the screening",
        "reason": "It was another person",
    }
    assert seen["screenings"][0]["invalidatedAt"] is not None
    assert await refuge.reasons(case, "visit") == ["screening.verdict"]
    await refuge.screen(case, "NEEDS_PROCESS", "no_roof")
    await refuge.move(case, "visit")
    forward = (await refuge.seen(case, "visits { stage number returned }"))["visits"][-1]
    assert forward == {"stage": "visited", "number": 2, "returned": False}


async def test_a_case_that_is_reopened_is_needed_after_all(refuge: Refuge) -> None:
    """The verdict that ended it holds no more."""
    case = await refuge.asked()
    await refuge.screen(case, "NOT_ELIGIBLE", "has_home")
    await refuge.warden.done("reopenCase", "case { id }", id=case["id"], reason="The home has burnt down")
    seen = await refuge.seen(case, f"stage status {FOUND}")
    assert (seen["stage"], seen["status"]) == ("visited", "ACTIVE")
    assert seen["screenings"][0]["invalidatedAt"] is not None


async def test_what_is_hidden_is_not_told(refuge: Refuge) -> None:
    """Neither verdicts nor the event about them, for whom a grant hides them."""
    case = await refuge.asked()
    await refuge.screen(case, "NEEDS_PROCESS", "no_roof", remark="CANARY")
    watcher = refuge.person("willa", "watcher")
    seen = await refuge.seen(case, f"{FOUND} events {{ name data }}", watcher)
    assert seen["screenings"] == []
    assert seen["events"][-1] == {"name": "screened", "data": {}}
