"""The process may go back: a reason is demanded, the plan is undone, the visit counted, and nothing forgotten."""

from kit import Stack
from stories.test_river_is_cared_for import (
    GOALS,
    STRENGTHS,
    agreed,
    assessed,
    go,
    party,
    progress,
    seen,
    therapies,
    treated,
)
from story import refused


async def test_a_plan_that_does_not_work_is_made_anew(stack: Stack) -> None:
    """Follow-up shows that the goal is not reached; the case goes back to planning with what was learned."""
    cora, cleo, river = (
        stack.person("cora", "care_coordinator"),
        stack.person("cleo", "clinician"),
        stack.person("river", "patient"),
    )
    case = await assessed(cora, cleo)
    clinic = await party(cleo, case, "provider", "Rehabilitation clinic")
    case = await agreed(stack, case, clinic)
    await treated(cleo, case, "Neuropsychology tires River")
    case = await go(cleo, "monitor", case)

    # It does not work, and what did not is written down for those who come after.
    await progress(cleo, case, ("NO_PROGRESS", "0"), ("WORSENING", "22"))
    [plan] = (await seen(cleo, case, "plans(first: 1) { goals { id } interventions(first: 2) { id } }"))["plans"]
    judged = {"id": plan["interventions"][1]["id"], "effectiveness": "INEFFECTIVE", "note": "Too early"}
    await cleo.done("noteEffectiveness", "intervention { effectiveness }", **judged)

    # Nobody goes back without saying why.
    assert await refused(cleo, "planAgain", await seen(cleo, case, "")) == ["visit.reason"]
    case = await go(cleo, "planAgain", case, reason="Spirits are worse than before")
    asked = "visits { stage number reason returned invalidated } plans(first: 2) { version state amendedBecause }"
    after = await seen(cleo, case, asked)
    assert after["visits"][-1] == {
        "stage": "care_plan_draft",
        "number": 2,
        "reason": "Spirits are worse than before",
        "returned": True,
        "invalidated": "plan version 1",
    }
    assert [version["state"] for version in after["plans"]] == ["INVALIDATED"]

    # The care does not go on by a plan that is undone: it is amended, and accepted again.
    assert await refused(cleo, "agreePlan", case, frequency="WEEKLY") == ["plan.accepted"]
    goals = [each | {"continues": goal["id"]} for each, goal in zip(GOALS, plan["goals"], strict=True)]
    content = {"goals": goals, "interventions": therapies(clinic)[:1], "strengths": STRENGTHS}
    amended = await cleo.done("amendPlan", "plan { id version }", id=case["id"], reason="Mood comes first", **content)
    assert amended["plan"]["version"] == 2
    await cleo.done("proposePlan", "plan { state }", id=amended["plan"]["id"])
    await river.done("acceptPlan", "plan { state }", id=amended["plan"]["id"], side="CLIENT")

    # What was measured before goes on with the goal.
    shown = "plans(first: 1) { goals { status progress(first: 2) { value } } }"
    assert (await seen(river, case, shown))["plans"][0]["goals"] == [
        {"status": "NO_PROGRESS", "progress": [{"value": "0"}]},
        {"status": "WORSENING", "progress": [{"value": "22"}]},
    ]
