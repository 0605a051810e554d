"""Moving a case: forward, back, staying, ending; and what holds it where it is."""

from typing import Any

import pytest

from stack.town import Town, codes, nothing_changes, rules


async def refused(town: Town, case: dict[str, Any], transition: str, role: str = "clerk", **values: Any) -> Any:
    given = {"id": case["id"], "expectedVersion": case["version"]} | values
    async with nothing_changes(town.stack):
        payload = await town.person("carla", role).do(f"{transition}TreeCase", "treeCase { id }", **given)
    assert payload["treeCase"] is None
    return payload


async def test_a_case_moves_forward_with_its_fields_and_one_event(town: Town) -> None:
    """Arguments reach the function, the visit ends and the next begins, discretionary tasks fall away."""
    case = await town.tree()
    await town.do_tasks(case)
    payload = await town.clerk.done(
        "inspectTreeCase",
        "treeCase { version stage phase urgency deepest tasks { title state } visits { stage number leftAt enteredBy }"
        " events(newest: true, first: 1) { name actor data } }",
        id=case["id"],
        expectedVersion=case["version"],
        damages=[{"part": "crown", "depth": 3}],
        urgency="NOW",
    )
    moved = payload["treeCase"]
    assert (moved["stage"], moved["phase"], moved["version"]) == ("inspected", "ASSESSMENT", 2)
    assert (moved["urgency"], moved["deepest"]) == ("NOW", 3)
    assert {task["title"]: task["state"] for task in moved["tasks"]} == {
        "Look at the tree": "DONE",
        "Take a picture": "CANCELLED",
    }
    first, second = moved["visits"]
    assert first["leftAt"] is not None
    assert second == {"stage": "inspected", "number": 1, "leftAt": None, "enteredBy": "carla"}
    [event] = moved["events"]
    assert event["name"] == "transitioned"
    assert (event["data"]["from"], event["data"]["to"], event["data"]["transition"]) == (
        "reported",
        "inspected",
        "inspect",
    )
    assert event["data"]["changes"]["urgency"] == ["calm", "now"]


async def test_required_tasks_hold_the_case(town: Town) -> None:
    """The refusal names the task; when it is done the same move is made."""
    case = await town.tree()
    payload = await refused(town, case, "inspect")
    assert rules(payload) == ["tasks.required"]
    assert payload["problems"][0]["message"] == "done first: Look at the tree"
    assert payload["problems"][0]["plugin"] == "default_gates"
    await town.do_tasks(case)
    await town.move(case, "inspect")
    assert case["stage"] == "inspected"


async def test_the_tasks_of_a_stage_are_chosen_by_the_fields_as_they_are_then(town: Town) -> None:
    """A task template with a condition looks at the case that enters the stage."""
    calm, urgent = await town.inspected(), await town.inspected(urgency="NOW")
    titles = []
    for case in (calm, urgent):
        await town.move(case, "plan", remedy="prune")
        titles.append([task["title"] for task in (await town.seen(case, "tasks(state: OPEN) { title }"))["tasks"]])
    assert titles == [[], ["Close the street"]]


async def test_going_back_needs_a_reason_and_is_counted(town: Town) -> None:
    """Each return is a visit of its own, with why; the tasks of the stage come up anew."""
    case = await town.inspected()
    assert rules(await refused(town, case, "sendBack")) == ["visit.reason"]
    assert rules(await refused(town, case, "sendBack", reason="  ")) == ["visit.reason"]
    await town.move(case, "sendBack", reason="which tree?")
    seen = await town.seen(case, "visits { stage phase number reason } tasks(state: OPEN) { title }")
    assert seen["visits"][-1] == {
        "stage": "reported",
        "phase": "SCREENING",
        "number": 2,
        "reason": "which tree?",
    }
    assert [task["title"] for task in seen["tasks"]] == ["Look at the tree", "Take a picture"]


async def test_a_case_that_stays_keeps_its_visit_and_its_tasks(town: Town) -> None:
    """A transition without a target changes fields only, and enters and leaves nothing."""
    case = await town.inspected(cost="100")
    await town.clerk.done("addTask", "task { id }", id=case["id"], title="Ask the neighbour")
    await town.move(case, "book", amount="40.50", remark="rope")
    await town.move(case, "book", amount="9.50")
    seen = await town.seen(
        case,
        "stage visits { stage } tasks(state: OPEN) { title } ... on TreeCase { spent }"
        " events(newest: true, first: 1) { data }",
    )
    assert (seen["stage"], seen["spent"], len(seen["visits"])) == ("inspected", "50.00", 2)
    assert [task["title"] for task in seen["tasks"]] == ["Ask the neighbour"]
    assert (seen["events"][0]["data"]["from"], seen["events"][0]["data"]["to"]) == (None, None)


async def test_a_named_outcome_ends_the_case(town: Town) -> None:
    """The outcome brings its status, and nothing moves any more."""
    case = await town.planned()
    assert rules(await refused(town, case, "replant")) == ["transition.stage"]
    await town.move(case, "fell", price="500")
    approval = (await town.seen(case, "approvals { id }"))["approvals"][0]
    await town.head.done("decideApproval", "approval { state }", id=approval["id"], approve=True)
    await town.move(case, "replant")
    seen = await town.seen(case, "status outcome closedAt stage")
    assert (seen["status"], seen["outcome"], seen["stage"]) == ("COMPLETED", "solved", "replanted")
    assert seen["closedAt"] is not None
    assert rules(await refused(town, case, "sendBack", reason="again")) == ["status.final"]


