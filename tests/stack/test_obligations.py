"""What a risk level asks for, how an override ends, and the contact a model of working waits for: as time passes."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import pytest

from casewright import models
from casewright.operations.outbox import fan_out
from casewright.operations.timers import fire_due_timers
from casewright.records import kept
from casewright_gateway import ids
from kit import Person
from stack.refuge import PLUGINS, SHOWN, Refuge
from stack.town import codes, nothing_changes, rules
from stack.watch import MONDAY, Watch

WATCHING = {"wilma": "warden", "hugo": "helper"}
RISK = "risk { level reviewDueAt assessments { level assessedBy overrideReason expiresAt reviewDueAt missing } }"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The shelter."""
    return PLUGINS


@pytest.fixture(scope="module")
def now(shared_watch: Watch) -> Watch:
    """The gateway looks at the watch."""
    return shared_watch


async def events(refuge: Refuge, case: dict[str, Any]) -> list[str]:
    seen = await refuge.seen(case, "events(first: 100) { name }")
    return [event["name"] for event in seen["events"]]


async def test_a_level_sets_priority_review_and_escalation(refuge: Refuge, watch: Watch) -> None:
    """At once, when the answers make the risk high: the task is for the role beyond the helper's competence."""
    case = await refuge.visited()
    assert (await refuge.seen(case, "priority risk { reviewDueAt }")) == {
        "priority": "ROUTINE",
        "risk": {"reviewDueAt": None},
    }
    payload = await refuge.assess(case, outside="yes", ill="yes")
    assert payload["case"]["risk"]["level"] == "HIGH"
    seen = await refuge.seen(case, "risk { reviewDueAt } tasks(state: OPEN) { title role required }")
    assert seen["risk"]["reviewDueAt"] == "2026-03-05T00:00:00+00:00"
    title = "Decide who goes on with the case: its risk is high"
    assert seen["tasks"] == [{"title": title, "role": "warden", "required": False}]
    await refuge.assess(case, outside="yes", ill="yes")
    assert len((await refuge.seen(case, "tasks { title }"))["tasks"]) == 1


async def open_tasks(refuge: Refuge, case: dict[str, Any]) -> list[dict[str, Any]]:
    tasks: list[dict[str, Any]] = (await refuge.seen(case, "tasks(state: OPEN) { title role }"))["tasks"]
    return tasks


async def test_what_is_escalated_stays_so_while_the_risk_does(refuge: Refuge, watch: Watch) -> None:
    """Wherever the case goes; a lower level, an end and a new beginning say anew whether it is beyond the helper."""
    escalated = [{"title": "Decide who goes on with the case: its risk is high", "role": "warden"}]
    case = await refuge.visited()
    await refuge.helper.done("addTask", "task { id }", id=case["id"], title="Bring blankets")
    await refuge.assess(case, outside="yes", ill="yes")
    await refuge.move(case, "weigh")
    assert await open_tasks(refuge, case) == escalated
    values = {"id": case["id"], "reason": "A friend is with her"}
    await refuge.warden.done("overrideRisk", "case { id }", level="MODERATE", **values)
    assert await open_tasks(refuge, case) == []
    await refuge.warden.done("overrideRisk", "case { id }", level="HIGH", **values)
    assert await open_tasks(refuge, case) == escalated
    service = {"what": "A bed", "answerDueAt": "2099-01-01T00:00:00Z"}
    service["providerId"] = await party(refuge, case, "host", "The inn")
    await refuge.helper.done("requestService", "service { id }", id=case["id"], **service)
    await refuge.move(await refuge.move(case, "house"), "settle")
    assert await open_tasks(refuge, case) == []
    await refuge.warden.done("reopenCase", "case { id }", id=case["id"], reason="She is outside again")
    assert await open_tasks(refuge, case) == escalated


async def test_those_to_whom_a_risk_escalates_are_told(refuge: Refuge) -> None:
    """The role that is named, once, by an event of its own; nobody else, and nobody while the level stays."""
    for subject, role in WATCHING.items():
        await refuge.warden.done("keepMember", "member { id }", subject=subject, name=subject.title(), roles=[role])
    case = await refuge.visited()
    for _ in range(2):
        await refuge.assess(case, outside="yes", ill="yes")
        await fire_due_timers(refuge.stack.platform)
    told = {subject: await notified(refuge, refuge.person(subject, role)) for subject, role in WATCHING.items()}
    assert told == {"wilma": [("ASSIGNMENT", "risk_escalated")], "hugo": []}
    [event] = [each for each in (await refuge.seen(case, "events { name data }"))["events"] if "escal" in each["name"]]
    assert event["data"] == {"level": "high", "role": "warden"}


