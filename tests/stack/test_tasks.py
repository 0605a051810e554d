"""Tasks: from templates and ad hoc, claimed, done, cancelled; and the list of what is mine."""

from typing import Any

import pytest

from casewright.db.sql import Sql
from casewright_gateway.reads.keyset import Key, order_by
from stack.town import Town, codes, nothing_changes, rules

TASK = "id title state assignee required role dueAt completedBy result"


async def add(town: Town, case: dict[str, Any], **values: Any) -> dict[str, Any]:
    payload = await town.clerk.done("addTask", f"task {{ {TASK} }}", id=case["id"], **({"title": "Ask"} | values))
    task: dict[str, Any] = payload["task"]
    return task


async def test_a_task_is_added_claimed_and_done(town: Town) -> None:
    """Who did it and what came of it stay on record."""
    case = await town.tree()
    task = await add(town, case, role="clerk", dueAt="2026-03-09T12:00:00Z")
    assert (task["state"], task["required"], task["dueAt"]) == ("OPEN", False, "2026-03-09T12:00:00+00:00")
    claimed = await town.clerk.done("claimTask", f"task {{ {TASK} }}", id=task["id"])
    assert claimed["task"]["assignee"] == "carla"
    done = await town.clerk.done("completeTask", f"task {{ {TASK} }} case {{ version }}", id=task["id"], result="yes")
    assert (done["task"]["state"], done["task"]["completedBy"], done["task"]["result"]) == ("DONE", "carla", "yes")
    assert done["case"]["version"] == 1
    events = (await town.seen(case, "events { name }"))["events"]
    assert [event["name"] for event in events] == ["opened", "task_added", "task_claimed", "task_completed"]


async def test_a_required_task_that_was_added_holds_the_case_too(town: Town) -> None:
    """It can be done but not cancelled."""
    case = await town.inspected()
    task = await add(town, case, required=True, title="Call the owner")
    async with nothing_changes(town.stack):
        held = await town.clerk.do(
            "planTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], remedy="prune"
        )
        cancelled = await town.clerk.do("cancelTask", "task { id }", id=task["id"], reason="no owner")
    assert held["problems"][0]["message"] == "done first: Call the owner"
    assert rules(cancelled) == ["tasks.required"]
    await town.clerk.done("completeTask", "task { id }", id=task["id"])
    await town.move(case, "plan", remedy="prune")


async def test_a_discretionary_task_is_cancelled_with_a_reason(town: Town) -> None:
    """And is not done afterwards."""
    task = await add(town, await town.tree())
    async with nothing_changes(town.stack):
        blank = await town.clerk.do("cancelTask", "task { id }", id=task["id"], reason=" ")
    cancelled = await town.clerk.done("cancelTask", f"task {{ {TASK} }}", id=task["id"], reason="found out")
    assert (codes(blank), cancelled["task"]["state"]) == (["BAD_USER_INPUT"], "CANCELLED")
    async with nothing_changes(town.stack):
        late = [
            await town.clerk.do("completeTask", "task { id }", id=task["id"]),
            await town.clerk.do("claimTask", "task { id }", id=task["id"]),
            await town.clerk.do("cancelTask", "task { id }", id=task["id"], reason="again"),
        ]
    assert [rules(payload) for payload in late] == [["tasks.open"]] * 3