@pytest.mark.parametrize(
    ("moved", "outcome", "status"), [(False, "unfounded", "TERMINATED"), (True, "moved", "CLOSED")]
)
async def test_an_outcome_may_depend_on_the_arguments(town: Town, moved: bool, outcome: str, status: str) -> None:
    """The case ends where it is, and its open tasks, required or not, are needed no more."""
    case = await town.tree()
    await town.move(case, "dismiss", moved=moved)
    seen = await town.seen(case, "outcome status stage tasks { state }")
    assert (seen["outcome"], seen["status"], seen["stage"]) == (outcome, status, "reported")
    assert {task["state"] for task in seen["tasks"]} == {"CANCELLED"}


@pytest.mark.parametrize(
    ("transition", "role", "values", "code", "rule"),
    [
        ("inspect", "clerk", {"damages": [{"part": "x" * 201}]}, "BAD_USER_INPUT", "input.form"),
        ("inspect", "clerk", {"expectedVersion": 9}, "CONFLICT", "version"),
        ("inspect", "head", {}, "FORBIDDEN", "grant.work"),
        ("inspect", "stranger", {}, "NOT_FOUND", "object.absent"),
        ("plan", "clerk", {"remedy": "fell it"}, "REFUSED", "transition.stage"),
        ("fell", "clerk", {"price": "1"}, "REFUSED", "transition.stage"),
        ("replant", "clerk", {}, "REFUSED", "transition.stage"),
        ("book", "clerk", {"amount": "1"}, "REFUSED", "transition.stage"),
        ("dismiss", "head", {}, "FORBIDDEN", "grant.work"),
    ],
)
async def test_a_refused_move_changes_nothing(
    town: Town, transition: str, role: str, values: dict[str, Any], code: str, rule: str | None
) -> None:
    """Input, version, role, visibility and stage are checked, each with its code and rule."""
    case = await town.tree()
    await town.do_tasks(case)
    payload = await refused(town, case, transition, role, **values)
    assert (codes(payload), rules(payload)) == ([code], [rule])


async def test_a_guard_of_the_plugin_is_a_problem_with_its_rule_and_path(town: Town) -> None:
    """What the function raises is what the client sees."""
    case = await town.inspected(cost="10")
    [problem] = (await refused(town, case, "book", amount="10.01"))["problems"]
    assert problem == {
        "code": "REFUSED",
        "message": "10.01 is more than the 10 planned",
        "path": ["input", "amount"],
        "rule": "book.cost",
        "plugin": "trees",
    }


async def test_fields_built_past_their_constraints_are_refused(town: Town) -> None:
    """A negative booking passes the guard, but less than nothing cannot be spent."""
    case = await town.inspected(cost="10")
    [problem] = (await refused(town, case, "book", amount="-5"))["problems"]
    assert (problem["code"], problem["rule"], problem["plugin"]) == ("REFUSED", "book.fields", "trees")
    assert problem["message"].startswith("spent: ")


async def test_available_transitions_tell_which_buttons_to_draw(town: Town) -> None:
    """Every transition of the stage, open or with the reason why not."""
    case = await town.tree()
    buttons = "availableTransitions { name mutation to needsReason allowed reasons { rule } }"
    seen = {button["name"]: button for button in (await town.seen(case, buttons))["availableTransitions"]}
    assert seen == {
        "inspect": {
            "name": "inspect",
            "mutation": "inspectTreeCase",
            "to": "inspected",
            "needsReason": False,
            "allowed": False,
            "reasons": [{"rule": "tasks.required"}],
        },
        "dismiss": {
            "name": "dismiss",
            "mutation": "dismissTreeCase",
            "to": None,
            "needsReason": False,
            "allowed": True,
            "reasons": [],
        },
    }
    await town.do_tasks(case)
    await town.move(case, "inspect")
    auditor = town.person("otto", "auditor")
    back = {button["name"]: button for button in (await town.seen(case, buttons, auditor))["availableTransitions"]}
    assert back["send_back"]["needsReason"]
    assert {reason["rule"] for button in back.values() for reason in button["reasons"]} == {"grant.work"}


async def test_the_other_plugins_transition_ends_its_case(town: Town) -> None:
    """A move and an outcome at once."""
    hole = (await town.clerk.done("openPothole", "pothole { id }", road="High Street"))["pothole"]
    async with nothing_changes(town.stack):
        stale = await town.clerk.do("fillPothole", "pothole { id }", id=hole["id"], expectedVersion=3)
    assert codes(stale) == ["CONFLICT"]
    filled = await town.clerk.done(
        "fillPothole", "pothole { stage status outcome filled }", id=hole["id"], expectedVersion=1
    )
    assert filled["pothole"] == {"stage": "filled", "status": "COMPLETED", "outcome": "filled", "filled": True}