async def test_the_fields_give_a_priority_that_risk_and_alerts_only_raise(refuge: Refuge) -> None:
    """It falls back to what the fields say; lists are filtered and ordered by it."""
    calm, urgent = await refuge.asked(), await refuge.asked(alone=True)
    assert (calm["priority"], urgent["priority"]) == ("ROUTINE", "URGENT")
    listed = await refuge.helper.ask(
        """{ cases(orderBy: [{field: PRIORITY, direction: DESC}]) { edges { node { id } } }
        urgent: cases(where: {priority: {eq: URGENT}}) { totalCount } }"""
    )
    assert [edge["node"]["id"] for edge in listed["cases"]["edges"]] == [urgent["id"], calm["id"]]
    assert listed["urgent"]["totalCount"] == 1
    changed = await refuge.helper.done(
        "updateShelterCase", f"shelterCase {{ {SHOWN} }}", id=urgent["id"], expectedVersion=1, alone=False
    )
    assert changed["shelterCase"]["priority"] == "ROUTINE"


async def test_a_review_that_is_due_raises_an_alert_until_the_risk_is_assessed(refuge: Refuge, watch: Watch) -> None:
    """Once; the assessment settles it, names what is missing, and schedules the next one."""
    case = await refuge.visited()
    await refuge.assess(case)
    watch.pass_by(days=6)
    assert await fire_due_timers(refuge.stack.platform) == 0
    await fire_due_timers(refuge.stack.platform)
    seen = await refuge.seen(case, "priority alerts { rule message answer }")
    alert = {"rule": "risk.review", "message": "the risk is to be assessed again", "answer": None}
    assert seen == {"priority": "URGENT", "alerts": [alert]}
    await refuge.helper.done("assessRisk", "case { id }", id=case["id"])
    seen = await refuge.seen(case, f"priority alerts {{ answer answeredBy }} {RISK}")
    assert seen["alerts"] == [{"answer": "the risk was assessed", "answeredBy": "hanna"}]
    assert (seen["priority"], seen["risk"]["reviewDueAt"]) == ("ROUTINE", "2026-03-14T00:00:00+00:00")
    assert (await events(refuge, case))[-2:] == ["risk_review_due", "risk_assessed"]


async def test_missing_data_is_named(refuge: Refuge) -> None:
    """The rule whose fact nobody gave, and the instrument nobody answered."""
    case = await refuge.asked(alone=None)
    seen = await refuge.seen(case, RISK)
    assert seen["risk"]["assessments"][0]["missing"] == ["alone", "need"]


async def test_an_override_falls_back_when_it_expires(refuge: Refuge, watch: Watch) -> None:
    """With reason, author and expiry; afterwards the rules' own level and its obligations are in force."""
    case = await refuge.visited()
    expires = (watch() + timedelta(days=1)).isoformat()
    values = {"id": case["id"], "level": "HIGH", "reason": "The ice is coming", "expiresAt": expires}
    overridden = await refuge.warden.done("overrideRisk", f"case {{ {SHOWN} }}", **values)
    assert (overridden["case"]["risk"]["level"], overridden["case"]["priority"]) == ("HIGH", "URGENT")
    await refuge.assess(case, outside="no")
    assert (await refuge.seen(case))["risk"]["level"] == "HIGH"
    watch.pass_by(hours=25)
    await fire_due_timers(refuge.stack.platform)
    seen = await refuge.seen(case, f"priority {RISK}")
    assert (seen["risk"]["level"], seen["priority"], seen["risk"]["reviewDueAt"]) == ("LOW", "ROUTINE", None)
    overrides = [row for row in seen["risk"]["assessments"] if row["overrideReason"]]
    assert [(row["assessedBy"], row["overrideReason"]) for row in overrides] == [("wim", "The ice is coming")]
    assert (await events(refuge, case))[-1] == "risk_override_ended"
    async with nothing_changes(refuge.stack):
        await fire_due_timers(refuge.stack.platform)