@pytest.mark.parametrize(
    ("values", "code"),
    [
        ({"title": "  "}, "BAD_USER_INPUT"),
        ({"title": "x" * 301}, "BAD_USER_INPUT"),
        ({"title": "a\x00"}, "BAD_USER_INPUT"),
        ({"role": "x" * 101}, "BAD_USER_INPUT"),
        ({"dueAt": "2026-03-09T12:00:00"}, "BAD_USER_INPUT"),
        ({"dueAt": "0001-01-01T00:00:00+14:00"}, "BAD_USER_INPUT"),
    ],
)
async def test_a_task_that_cannot_be_written_down_is_refused(town: Town, values: dict[str, Any], code: str) -> None:
    """Without a title, too long, or due at no certain time."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("addTask", "task { id }", id=case["id"], **({"title": "Ask"} | values))
    assert codes(refused) == [code]


async def test_a_task_is_for_its_role_or_its_assignee(town: Town) -> None:
    """Others are told whose it is."""
    case = await town.tree()
    ours, theirs = await add(town, case, role="climber"), await add(town, case, assignee="climber-1")
    async with nothing_changes(town.stack):
        by_role = await town.clerk.do("completeTask", "task { id }", id=ours["id"])
        by_name = await town.clerk.do("claimTask", "task { id }", id=theirs["id"])
    assert (rules(by_role), rules(by_name)) == (["tasks.role"], ["tasks.assignee"])


async def test_a_task_goes_from_one_to_another(town: Town) -> None:
    """Whoever gives cases gives tasks too, also somebody else's; whoever has one gives it back to its role."""
    case = await town.tree()
    task = await add(town, case, role="clerk", assignee="climber-1")
    async with nothing_changes(town.stack):
        unasked = await town.head.do("assignTask", "task { id }", id=task["id"], subject="henry")
        foreign = await town.clerk.do("releaseTask", "task { id }", id=task["id"])
    assert (rules(unasked), rules(foreign)) == (["grant.assign"], ["tasks.owner"])
    given = await town.clerk.done("assignTask", "task { assignee }", id=task["id"], subject="carla")
    assert given["task"] == {"assignee": "carla"}
    back = await town.clerk.done("releaseTask", "task { assignee } case { version }", id=task["id"])
    assert (back["task"], back["case"]) == ({"assignee": None}, {"version": 1})
    again = await town.clerk.done("assignTask", "task { assignee }", id=task["id"], subject="nina")
    open_to_all = await town.clerk.done("assignTask", "task { assignee }", id=task["id"])
    assert (again["task"]["assignee"], open_to_all["task"]["assignee"]) == ("nina", None)
    events = (await town.seen(case, "events(newest: true, first: 2) { name data }"))["events"]
    assert [event["data"]["assignee_before"] for event in events] == ["nina", None]


async def test_a_task_is_due_at_another_time_for_a_reason(town: Town) -> None:
    """The history has both times; nobody moves another's task, or one that is done."""
    case = await town.tree()
    task = await add(town, case, dueAt="2026-03-09T12:00:00Z")
    theirs = await add(town, case, assignee="climber-1")
    later = {"dueAt": "2026-03-16T12:00:00Z", "reason": "The crane is away"}
    moved = await town.clerk.done("rescheduleTask", "task { dueAt }", id=task["id"], **later)
    assert moved["task"] == {"dueAt": "2026-03-16T12:00:00+00:00"}
    [event] = (await town.seen(case, "events(newest: true, first: 1) { name data }"))["events"]
    assert (event["name"], event["data"]["due_before"][:10]) == ("task_rescheduled", "2026-03-09")
    await town.clerk.done("completeTask", "task { id }", id=task["id"])
    async with nothing_changes(town.stack):
        refusals = [
            await town.clerk.do("rescheduleTask", "task { id }", id=each["id"], **later | values)
            for each, values in ((task, {}), (theirs, {}), (theirs, {"reason": " "}))
        ]
    assert [rules(refusal) for refusal in refusals] == [["tasks.open"], ["tasks.assignee"], ["reason.missing"]]


async def test_a_finished_case_gets_no_new_tasks(town: Town) -> None:
    """Nor a suspended one."""
    case = await town.tree()
    await town.move(case, "dismiss")
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("addTask", "task { id }", id=case["id"], title="Ask")
    assert rules(refused) == ["status.final"]


async def test_the_worklist_has_what_is_mine_the_most_urgent_first(town: Town) -> None:
    """Assigned to me, or to nobody and for my role; without a due date last; done ones never."""
    case = await town.tree()
    await town.do_tasks(case)
    later = await add(town, case, title="later", role="clerk", dueAt="2026-05-01T00:00:00Z")
    never = await add(town, case, title="never", role="clerk")
    sooner = await add(town, case, title="sooner", assignee="carla", dueAt="2026-04-01T00:00:00Z")
    await add(town, case, title="for another role", role="climber")
    await add(town, case, title="for another person", assignee="nina")
    done = await add(town, case, title="done", role="clerk")
    await town.clerk.done("completeTask", "task { id }", id=done["id"])
    page = "totalCount edges { cursor node { id case { id } } }"
    query = f"query($n: Int, $c: String) {{ worklist(first: $n, after: $c) {{ {page} }} }}"
    worklist = (await town.clerk.ask(query))["worklist"]
    assert [edge["node"]["id"] for edge in worklist["edges"]] == [sooner["id"], later["id"], never["id"]]
    assert worklist["totalCount"] == 3
    rest = (await town.clerk.ask(query, n=5, c=worklist["edges"][1]["cursor"]))["worklist"]
    assert [edge["node"]["id"] for edge in rest["edges"]] == [never["id"]]


