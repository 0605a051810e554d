"""Plans: drafted, proposed, accepted on both sides, amended, invalidated; and what holds a case without one."""

from typing import Any

import pytest

from process.yard import CONTENT, DIGGING, GOAL, WATERING, Yard, told
from stack.town import codes, nothing_changes, rules

PLAN = "version state amendedBecause strengths acceptances { side by note } goals { description status }"


async def test_a_plan_comes_into_force_when_both_sides_accept(yard: Yard) -> None:
    """The client for themselves, the approver by the role the type names; the history tells each step."""
    case = await yard.garden()
    plan = await yard.drafted(case)
    assert (plan["version"], plan["state"]) == (1, "DRAFT")
    proposed = await yard.gardener.done("proposePlan", "plan { state proposedBy }", id=plan["id"])
    assert proposed["plan"] == {"state": "PROPOSED", "proposedBy": "greta"}
    half = await yard.neighbour.done("acceptPlan", "plan { state }", id=plan["id"], side="CLIENT")
    assert half["plan"]["state"] == "PROPOSED"
    whole = await yard.foreman.done("acceptPlan", f"plan {{ {PLAN} }}", id=plan["id"], side="APPROVER")
    assert whole["plan"]["state"] == "ACCEPTED"
    assert [(given["side"], given["by"]) for given in whole["plan"]["acceptances"]] == [
        ("CLIENT", "nora"),
        ("APPROVER", "felix"),
    ]
    events = (await yard.seen(case, "events { name }"))["events"]
    names = ["opened", "plan_drafted", "plan_proposed", "plan_accepted", "plan_accepted"]
    assert [event["name"] for event in events] == names


async def test_somebody_records_that_the_client_accepted(yard: Yard) -> None:
    """With a note of how: the client may have signed on paper."""
    plan = await yard.drafted(await yard.garden())
    await yard.gardener.done("proposePlan", "plan { id }", id=plan["id"])
    async with nothing_changes(yard.stack):
        bare = await yard.gardener.do("acceptPlan", "plan { id }", id=plan["id"], side="CLIENT")
    assert told(bare) == [("BAD_USER_INPUT", ["input", "note"])]
    noted = await yard.gardener.done(
        "acceptPlan", f"plan {{ {PLAN} }}", id=plan["id"], side="CLIENT", note="Signed on paper"
    )
    assert noted["plan"]["acceptances"] == [{"side": "CLIENT", "by": "greta", "note": "Signed on paper"}]


async def test_a_client_who_only_reads_may_accept_and_nothing_else(yard: Yard) -> None:
    """Neither as the approver nor in any other way does the neighbour change the plan."""
    plan = await yard.drafted(await yard.garden())
    await yard.gardener.done("proposePlan", "plan { id }", id=plan["id"])
    async with nothing_changes(yard.stack):
        approving = await yard.neighbour.do("acceptPlan", "plan { id }", id=plan["id"], side="APPROVER")
        declining = await yard.neighbour.do("declinePlan", "plan { id }", id=plan["id"], reason="No")
        foreign = await yard.person("olga", "neighbour").do("acceptPlan", "plan { id }", id=plan["id"], side="CLIENT")
    assert [codes(payload) for payload in (approving, declining, foreign)] == [
        ["FORBIDDEN"],
        ["FORBIDDEN"],
        ["NOT_FOUND"],
    ]


async def test_nobody_approves_what_they_propose(yard: Yard) -> None:
    """Nor somebody without the role, nor one side twice."""
    plan = await yard.drafted(await yard.garden())
    await yard.foreman.done("proposePlan", "plan { id }", id=plan["id"])
    async with nothing_changes(yard.stack):
        own = await yard.foreman.do("acceptPlan", "plan { id }", id=plan["id"], side="APPROVER")
        other = await yard.gardener.do("acceptPlan", "plan { id }", id=plan["id"], side="APPROVER")
    assert (rules(own), rules(other)) == (["plan.four_eyes"], ["plan.approver"])
    await yard.neighbour.done("acceptPlan", "plan { id }", id=plan["id"], side="CLIENT")
    async with nothing_changes(yard.stack):
        again = await yard.neighbour.do("acceptPlan", "plan { id }", id=plan["id"], side="CLIENT")
    assert rules(again) == ["plan.accepted_already"]