async def test_bad_overrides_are_named_and_change_nothing(refuge: Refuge) -> None:
    """Without a reason, already over, or by somebody who does not supervise."""
    case = await refuge.visited()
    values = {"id": case["id"], "level": "HIGH"}
    async with nothing_changes(refuge.stack):
        blank = await refuge.warden.do("overrideRisk", "case { id }", reason=" ", **values)
        over = await refuge.warden.do("overrideRisk", "case { id }", reason="x", expiresAt=MONDAY.isoformat(), **values)
        helper = await refuge.helper.do("overrideRisk", "case { id }", reason="x", **values)
    assert (rules(blank), rules(over), codes(helper)) == (["reason.missing"], ["risk.expiry"], ["FORBIDDEN"])
    assert [payload["problems"][0]["path"] for payload in (blank, over)] == [
        ["input", "reason"],
        ["input", "expiresAt"],
    ]


async def test_a_case_opens_by_the_first_model_or_the_one_named(refuge: Refuge) -> None:
    """The description says what each asks for; one that the type does not allow opens nothing."""
    assert ((await refuge.asked())["model"], (await refuge.asked(model="INTENSIVE"))["model"]) == (
        "BROKERAGE",
        "INTENSIVE",
    )
    question = "{ caseTypes { models { model contactEvery caseloadLimit records alerts } } }"
    [described] = (await refuge.helper.ask(question))["caseTypes"]
    assert described["models"] == [
        {
            "model": "BROKERAGE",
            "contactEvery": "30 calendar days",
            "caseloadLimit": 60,
            "records": ["referrals"],
            "alerts": False,
        },
        {"model": "INTENSIVE", "contactEvery": "48 hours", "caseloadLimit": 8, "records": ["contacts"], "alerts": True},
    ]
    async with nothing_changes(refuge.stack):
        wrong = await refuge.helper.do("openShelterCase", "shelterCase { id }", name="Ada", model="CLINICAL")
    [problem] = wrong["problems"]
    assert (problem["rule"], problem["path"]) == ("model.unknown", ["input", "model"])


async def test_intensive_work_alerts_when_there_is_no_contact(refuge: Refuge, watch: Watch) -> None:
    """Not before, once, and a contact begins the time anew and settles the alert."""
    case = await refuge.asked(model="INTENSIVE")
    watch.pass_by(hours=47)
    await fire_due_timers(refuge.stack.platform)
    assert (await refuge.seen(case, "alerts { id }"))["alerts"] == []
    watch.pass_by(hours=2)
    for _ in range(2):
        await fire_due_timers(refuge.stack.platform)
    seen = await refuge.seen(case, "priority alerts { rule message }")
    assert seen["priority"] == "URGENT"
    assert seen["alerts"] == [{"rule": "contact.overdue", "message": "no contact for more than 48 hours"}]
    await reach(refuge, case, await party(refuge, case, "guest", "Ada"))
    seen = await refuge.seen(case, "priority alerts(open: true) { id }")
    assert seen == {"priority": "ROUTINE", "alerts": []}
    watch.pass_by(hours=49)
    await fire_due_timers(refuge.stack.platform)
    assert len((await refuge.seen(case, "alerts(open: true) { id }"))["alerts"]) == 1


async def party(refuge: Refuge, case: dict[str, Any], role: str, name: str) -> str:
    """Somebody new in the case; the id of the party."""
    given = {"role": role, "name": name}
    added = await refuge.helper.done("addParty", "role { party { id } }", id=case["id"], party=given)
    identity: str = added["role"]["party"]["id"]
    return identity


async def reach(refuge: Refuge, case: dict[str, Any], who: str, ago: timedelta = timedelta(0)) -> None:
    """Somebody was reached a while ago, which is told only now."""
    made = {"channel": "PHONE", "direction": "OUTGOING", "reached": True, "summary": "All is well"}
    made |= {"madeAt": (refuge.stack.platform.now() - ago).isoformat()}
    await refuge.helper.done("recordContact", "contact { id }", id=case["id"], participants=[who], **made)


async def overdue(refuge: Refuge, case: dict[str, Any]) -> int:
    """How many alerts are open, once what has fallen due is done."""
    await fire_due_timers(refuge.stack.platform)
    return len((await refuge.seen(case, "alerts(open: true) { id }"))["alerts"])


