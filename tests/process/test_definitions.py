"""A case keeps the definition it was opened under, until it is brought to the present one."""

from argparse import Namespace
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import count
from typing import Any

import pytest

from casewright import models
from casewright.access.actor import Actor
from casewright.casetype import CaseType
from casewright.events import verify
from casewright.operations.opening import Opening, open_case
from casewright.operations.timers import fire_due_timers
from casewright.platform import Platform
from casewright_gateway.cli import definitions as commands
from casewright_gateway.ids import encode, row_id
from kit import Person, Stack, running
from process import fences
from process.conftest import NOW
from stack.town import NO_WORKER, nothing_changes, rules
from story import WallClock, complete

CASE = "id type version number stage phase definitionVersion"
MIGRATION = "migration { fromVersion toVersion fromStage toStage problems { rule message } }"
_tenants = count(1)


@dataclass(frozen=True)
class Builders:
    """One tenant of a deployment whose plugin declares the second version, and how the first one goes on."""

    stack: Stack
    clock: WallClock
    tenant: str

    @property
    def bea(self) -> Person:
        """Who builds."""
        return self.stack.person("bea", "builder", tenant=self.tenant)

    @property
    def hans(self) -> Person:
        """Who supervises."""
        return self.stack.person("hans", "head", tenant=self.tenant)

    @property
    def fence(self) -> CaseType[Any]:
        """What the plugin declares."""
        return self.stack.platform.case_types["Fence"]

    async def before(self, owner: str = "Nora") -> dict[str, Any]:
        """A fence that was asked for when the first version was the present one."""
        platform, actor = self.stack.platform, Actor.platform(self.tenant, "bea")
        case_id = await open_case(platform, actor, self.fence.older[1], {"owner": owner}, Opening())
        return await self.seen({"id": encode("Fence", case_id)})

    async def built(self, owner: str = "Nora") -> dict[str, Any]:
        """A fence that was built in the old way."""
        case = await self.before(owner)
        assert (await self.act(case, "build"))["problems"] == []
        return case

    async def waiting(self) -> dict[str, Any]:
        """One of which somebody has to decide whether it is painted."""
        case = await self.built("waiting")
        await complete(self.bea, case, "Dig holes")
        assert (await self.act(case, "paint"))["approval"] is not None
        return case

    async def now(self) -> dict[str, Any]:
        """A fence that was asked for by now."""
        payload = await self.bea.done("openFence", f"fence {{ {CASE} }}", owner="Nora")
        case: dict[str, Any] = payload["fence"]
        return case

    async def act(self, case: dict[str, Any], verb: str) -> dict[str, Any]:
        """What came of a move of the case as it is now."""
        values = {"id": case["id"], "expectedVersion": (await self.seen(case))["version"]}
        return await self.bea.do(f"{verb}Fence", f"fence {{ {CASE} }} approval {{ id }}", **values)

    async def seen(self, case: dict[str, Any], selection: str = CASE) -> dict[str, Any]:
        """The case as it is now."""
        query = f"query($id: ID!) {{ case(id: $id) {{ {selection} }} }}"
        found: dict[str, Any] = (await self.hans.ask(query, id=case["id"]))["case"]
        return found

    async def outdated(self) -> dict[str, dict[str, Any]]:
        """What a migration would do, by the owner of the fence."""
        asked = f'{{ outdatedCases(caseType: "Fence") {{ totalCount edges {{ node {{ title {MIGRATION} }} }} }} }}'
        found = (await self.hans.ask(asked))["outdatedCases"]
        assert found["totalCount"] == len(found["edges"])
        return {edge["node"]["title"]: edge["node"]["migration"] for edge in found["edges"]}

    async def migrate(self, case: dict[str, Any]) -> dict[str, Any]:
        """Hans tries to bring a case to the present definition."""
        return await self.hans.do("migrateCase", f"case {{ {CASE} }}", id=case["id"])