@pytest.mark.parametrize(
    ("content", "rule"),
    [
        ({"goals": []}, "plan.goals"),
        ({"goals": [GOAL | {"setBy": "BUSINESS"}]}, "plan.client_goal"),
        ({"interventions": []}, "plan.interventions"),
        ({"strengths": []}, "plan.strengths"),
    ],
)
async def test_a_plan_that_says_too_little_is_not_proposed(yard: Yard, content: dict[str, Any], rule: str) -> None:
    """It stays a draft, is written anew, and then goes on."""
    plan = await yard.drafted(await yard.garden(), **content)
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("proposePlan", "plan { id }", id=plan["id"])
    assert rules(refused) == [rule]
    revised = await yard.gardener.done(
        "revisePlan", f"plan {{ {PLAN} interventions {{ method }} }}", id=plan["id"], **CONTENT
    )
    assert [item["method"] for item in revised["plan"]["interventions"]] == ["Dig the beds", "Water"]
    await yard.accept(plan)


async def test_a_declined_plan_is_a_draft_again(yard: Yard) -> None:
    """What was accepted before is asked for anew; a plan in force is not written anew."""
    plan = await yard.drafted(await yard.garden())
    await yard.gardener.done("proposePlan", "plan { id }", id=plan["id"])
    await yard.neighbour.done("acceptPlan", "plan { id }", id=plan["id"], side="CLIENT")
    async with nothing_changes(yard.stack):
        mute = await yard.foreman.do("declinePlan", "plan { id }", id=plan["id"], reason=" ")
        torn = await yard.gardener.do("revisePlan", "plan { id }", id=plan["id"], **CONTENT)
    assert (told(mute), rules(torn)) == ([("BAD_USER_INPUT", ["input", "reason"])], ["plan.state"])
    declined = await yard.foreman.done("declinePlan", f"plan {{ {PLAN} }}", id=plan["id"], reason="Too dear")
    assert (declined["plan"]["state"], declined["plan"]["acceptances"]) == ("DRAFT", [])
    await yard.accept(plan)
    async with nothing_changes(yard.stack):
        late = [
            await yard.gardener.do("revisePlan", "plan { id }", id=plan["id"], **CONTENT),
            await yard.gardener.do("proposePlan", "plan { id }", id=plan["id"]),
            await yard.foreman.do("declinePlan", "plan { id }", id=plan["id"], reason="Late"),
        ]
    assert [rules(payload) for payload in late] == [["plan.state"]] * 3


@pytest.mark.parametrize(
    ("content", "path"),
    [
        ({"goals": [GOAL, GOAL | {"description": "  "}]}, ["input", "goals", "1", "description"]),
        ({"goals": [GOAL | {"measure": "x" * 301}]}, ["input", "goals", "0", "measure"]),
        ({"goals": [GOAL | {"target": "1e30"}]}, ["input", "goals", "0", "target"]),
        ({"goals": [GOAL | {"baseline": "NaN"}]}, ["input", "goals", "0", "baseline"]),
        ({"goals": [GOAL | {"target": "0.00001"}]}, ["input", "goals", "0", "target"]),
        ({"interventions": [DIGGING | {"recurrence": "FREQ=DAILY"}]}, ["input", "interventions", "0", "recurrence"]),
        ({"interventions": [WATERING | {"recurrence": "often"}]}, ["input", "interventions", "0", "recurrence"]),
        ({"interventions": [WATERING | {"recurrence": "FREQ=HOURLY"}]}, ["input", "interventions", "0", "recurrence"]),
        ({"strengths": ["a", ""]}, ["input", "strengths", "1"]),
        ({"strengths": ["a\x00"]}, ["input", "strengths", "0"]),
    ],
)
async def test_bad_content_is_named_by_its_path(yard: Yard, content: dict[str, Any], path: list[str]) -> None:
    """And nothing is written."""
    case = await yard.garden()
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("draftPlan", "plan { id }", id=case["id"], **CONTENT | content)
    assert told(refused) == [("BAD_USER_INPUT", path)]


