"""A strengths-based plan begins with the client: without a goal and strengths of their own there is none."""

from kit import Stack
from stories.test_river_is_cared_for import GOALS, STRENGTHS, assessed, party, seen, therapies

STATE = "plans { version state strengths }"


async def test_a_plan_without_strengths_is_no_strengths_based_one(stack: Stack) -> None:
    """Under the clinical model it would do; worked by strengths, it is proposed once River's own are in it."""
    cora, cleo = stack.person("cora", "care_coordinator"), stack.person("cleo", "clinician")
    case = await assessed(cora, cleo)
    clinic = await party(cleo, case, "provider", "Rehabilitation clinic")
    poor = {"goals": GOALS, "interventions": therapies(clinic)}
    plan = (await cleo.done("draftPlan", "plan { id }", id=case["id"], **poor))["plan"]["id"]

    # The clinical model asks for no strengths.
    assert (await cleo.done("proposePlan", "plan { state }", id=plan))["plan"] == {"state": "PROPOSED"}

    # River wants to begin with what goes well: now the proposal does not do, and nobody accepts it.
    chosen = {"model": "STRENGTHS_BASED", "reason": "River wants to begin with what goes well"}
    await cleo.done("chooseWorkingModel", "case { model }", id=case["id"], **chosen)
    river = stack.person("river", "patient")
    refused = await river.do("acceptPlan", "plan { state }", id=plan, side="CLIENT")
    assert [problem["rule"] for problem in refused["problems"]] == ["model.strengths"]
    await cleo.done("declinePlan", "plan { state }", id=plan, reason="Nothing of what River can")

    # Neither half is enough.
    for rule, goals, strengths in (("model.strengths", GOALS, []), ("model.client_goal", GOALS[1:], STRENGTHS)):
        content = poor | {"goals": goals, "strengths": strengths}
        await cleo.done("revisePlan", "plan { id }", id=plan, **content)
        refused = await cleo.do("proposePlan", "plan { state }", id=plan)
        assert [problem["rule"] for problem in refused["problems"]] == [rule]
        unchanged = [{"version": 1, "state": "DRAFT", "strengths": strengths}]
        assert (await seen(cleo, case, STATE))["plans"] == unchanged

    await cleo.done("revisePlan", "plan { id }", id=plan, **poor | {"strengths": STRENGTHS})
    await cleo.done("proposePlan", "plan { state }", id=plan)
    accepted = await river.done("acceptPlan", "plan { state }", id=plan, side="CLIENT")
    assert accepted["plan"] == {"state": "ACCEPTED"}