async def test_a_contact_that_is_told_late_moves_nothing_back(refuge: Refuge, watch: Watch) -> None:
    """The last contact counts, whichever was told last."""
    case = await refuge.asked(model="INTENSIVE")
    ada = await party(refuge, case, "guest", "Ada")
    watch.pass_by(hours=30)
    await reach(refuge, case, ada)
    await reach(refuge, case, ada, ago=timedelta(hours=29))
    watch.pass_by(hours=47)
    assert await overdue(refuge, case) == 0
    watch.pass_by(hours=2)
    assert await overdue(refuge, case) == 1


async def test_an_old_contact_settles_no_alert(refuge: Refuge, watch: Watch) -> None:
    """One within the time that the model allows does, and the next is due so long after it."""
    case = await refuge.asked(model="INTENSIVE")
    ada = await party(refuge, case, "guest", "Ada")
    watch.pass_by(hours=60)
    assert await overdue(refuge, case) == 1
    await reach(refuge, case, ada, ago=timedelta(hours=50))
    assert await overdue(refuge, case) == 1
    assert (await events(refuge, case)).count("contact_overdue") == 1
    await reach(refuge, case, ada, ago=timedelta(hours=40))
    assert await overdue(refuge, case) == 0
    watch.pass_by(hours=9)
    assert await overdue(refuge, case) == 1


async def test_only_a_contact_with_whom_the_case_is_about_counts(refuge: Refuge, watch: Watch) -> None:
    """Who was reached at the benefits office is nobody's contact with Ada, by whichever name she was known."""
    case = await refuge.asked(model="INTENSIVE")
    ada, office = await party(refuge, case, "guest", "Ada"), await party(refuge, case, "office", "Benefits")
    namesake = await party(refuge, case, "guest", "Ada B.")
    watch.pass_by(hours=60)
    assert await overdue(refuge, case) == 1
    await reach(refuge, case, office)
    assert await overdue(refuge, case) == 1
    await reach(refuge, case, namesake)
    assert await overdue(refuge, case) == 0
    one = {"id": namesake, "survivorId": ada, "reason": "The same person"}
    await refuge.warden.done("mergeParties", "party { id }", **one)
    await reach(refuge, case, ada, ago=timedelta(hours=20))
    watch.pass_by(hours=47)
    assert await overdue(refuge, case) == 0


async def test_every_model_tells_that_a_contact_is_due(refuge: Refuge, watch: Watch) -> None:
    """Once, to whoever has the case; where the model raises no alert there is none, and the priority stays."""
    case = await refuge.asked(model="BROKERAGE")
    ada = await party(refuge, case, "guest", "Ada")
    await refuge.helper.done("claimCase", "case { id }", id=case["id"])
    watch.pass_by(days=20)
    await reach(refuge, case, ada)
    for days in (29, 2, 1):
        assert "contact_due" not in await events(refuge, case)
        watch.pass_by(days=days)
    for _ in range(2):
        assert await overdue(refuge, case) == 0
    seen = await refuge.seen(case, "priority events(newest: true, first: 1) { name data }")
    told = {"model": "brokerage", "within": "30 calendar days"}
    assert seen == {"priority": "ROUTINE", "events": [{"name": "contact_due", "data": told}]}
    assert await notified(refuge, refuge.helper) == [("OVERDUE", "contact_due")]


async def notified(refuge: Refuge, person: Person) -> list[tuple[str, str]]:
    """What somebody is told, newest first: why, and of which event."""
    await fan_out(refuge.stack.platform)
    edges = (await person.ask("{ notifications { edges { node { kind event { name } } } } }"))["notifications"]["edges"]
    return [(edge["node"]["kind"], edge["node"]["event"]["name"]) for edge in edges]


async def test_a_resting_case_raises_nothing(refuge: Refuge, watch: Watch) -> None:
    """While it is suspended its timers wait; once it has ended they are gone."""
    rests, ends = await refuge.asked(model="INTENSIVE"), await refuge.asked(model="INTENSIVE")
    await refuge.warden.done("suspendCase", "case { id }", id=rests["id"], reason="In hospital")
    await refuge.screen(ends, "NOT_ELIGIBLE", "has_home")
    watch.pass_by(hours=50)
    async with nothing_changes(refuge.stack):
        await fire_due_timers(refuge.stack.platform)
    await refuge.warden.done("resumeCase", "case { id }", id=rests["id"])
    await fire_due_timers(refuge.stack.platform)
    assert len((await refuge.seen(rests, "alerts { id }"))["alerts"]) == 1
    assert await models.Timer.filter(case_id=ids.row_id(ends["id"]), state="pending").count() == 0