async def test_an_amendment_takes_over_when_it_is_accepted(yard: Yard) -> None:
    """Until then the version before stays in force; a goal that continues keeps its readings."""
    case, plan = await yard.planned()
    goal = plan["goals"][0]["id"]
    await yard.gardener.done("recordProgress", "goal { id }", id=goal, status="IMPROVING", value="5")
    goals = [GOAL | {"target": "30", "continues": goal}, GOAL | {"description": "Have a bench"}]
    amended = await yard.gardener.done(
        "amendPlan",
        "plan { id version state amendedBecause }",
        id=case["id"],
        reason="It grows",
        **CONTENT | {"goals": goals},
    )
    assert amended["plan"].items() >= {"version": 2, "state": "DRAFT", "amendedBecause": "It grows"}.items()
    shown = (await yard.seen(case, "plans { version state }"))["plans"]
    assert shown == [{"version": 2, "state": "DRAFT"}, {"version": 1, "state": "ACCEPTED"}]
    await yard.accept(amended["plan"])
    versions = (
        await yard.seen(
            case, "plans(first: 2) { version state goals { status attainment progress(first: 5) { value } } }"
        )
    )["plans"]
    assert [version["state"] for version in versions] == ["ACCEPTED", "SUPERSEDED"]
    assert versions[0]["goals"] == [
        {"status": "IMPROVING", "attainment": "0.1667", "progress": [{"value": "5"}]},
        {"status": None, "attainment": None, "progress": []},
    ]


async def test_one_version_is_made_at_a_time(yard: Yard) -> None:
    """No second first version, no amendment of nothing or of a draft, none without a reason or with a foreign goal."""
    bare, case = await yard.garden(), await yard.garden()
    plan = await yard.drafted(case)
    async with nothing_changes(yard.stack):
        refused = [
            await yard.gardener.do("draftPlan", "plan { id }", id=case["id"], **CONTENT),
            await yard.gardener.do("amendPlan", "plan { id }", id=case["id"], reason="More", **CONTENT),
            await yard.gardener.do("amendPlan", "plan { id }", id=bare["id"], reason="More", **CONTENT),
        ]
    assert [rules(payload) for payload in refused] == [["plan.exists"], ["plan.unfinished"], ["plan.missing"]]
    foreign = CONTENT | {"goals": [GOAL | {"continues": plan["goals"][0]["id"]}]}
    async with nothing_changes(yard.stack):
        blank = await yard.gardener.do("amendPlan", "plan { id }", id=case["id"], reason=" ", **CONTENT)
        elsewhere = await yard.gardener.do("draftPlan", "plan { id }", id=bare["id"], **foreign)
    assert codes(blank) == ["BAD_USER_INPUT"]
    assert told(elsewhere) == [("NOT_FOUND", ["input", "goals", "0", "continues"])]


async def test_progress_is_recorded_of_goals_in_force(yard: Yard) -> None:
    """Each reading stays; the last one is the status."""
    case, plan = await yard.planned()
    goal = plan["goals"][0]["id"]
    for status, value in (("NO_PROGRESS", "0"), ("IMPROVING", "12.5")):
        await yard.gardener.done("recordProgress", "goal { id }", id=goal, status=status, value=value, note="Rain")
    [seen] = (
        await yard.seen(
            case, "plans(first: 1) { goals { status value attainment progress(first: 5) { status value note } } }"
        )
    )["plans"]
    assert seen["goals"] == [
        {
            "status": "IMPROVING",
            "value": "12.5",
            "attainment": "0.6250",
            "progress": [
                {"status": "IMPROVING", "value": "12.5", "note": "Rain"},
                {"status": "NO_PROGRESS", "value": "0", "note": "Rain"},
            ],
        }
    ]
    draft = await yard.drafted(await yard.garden())
    async with nothing_changes(yard.stack):
        early = await yard.gardener.do("recordProgress", "goal { id }", id=draft["goals"][0]["id"], status="ACHIEVED")
        huge = await yard.gardener.do("recordProgress", "goal { id }", id=goal, status="ACHIEVED", value="1e40")
    assert (rules(early), codes(huge)) == (["plan.in_force"], ["BAD_USER_INPUT"])