async def test_the_worklist_shows_no_task_of_a_case_one_may_not_see(town: Town) -> None:
    """A climber has the role of the task, but not the case."""
    case = await town.tree()
    climber = town.person("cliff", "climber")
    query = "{ worklist { totalCount } }"
    assert (await climber.ask(query))["worklist"]["totalCount"] == 0
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="cliff")
    assert (await climber.ask(query))["worklist"]["totalCount"] == 1


async def test_a_task_waits_for_those_before_it_and_for_its_checklist(town: Town) -> None:
    """It says what is missing until nothing is; each item is ticked off once, by somebody with the role."""
    case = await town.tree()
    first = await add(town, case, title="Get a ladder")
    climb = await add(town, case, title="Climb", after=[first["id"]], checklist=["Helmet", "Rope"])
    seen = "tasks(state: OPEN) { title waitsFor checklist { item doneBy } }"
    shown = {task["title"]: task for task in (await town.seen(case, seen))["tasks"]}
    assert shown["Climb"]["waitsFor"] == ["Get a ladder"]
    assert shown["Climb"]["checklist"] == [{"item": "Helmet", "doneBy": None}, {"item": "Rope", "doneBy": None}]
    async with nothing_changes(town.stack):
        early = await town.clerk.do("completeTask", "task { id }", id=climb["id"])
    assert early["problems"][0]["message"] == "Climb comes after Get a ladder"
    await town.clerk.done("completeTask", "task { id }", id=first["id"])
    for item in ("Helmet", "Rope"):
        async with nothing_changes(town.stack):
            unready = await town.clerk.do("completeTask", "task { id }", id=climb["id"])
        assert rules(unready) == ["tasks.checklist"]
        await town.clerk.done("checkTaskItem", "task { id }", id=climb["id"], item=item)
    async with nothing_changes(town.stack):
        twice = await town.clerk.do("checkTaskItem", "task { id }", id=climb["id"], item="Rope")
        unknown = await town.clerk.do("checkTaskItem", "task { id }", id=climb["id"], item="Wings")
    assert (rules(twice), rules(unknown)) == (["checklist.done"], ["checklist.unknown"])
    done = await town.clerk.done("completeTask", "task { state waitsFor }", id=climb["id"])
    assert done["task"] == {"state": "DONE", "waitsFor": []}


async def test_a_task_comes_after_tasks_of_its_own_case_only(town: Town) -> None:
    """And no item is on a checklist twice."""
    case, other = await town.tree(), await town.tree()
    foreign = await add(town, other)
    async with nothing_changes(town.stack):
        elsewhere = await town.clerk.do("addTask", "task { id }", id=case["id"], title="x", after=[foreign["id"]])
        twice = await town.clerk.do("addTask", "task { id }", id=case["id"], title="x", checklist=["a", "a"])
    assert [problem["path"] for problem in elsewhere["problems"]] == [["input", "after", "0"]]
    assert rules(twice) == ["checklist.twice"]


async def test_what_waits_for_a_role_is_read_in_the_order_of_its_index(town: Town) -> None:
    """Not through all that others of that role have taken already; nothing is sorted."""
    await add(town, await town.tree(), role="clerk")
    database, explain = town.stack.platform.database, {"sqlite": "EXPLAIN QUERY PLAN ", "postgres": "EXPLAIN "}
    waiting = "SELECT * FROM task t WHERE t.tenant_id = ? AND t.role = ? AND t.assignee IS NULL AND t.state = 'open'"
    order = order_by((Key("t.due_at", "time", nullable=True), Key("t.id", "id")), backward=False)
    async with database.transaction():
        if database.dialect == "postgres":
            await database.rows(Sql("SET LOCAL enable_seqscan = off"))
        await database.rows(Sql("SELECT 1 FROM task"))  # SQLite explains by the schema it read last
        asked = Sql(explain[database.dialect] + waiting, (town.tenant, "clerk")) + order
        plan = str(await database.rows(asked))
    assert "cwx_task_untaken" in plan
    assert "sort" not in plan.lower() and "b-tree" not in plan.lower()