async def test_another_model_is_chosen_with_a_reason(refuge: Refuge, watch: Watch) -> None:
    """From then on its own contact frequency holds; the same one, or one not allowed, changes nothing."""
    case = await refuge.asked(model="INTENSIVE")
    watch.pass_by(hours=49)
    await fire_due_timers(refuge.stack.platform)
    values = {"id": case["id"], "reason": "A neighbour looks after him"}
    chosen = await refuge.helper.done("chooseWorkingModel", f"case {{ {SHOWN} }}", model="BROKERAGE", **values)
    assert (chosen["case"]["model"], chosen["case"]["priority"]) == ("BROKERAGE", "ROUTINE")
    async with nothing_changes(refuge.stack):
        same = await refuge.helper.do("chooseWorkingModel", "case { id }", model="BROKERAGE", **values)
        unknown = await refuge.helper.do("chooseWorkingModel", "case { id }", model="CLINICAL", **values)
        blank = await refuge.helper.do("chooseWorkingModel", "case { id }", id=case["id"], model="INTENSIVE", reason="")
    assert (rules(same), rules(unknown), rules(blank)) == (["model.same"], ["model.unknown"], ["reason.missing"])
    watch.pass_by(days=29)
    assert await overdue(refuge, case) == 0
    assert (await events(refuge, case))[-1] == "model_chosen"
    watch.pass_by(days=2)
    assert await overdue(refuge, case) == 0
    assert (await events(refuge, case))[-1] == "contact_due"


WORKED: dict[str, tuple[str, str, dict[str, Any]]] = {
    "BROKERAGE": (
        "a service that somebody was asked for",
        "requestService",
        {"what": "A bed", "answerDueAt": "2099-01-01T00:00:00Z"},
    ),
    "INTENSIVE": (
        "a contact in which somebody was reached, since the case came here",
        "recordContact",
        {"channel": "IN_PERSON", "direction": "OUTGOING", "reached": True, "summary": "Looked in"},
    ),
}
"""What each model asks to have on record, and how that comes there."""


@pytest.mark.parametrize("model", WORKED)
async def test_a_model_holds_the_case_until_its_records_are_there(refuge: Refuge, model: str) -> None:
    """Those of the model by which it is worked and of no other; named to frontend and caller alike."""
    lacking, mutation, values = WORKED[model]
    case = await refuge.visited(model=model)
    await refuge.assess(case)
    case = await refuge.move(case, "weigh")
    async with nothing_changes(refuge.stack):
        held = await refuge.helper.do(
            "houseShelterCase", "shelterCase { id }", id=case["id"], expectedVersion=case["version"]
        )
    [problem] = held["problems"]
    assert (problem["rule"], problem["message"]) == ("model.records", f"not on record yet: {lacking}")
    ada = {"role": "guest", "name": "Ada"}
    role = await refuge.helper.done("addParty", "role { party { id } }", id=case["id"], party=ada)
    party = role["role"]["party"]["id"]
    who = {"providerId": party} if model == "BROKERAGE" else {"participants": [party]}
    await refuge.helper.done(mutation, "case { id }", id=case["id"], **values, **who)
    assert await refuge.reasons(case, "house") == []
    assert (await refuge.move(case, "house"))["stage"] == "housed"


async def test_every_record_is_looked_for(refuge: Refuge) -> None:
    """By both databases; a case that has just begun has none of them."""
    case = await refuge.asked()
    identity = ids.row_id(case["id"])
    assert await kept(refuge.stack.platform.database, [identity]) == {identity: frozenset()}
    await refuge.helper.done("addNote", "note { id }", id=case["id"], text="She sleeps at the station")
    goal = {"description": "A home", "setBy": "CLIENT", "measure": "Nights", "dueOn": "2099-01-01"}
    content = {"goals": [goal], "interventions": [], "strengths": ["Patient"]}
    await refuge.helper.done("draftPlan", "plan { id }", id=case["id"], **content)
    assert (await kept(refuge.stack.platform.database, [identity]))[identity] == {"treatment_notes"}
    await models.Plan.filter(case_id=identity).update(state="accepted")
    found = await kept(refuge.stack.platform.database, [identity])
    assert found[identity] == {"treatment_notes", "client_goal", "strengths"}
