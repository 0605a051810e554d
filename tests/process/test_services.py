"""Services and referrals in a closed loop: asked, answered, done, reported; silence shows."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from casewright.operations.timers import fire_due_timers
from process.yard import Yard, told
from stack.town import codes, nothing_changes, rules

SERVICE = "id what state priority overdue answer report provider { name } intervention { method }"
DUE = "2026-03-05T12:00:00Z"


async def asked(yard: Yard, **values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A garden with a plan, and a service asked of a nursery."""
    case, plan = await yard.planned()
    nursery = await yard.party(case, "provider", "Nursery Green")
    given = {"what": "Forty seedlings", "providerId": nursery, "answerDueAt": DUE}
    given |= {"interventionId": plan["interventions"][0]["id"]} | values
    payload = await yard.gardener.done("requestService", f"service {{ {SERVICE} }}", id=case["id"], **given)
    return case, payload["service"]


async def test_a_service_is_asked_for_accepted_and_reported(yard: Yard) -> None:
    """Each step is on the case and in its history."""
    case, service = await asked(yard, priority="URGENT", because="It is spring")
    assert service["provider"] == {"name": "Nursery Green"}
    assert service["intervention"] == {"method": "Dig the beds"}
    assert (service["state"], service["priority"], service["overdue"]) == ("REQUESTED", "URGENT", False)
    answered = await yard.gardener.done("answerService", "service { state }", id=service["id"], accept=True)
    assert answered["service"]["state"] == "ACCEPTED"
    going = await yard.gardener.done("reportService", "service { state }", id=service["id"], completed=False)
    assert going["service"]["state"] == "IN_PROGRESS"
    done = await yard.gardener.done(
        "reportService", f"service {{ {SERVICE} }}", id=service["id"], completed=True, report="Planted, two died"
    )
    assert (done["service"]["state"], done["service"]["report"]) == ("COMPLETED", "Planted, two died")
    names = [event["name"] for event in (await yard.seen(case, "events(newest: true, first: 4) { name }"))["events"]]
    assert names == ["service_completed", "service_in_progress", "service_accepted", "service_requested"]


async def test_a_case_type_may_refuse_to_ask_somebody(yard: Yard) -> None:
    """It knows the case and who is asked; nothing is asked then. The control: somebody else is asked."""
    case, _ = await yard.planned()
    given = {"what": "Forty seedlings", "answerDueAt": DUE}
    stranger, nursery = [await yard.party(case, "provider", name) for name in ("A stranger", "Nursery Green")]
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do(
            "requestService", "service { id }", id=case["id"], providerId=stranger, **given
        )
    assert rules(refused) == ["service.stranger"]
    assert refused["problems"][0]["path"] == ["input", "providerId"]
    await yard.gardener.done("requestService", "service { id }", id=case["id"], providerId=nursery, **given)


async def test_silence_shows_and_is_recorded_once(yard: Yard) -> None:
    """After the day the answer was due; an answer ends it."""
    case, service = await asked(yard)
    await fire_due_timers(yard.stack.platform)
    assert (await overdue(yard, case)) == (False, [])
    yard.clock.now = datetime(2026, 3, 5, 13, tzinfo=UTC)
    for _ in range(2):
        await fire_due_timers(yard.stack.platform)
    assert (await overdue(yard, case)) == (True, ["service_overdue"])
    await yard.gardener.done("answerService", "service { id }", id=service["id"], accept=True)
    assert (await overdue(yard, case))[0] is False


async def test_an_answer_in_time_is_not_reminded_of(yard: Yard) -> None:
    """The timer is idle then."""
    case, service = await asked(yard)
    await yard.gardener.done("answerService", "service { id }", id=service["id"], accept=False, answer="Sold out")
    yard.clock.now += timedelta(days=30)
    await fire_due_timers(yard.stack.platform)
    assert (await overdue(yard, case)) == (False, [])


async def overdue(yard: Yard, case: dict[str, Any]) -> tuple[bool, list[str]]:
    """Whether the service of the case is overdue, and the events that say so."""
    seen = await yard.seen(case, "services { overdue } events(newest: true, first: 10) { name }")
    names = [event["name"] for event in seen["events"] if event["name"] == "service_overdue"]
    return seen["services"][0]["overdue"], names


async def test_what_is_over_does_not_go_on(yard: Yard) -> None:
    """Rejected is not done, not answered twice, not cancelled."""
    _, service = await asked(yard)
    async with nothing_changes(yard.stack):
        early = await yard.gardener.do("reportService", "case { id }", id=service["id"], completed=True, report="-")
        bare = await yard.gardener.do("answerService", "case { id }", id=service["id"], accept=False)
        mute = await yard.gardener.do("reportService", "case { id }", id=service["id"], completed=True)
    assert rules(early) == ["service.state"]
    assert told(mute) == [("BAD_USER_INPUT", ["input", "report"])]
    assert told(bare) == [("BAD_USER_INPUT", ["input", "answer"])]
    await yard.gardener.done("answerService", "service { id }", id=service["id"], accept=False, answer="Sold out")
    async with nothing_changes(yard.stack):
        late = [
            await yard.gardener.do("answerService", "case { id }", id=service["id"], accept=True),
            await yard.gardener.do("cancelService", "case { id }", id=service["id"], reason="Never mind"),
        ]
    assert [rules(payload) for payload in late] == [["service.state"]] * 2


async def test_a_service_is_cancelled_with_a_reason(yard: Yard) -> None:
    """Which the case keeps."""
    _, service = await asked(yard)
    async with nothing_changes(yard.stack):
        blank = await yard.gardener.do("cancelService", "case { id }", id=service["id"], reason=" ")
    gone = await yard.gardener.done("cancelService", "service { state report }", id=service["id"], reason="We sow")
    assert (codes(blank), gone["service"]) == (["BAD_USER_INPUT"], {"state": "CANCELLED", "report": "We sow"})


@pytest.mark.parametrize(
    ("values", "code", "path"),
    [
        ({"what": " "}, "BAD_USER_INPUT", "what"),
        ({"answerDueAt": "2026-03-02T08:00:00Z"}, "BAD_USER_INPUT", "answerDueAt"),
        ({"answerDueAt": "2026-03-09T08:00:00"}, "BAD_USER_INPUT", "answerDueAt"),
        ({"because": "x" * 10_001}, "BAD_USER_INPUT", "because"),
        ({"providerId": "nobody"}, "BAD_USER_INPUT", "providerId"),
        ({"intervention": "draft"}, "REFUSED", "interventionId"),
        ({"intervention": "elsewhere"}, "NOT_FOUND", "interventionId"),
    ],
)
async def test_what_cannot_be_asked_is_refused(yard: Yard, values: dict[str, Any], code: str, path: str) -> None:
    """By its path, and nothing is written."""
    case = await yard.garden()
    given = {"what": "Seedlings", "answerDueAt": DUE, "providerId": await yard.nora(case)} | values
    source = given.pop("intervention", None)
    if source is not None:
        plan = await yard.drafted(case if source == "draft" else await yard.garden())
        given["interventionId"] = plan["interventions"][0]["id"]
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("requestService", "service { id }", id=case["id"], **given)
    assert told(refused) == [(code, ["input", path])]