@pytest.fixture(scope="module")
async def stack(shared_url: str, tmp_path_factory: pytest.TempPathFactory, clock: WallClock) -> AsyncIterator[Stack]:
    """A gateway with the fences and without a worker."""
    declared = {"fences": fences.plugin(fences.with_earlier())}
    folder = tmp_path_factory.mktemp("data")
    async with running(shared_url, folder, declared, now=clock, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
def builders(stack: Stack, clock: WallClock) -> Builders:
    """A tenant of its own, on a Monday morning."""
    clock.now = NOW
    return Builders(stack, clock, f"builders-{next(_tenants)}")


async def test_a_case_is_worked_as_it_was_opened(builders: Builders) -> None:
    """The new deployment knows the moves of both versions, and makes only those of the case's own."""
    case = await builders.built()
    selection = f"{CASE} availableTransitions {{ name }} clocks {{ name status explanation }}"
    seen = await builders.seen(case, selection)
    assert (seen["definitionVersion"], seen["stage"]) == (1, "built")
    assert {move["name"] for move in seen["availableTransitions"]} == {"varnish", "paint", "finish"}
    assert all(clock["explanation"] for clock in seen["clocks"])
    assert (await builders.act(case, "varnish"))["problems"] == []
    async with nothing_changes(builders.stack):
        assert rules(await builders.act(case, "inspect")) == ["definition.transition"]
    present = await builders.now()
    assert present["definitionVersion"] == 2
    async with nothing_changes(builders.stack):
        assert rules(await builders.act(present, "varnish")) == ["definition.transition"]
    assert (await builders.act(present, "plan"))["fence"]["stage"] == "planned"
    described = await builders.bea.ask("{ caseTypes { version earlierVersions } }")
    assert described["caseTypes"] == [{"version": 2, "earlierVersions": [1]}]


async def test_a_migration_is_simulated_first(builders: Builders) -> None:
    """Each case with its stage then, or with every reason why it cannot; nothing is written."""
    await builders.before("asked")
    await builders.built("built")
    waiting = await builders.waiting()
    painted = await builders.built("painted")
    await complete(builders.bea, painted, "Dig holes")
    asked = (await builders.act(painted, "paint"))["approval"]
    await builders.hans.done("decideApproval", "case { id }", id=asked["id"], approve=True)
    async with nothing_changes(builders.stack):
        found = await builders.outdated()
    assert {owner: (plan["fromStage"], plan["toStage"]) for owner, plan in found.items()} == {
        "asked": ("asked", "asked"),
        "built": ("built", "put_up"),
        "waiting": ("built", "put_up"),
        "painted": ("painted", None),
    }
    problems = {owner: [problem["rule"] for problem in plan["problems"]] for owner, plan in found.items()}
    assert problems == {
        "asked": [],
        "built": [],
        "waiting": ["definition.approval"],
        "painted": ["definition.stage"],
    }
    async with nothing_changes(builders.stack):
        assert rules(await builders.migrate(painted)) == ["definition.stage"]
        assert rules(await builders.migrate(waiting)) == ["definition.approval"]


async def test_running_cases_are_migrated_in_batches(builders: Builders) -> None:
    """Each by an event of its own; what cannot be mapped is left as it was, and told."""
    for owner in ("one", "two", "three"):
        await builders.built(owner)
    waiting = await builders.waiting()
    batches: list[dict[str, Any]] = []
    after: dict[str, Any] = {}
    while not batches or batches[-1]["next"]:
        batch = await builders.hans.done(
            "migrateCases", "migrated next left { number problems { rule } }", caseType="Fence", first=2, **after
        )
        batches.append(batch)
        after = {"after": batch["next"]}
    assert [batch["migrated"] for batch in batches] == [2, 1, 0]
    left = [each for batch in batches for each in batch["left"]]
    assert left == [{"number": waiting["number"], "problems": [{"rule": "definition.approval"}]}]
    assert set(await builders.outdated()) == {"waiting"}
    chains = [found async for _, found in verify(builders.stack.platform.database, builders.tenant)]
    assert chains == [None] * 4


async def test_a_migrated_case_goes_on_by_the_present_definition(builders: Builders) -> None:
    """At the stage that took the place of its own, with the tasks of it, and with a visit that says why."""
    case = await builders.built()
    migrated = await builders.hans.done("migrateCase", f"case {{ {CASE} }}", id=case["id"])
    assert (migrated["case"]["definitionVersion"], migrated["case"]["stage"]) == (2, "put_up")
    history = "tasks { title stage dueAt required } visits { stage reason leftAt } events(newest: true, first: 1) {"
    seen = await builders.seen(case, f"{history} name actor data }} {MIGRATION}")
    assert seen["migration"] is None
    assert [(task["title"], task["stage"], task["dueAt"]) for task in seen["tasks"]] == [
        ("Dig holes", "put_up", "2026-03-04T17:00:00+00:00"),
        ("Measure it", "put_up", None),
    ]
    assert [(visit["stage"], visit["reason"], visit["leftAt"] is None) for visit in seen["visits"]] == [
        ("asked", None, False),
        ("built", None, False),
        ("put_up", "migrated to version 2", True),
    ]
    [event] = seen["events"]
    assert (event["name"], event["actor"]) == ("migrated", "hans")
    assert (event["data"]["version_before"], event["data"]["version"]) == (1, 2)
    assert event["data"]["tasks"]["added"] == ["Measure it"]
    async with nothing_changes(builders.stack):
        assert rules(await builders.migrate(case)) == ["definition.present"]
    await complete(builders.bea, case, "Dig holes")
    assert (await builders.act(case, "inspect"))["fence"]["stage"] == "inspected"


async def test_a_clock_keeps_its_pause_when_its_target_is_swapped(builders: Builders) -> None:
    """Sixteen hours become eight; the day of waiting is carried, and what rings by the old definition is silent."""
    case = await builders.built()
    for verb, later in (("startWaiting", 1), ("endWaiting", 24)):
        builders.clock.now += timedelta(hours=later)
        reason = {"reason": "Which colour?"} if verb == "startWaiting" else {}
        await builders.bea.done(verb, "case { id }", id=case["id"], partyRole="owner", **reason)
    clocks = "clocks { name status deadlineAt explanation }"
    before = {clock["name"]: clock["deadlineAt"] for clock in (await builders.seen(case, clocks))["clocks"]}
    assert before["ready"] == "2026-03-04T17:00:00+00:00"
    await builders.migrate(case)
    [clock] = (await builders.seen(case, clocks))["clocks"]
    assert (clock["name"], clock["deadlineAt"]) == ("ready", "2026-03-03T17:00:00+00:00")
    assert "paused 8 h by waiting for owner" in clock["explanation"]
    builders.clock.now += timedelta(days=7)
    await fire_due_timers(builders.stack.platform)
    events = (await builders.seen(case, "events(first: 100) { name data }"))["events"]
    assert {event["data"]["clock"] for event in events if event["name"] == "clock_passed"} == {"ready"}
    assert events[-1]["name"] == "clock_passed", "no move of the old definition was made in time"


async def test_the_command_line_simulates_and_migrates(
    builders: Builders, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """The simulation names what cannot be mapped and changes nothing; then everything else is migrated."""
    case = await builders.built()
    waiting = await builders.waiting()
    settings, plugins = builders.stack.platform.settings, {"fences": fences.plugin(fences.with_earlier())}
    monkeypatch.setattr(commands, "platform_of", lambda _: Platform(settings, plugins=plugins, now=builders.clock))
    asked = Namespace(case_type="Fence", tenant=builders.tenant)
    told = f"{waiting['number']}: paint waits for an approval that version 2 knows not; decide it"
    async with nothing_changes(builders.stack):
        assert await commands.simulate(asked) == 1
    assert capsys.readouterr().out.splitlines() == [
        told,
        "1 from version 1 at built to version 2 at put_up",
        "1 would be migrated, 1 cannot be",
    ]
    assert await commands.migrate(asked) == 1
    assert capsys.readouterr().out.splitlines() == [told, "1 migrated, 1 left"]
    assert (await builders.seen(case))["definitionVersion"] == 2


async def test_a_definition_that_is_declared_no_more_moves_nothing(
    builders: Builders, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The case is read and written about, and waits for its migration."""
    case, builder = await builders.before(), builders.bea
    monkeypatch.setattr(builders.fence, "older", {})
    selection = f"{CASE} availableTransitions {{ name }} taskTemplates {{ title }} {MIGRATION}"
    query = f"query($id: ID!) {{ case(id: $id) {{ {selection} }} }}"
    seen = (await builder.ask(query, id=case["id"]))["case"]
    assert (seen["definitionVersion"], seen["availableTransitions"], seen["taskTemplates"]) == (1, [], [])
    assert seen["migration"]["toStage"] == "asked"
    async with nothing_changes(builders.stack):
        assert rules(await builders.act(case, "plan")) == ["definition.transition"]
    await builder.done("addNote", "note { id }", id=case["id"], text="Still here")
    assert (await builders.migrate(case))["problems"] == []
    assert (await builders.act(case, "plan"))["fence"]["stage"] == "planned"


async def test_only_who_supervises_migrates(builders: Builders) -> None:
    """And only what is running, of a type there is."""
    case = await builders.built()
    async with nothing_changes(builders.stack):
        assert rules(await builders.bea.do("migrateCase", "case { id }", id=case["id"])) == ["grant.supervise"]
        passed_over = await builders.bea.done("migrateCases", "migrated next", caseType="Fence")
        unknown = await builders.hans.do("migrateCases", "migrated", caseType="Hedge")
        none = await builders.hans.do("migrateCases", "migrated", caseType="Fence", first=-1)
    assert (passed_over["migrated"], passed_over["next"]) == (0, None)
    assert [(each["rule"], each["path"]) for each in unknown["problems"]] == [
        ("case_type.unknown", ["input", "caseType"])
    ]
    assert [(each["rule"], each["path"]) for each in none["problems"]] == [("migration.first", ["input", "first"])]
    await complete(builders.bea, case, "Dig holes")
    assert (await builders.act(case, "finish"))["problems"] == []
    async with nothing_changes(builders.stack):
        assert rules(await builders.migrate(case)) == ["status.final"]
    assert await builders.outdated() == {}


STEPS = "version taskTemplates { effect title taskId changes { field before after } }"


async def test_templates_are_applied_again_with_a_preview(builders: Builders) -> None:
    """A fence that turns out higher needs a permission: shown first, then done, and the second time nothing to do."""
    case = await builders.now()
    assert (await builders.seen(case, STEPS))["taskTemplates"] == []
    async with nothing_changes(builders.stack):
        assert rules(await builders.bea.do("applyTaskTemplates", "case { id }", id=case["id"])) == ["templates.applied"]
    higher = {"id": case["id"], "expectedVersion": case["version"], "height": 3}
    await builders.bea.done("updateFence", "fence { id }", **higher)
    async with nothing_changes(builders.stack):
        [step] = (await builders.seen(case, STEPS))["taskTemplates"]
    assert step == {"effect": "ADD", "title": "Ask the council", "taskId": None, "changes": []}
    applied = await builders.bea.done("applyTaskTemplates", "case { tasks { id title role } }", id=case["id"])
    [task] = applied["case"]["tasks"]
    assert (task["title"], task["role"]) == ("Ask the council", "head")
    await builders.bea.done("addTask", "task { id }", id=case["id"], title="Fetch nails")
    steps = (await builders.seen(case, STEPS))["taskTemplates"]
    assert [(step["effect"], step["title"]) for step in steps] == [
        ("KEEP", "Ask the council"),
        ("KEEP", "Fetch nails"),
    ]
    await builders.hans.done("cancelTask", "task { state }", id=task["id"], reason="It is none of their business")
    async with nothing_changes(builders.stack):
        assert rules(await builders.bea.do("applyTaskTemplates", "case { id }", id=case["id"])) == ["templates.applied"]


async def test_an_open_task_is_changed_by_its_template(builders: Builders) -> None:
    """What another deployment asks for now is shown before and after; whoever sees no tasks is shown none."""
    case = await builders.built()
    await builders.migrate(case)
    due = datetime(2026, 3, 9, 17, tzinfo=UTC)
    async with builders.stack.platform.database.transaction():
        await models.Task.filter(title="Dig holes", case_id=row_id(case["id"])).update(due_at=due)
    step = (await builders.seen(case, STEPS))["taskTemplates"][0]
    changed = {"field": "due_at", "before": due.isoformat(), "after": "2026-03-04T17:00:00+00:00"}
    assert (step["effect"], step["changes"]) == ("CHANGE", [changed])
    applied = await builders.hans.done("applyTaskTemplates", "case { tasks { title dueAt } }", id=case["id"])
    assert applied["case"]["tasks"][0] == {"title": "Dig holes", "dueAt": changed["after"]}


async def test_an_open_task_gets_the_order_and_the_checklist_of_its_template(builders: Builders) -> None:
    """What another deployment left out is shown, then asked for; what is done on the checklist stays done."""
    case = await builders.built()
    await builders.migrate(case)
    height = {"item": "Height", "done_by": "hans", "done_at": "2026-03-02T09:00:00+00:00"}
    async with builders.stack.platform.database.transaction():
        former = models.Task.filter(title="Measure it", case_id=row_id(case["id"]))
        await former.update(after=None, checklist=[height])
    async with nothing_changes(builders.stack):
        [_, step] = (await builders.seen(case, STEPS))["taskTemplates"]
    assert step["changes"] == [
        {"field": "after", "before": None, "after": "Dig holes"},
        {"field": "checklist", "before": "Height", "after": "Height, Angles"},
    ]
    tasks = "tasks { title waitsFor checklist { item doneBy } }"
    applied = await builders.hans.done("applyTaskTemplates", f"case {{ {tasks} }}", id=case["id"])
    [_, measure] = applied["case"]["tasks"]
    assert measure["waitsFor"] == ["Dig holes"]
    assert measure["checklist"] == [{"item": "Height", "doneBy": "hans"}, {"item": "Angles", "doneBy": None}]
    [event] = (await builders.seen(case, "events(newest: true, first: 1) { data }"))["events"]
    [changed] = event["data"]["tasks"]["changed"]
    assert (changed["after"], changed["checklist"]) == ([[], ["Dig holes"]], [["Height"], ["Height", "Angles"]])
    async with nothing_changes(builders.stack):
        again = await builders.hans.do("applyTaskTemplates", "case { id }", id=case["id"])
    assert rules(again) == ["templates.applied"]