async def test_what_an_intervention_did_is_noted(yard: Yard) -> None:
    """Once it was agreed upon; its next days follow from its recurrence."""
    _, plan = await yard.planned()
    digging, watering = (item["id"] for item in plan["interventions"])
    noted = await yard.gardener.done(
        "noteEffectiveness",
        'intervention { effectiveness effectivenessNote nextDates(after: "2026-03-04") }',
        id=watering,
        effectiveness="PARTLY_EFFECTIVE",
        note="Too little",
    )
    assert noted["intervention"] == {
        "effectiveness": "PARTLY_EFFECTIVE",
        "effectivenessNote": "Too little",
        "nextDates": ["2026-03-05", "2026-03-09", "2026-03-12"],
    }
    draft = await yard.drafted(await yard.garden())
    async with nothing_changes(yard.stack):
        early = await yard.gardener.do(
            "noteEffectiveness", "case { id }", id=draft["interventions"][0]["id"], effectiveness="HARMFUL"
        )
        torn = await yard.gardener.do(
            "noteEffectiveness", "case { id }", id=digging, effectiveness="HARMFUL", note="\x00"
        )
    assert (rules(early), codes(torn)) == (["plan.in_force"], ["BAD_USER_INPUT"])


async def test_the_gates_hold_a_case_and_say_why(yard: Yard) -> None:
    """Planning is left with a plan in force, follow-up with a status of each goal recorded there; reasons tell it."""
    case = await yard.garden()
    await yard.move(case, "design")
    async with nothing_changes(yard.stack):
        assert await yard.held(case, "dig") == [("plan.accepted", "the plan is not accepted yet")]
    asked = "availableTransitions { name allowed reasons { rule message } }"
    shown = (await yard.seen(case, asked))["availableTransitions"]
    assert shown == [
        {
            "name": "dig",
            "allowed": False,
            "reasons": [{"rule": "plan.accepted", "message": "the plan is not accepted yet"}],
        }
    ]
    plan = await yard.drafted(case)
    await yard.accept(plan)
    await yard.gardener.done("recordProgress", "goal { id }", id=plan["goals"][0]["id"], status="IN_PROGRESS")
    assert [each["allowed"] for each in (await yard.seen(case, asked))["availableTransitions"]] == [True]
    await yard.move(case, "dig")


async def test_going_back_invalidates_the_plan(yard: Yard) -> None:
    """A reason is demanded, the visit counted and what it undid remembered; then the plan is amended."""
    case, plan = await yard.planned()
    async with nothing_changes(yard.stack):
        assert [rule for rule, _ in await yard.held(case, "redesign")] == ["visit.reason"]
    await yard.move(case, "redesign", reason="The soil is poisoned")
    seen = await yard.seen(case, "plans { state } visits { stage number reason invalidated }")
    assert seen["plans"] == [{"state": "INVALIDATED"}]
    assert seen["visits"][-1] == {
        "stage": "designed",
        "number": 2,
        "reason": "The soil is poisoned",
        "invalidated": "plan version 1",
    }
    assert [rule for rule, _ in await yard.held(case, "dig")] == ["plan.accepted"]
    async with nothing_changes(yard.stack):
        dead = await yard.gardener.do("recordProgress", "goal { id }", id=plan["goals"][0]["id"], status="ACHIEVED")
    assert rules(dead) == ["plan.in_force"]
    amended = await yard.gardener.done("amendPlan", "plan { id }", id=case["id"], reason="New soil", **CONTENT)
    await yard.accept(amended["plan"])
    await yard.move(case, "dig")


async def test_whoever_does_not_see_the_plan_learns_nothing_of_it(yard: Yard) -> None:
    """Not by the case, the history, a node or a change."""
    case, plan = await yard.planned()
    await yard.move(case, "redesign", reason="Again")
    visitor = yard.person("vera", "visitor")
    seen = await yard.seen(case, "plans { id } events { name data }", by=visitor)
    assert seen["plans"] == []
    assert "tomatoes" not in str(seen)
    goal = plan["goals"][0]["id"]
    assert (await visitor.ask("query($id: ID!) { node(id: $id) { id } }", id=goal))["node"] is None
    async with nothing_changes(yard.stack):
        payload = await visitor.do("recordProgress", "goal { id }", id=goal, status="ACHIEVED")
    assert codes(payload) == ["NOT_FOUND"]
