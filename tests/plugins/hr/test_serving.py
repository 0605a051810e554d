"""What employees ask of HR: who is entitled, who agrees, how it ends, and the periods of leave and of data access."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest

import casewright_hr
from casewright import Case, Phase, Scope, Status
from casewright.clocks import ClockStatus, read_clock
from casewright.conditions import Moment
from casewright_hr import service, serving
from casewright_hr.calendar import CALENDAR, WorkCountry
from casewright_hr.service import HrService
from casewright_hr.service_catalogue import SERVICES, HrServiceName
from casewright_hr.start import EmploymentKind
from kit import running
from story import SHOWN, WallClock, act, complete, decide, move, refused

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
LEAVE = HrService(service=HrServiceName.FMLA_LEAVE, subject_person="Ada", opened_for="Ada", details="A birth")
OWN_DATA = replace(LEAVE, service=HrServiceName.DATA_ACCESS, country=WorkCountry.GB, received_on=date(2026, 1, 31))


def test_the_states_of_a_service_are_stages_and_outcomes() -> None:
    """Draft, ready, awaiting approval, in progress, awaiting acceptance; closed complete, incomplete, cancelled."""
    assert service.stages == {
        "draft": Phase.SCREENING,
        "ready": Phase.ASSESSMENT,
        "approval": Phase.PLANNING,
        "in_progress": Phase.IMPLEMENTATION,
        "acceptance": Phase.TRANSITION,
    }
    assert service.outcomes == {
        "complete": Status.COMPLETED,
        "incomplete": Status.COMPLETED,
        "cancelled": Status.TERMINATED,
    }


@pytest.mark.parametrize(
    ("changes", "rule"),
    [
        ({}, None),
        ({"country": WorkCountry.GB}, "entitlement.country"),
        ({"employment": EmploymentKind.CONTRACTOR}, "entitlement.employment"),
        ({"service": HrServiceName.EMPLOYMENT_LETTER, "employment": EmploymentKind.CONTRACTOR}, None),
    ],
)
def test_the_catalogue_says_who_is_entitled(
    case_of: CaseOf, rule_of: RuleOf, changes: dict[str, Any], rule: str | None
) -> None:
    """By country and terms of employment."""
    assert rule_of(lambda: serving.submit(case_of(service, replace(LEAVE, **changes)))) == rule


def test_every_service_has_an_item_with_a_target_and_a_centre(case_of: CaseOf) -> None:
    """Who takes it knows the country first, then the matter; some need the director."""
    assert set(SERVICES) == set(HrServiceName)
    assert service.skills_of is not None
    assert service.skills_of(LEAVE) == ["country_us", "absence"]
    approved = {name for name in SERVICES if serving.needs_approval(case_of(service, replace(LEAVE, service=name)))}
    assert approved == {HrServiceName.PAY_CORRECTION, HrServiceName.FMLA_LEAVE}


def test_three_persons_are_told_apart() -> None:
    """Whom it is about reads, for whom it is asked takes part, and neither handles it whatever their role."""
    grants = {grant.party_roles: grant for grant in service.grants if grant.scope is Scope.PARTY}
    assert set(grants) == {("opened_for",), ("subject_person",)}
    assert {action.value for action in grants["subject_person",].actions} == {"read"}
    assert service.excluded_roles == {"opened_for", "subject_person"}


def told(name: str, field: str, day: str) -> Moment:
    """HR recorded something on the 20th of March 2026, a Friday, about a day before."""
    at = datetime(2026, 3, 20, 15, tzinfo=UTC)
    return Moment("transitioned", at, {"transition": name, "changes": {field: [None, day]}})


@pytest.mark.parametrize(
    ("clock", "moment", "due"),
    [
        ("fmla_eligibility", told("record_need", "need_told_on", "2026-03-16"), datetime(2026, 3, 23, 21, tzinfo=UTC)),
        (
            "fmla_certification",
            told("ask_certification", "certification_asked_on", "2026-03-16"),
            datetime(2026, 4, 1, 4, tzinfo=UTC),
        ),
        (
            "fmla_designation",
            told("record_information", "informed_on", "2026-03-16"),
            datetime(2026, 3, 23, 21, tzinfo=UTC),
        ),
    ],
)
def test_the_periods_of_leave_count_from_what_happened(clock: str, moment: Moment, due: datetime) -> None:
    """Five business days for notices, fifteen calendar days for the certification; of no other service."""
    [declared] = [each for each in service.clocks if each.name == clock]
    assert read_clock(declared, [moment], CALENDAR, moment.at, LEAVE).deadline_at == due
    letter = replace(LEAVE, service=HrServiceName.EMPLOYMENT_LETTER)
    assert read_clock(declared, [moment], CALENDAR, moment.at, letter).status is ClockStatus.PENDING


def test_notices_of_leave_need_what_they_are_about(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Nothing is recorded before it happened, or for another service."""
    case = case_of(service, LEAVE, "ready")
    assert rule_of(lambda: serving.send_eligibility_notice(case)) == "leave.need"
    assert rule_of(lambda: serving.send_designation_notice(case)) == "leave.information"
    assert rule_of(lambda: serving.record_need(case, on=date(2026, 6, 16))) == "leave.future"
    letter = case_of(service, replace(LEAVE, service=HrServiceName.EMPLOYMENT_LETTER), "ready")
    assert rule_of(lambda: serving.record_need(letter, on=date(2026, 6, 1))) == "leave.service"
    needed = serving.record_need(case, on=date(2026, 6, 1))
    asked = serving.ask_certification(case_of(service, needed, "ready"), on=date(2026, 6, 2))
    known = serving.record_information(case_of(service, asked, "ready"), on=date(2026, 6, 10))
    assert serving.send_eligibility_notice(case_of(service, known, "ready")) == known
    assert serving.send_designation_notice(case_of(service, known, "ready")) == known
    days = (known.need_told_on, known.certification_asked_on, known.informed_on)
    assert days == (date(2026, 6, 1), date(2026, 6, 2), date(2026, 6, 10))


def test_a_request_for_own_data_is_answered_in_a_month_or_three(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Two months more with a reason that is told in the first month, once."""
    assert OWN_DATA.answer_due_on == date(2026, 2, 28)
    february = datetime(2026, 2, 27, 12, tzinfo=UTC)
    longer = serving.extend_answer(case_of(service, OWN_DATA, "ready", now=february), because="Ten years of mail")
    assert longer.answer_due_on == date(2026, 4, 30)
    again = case_of(service, longer, "ready", now=february)
    assert rule_of(lambda: serving.extend_answer(again, because="More")) == "answer.twice"
    late = case_of(service, OWN_DATA, "ready", now=datetime(2026, 3, 1, 12, tzinfo=UTC))
    assert rule_of(lambda: serving.extend_answer(late, because="More")) == "answer.late"
    assert rule_of(lambda: serving.extend_answer(case_of(service, LEAVE, "ready"), because="-")) == "answer.service"
    assert LEAVE.answer_due_on is None


def test_it_may_end_without_a_result(case_of: CaseOf) -> None:
    """With the reason, before and after it was begun."""
    assert serving.cancel(case_of(service, LEAVE), because="Not needed").ended_because == "Not needed"
    silent = serving.end_incomplete(case_of(service, LEAVE, "acceptance"), because="No word for a month")
    assert silent.ended_because == "No word for a month"


async def test_a_pay_correction_is_agreed_done_sent_back_and_accepted(database_url: str, tmp_path: Path) -> None:
    """The employee asks and accepts, HR does it, the director agrees; what HR writes to itself stays there."""
    clock = WallClock(datetime(2026, 6, 15, 14, tzinfo=UTC))
    async with running(database_url, tmp_path, {"hr": casewright_hr}, now=clock) as stack:
        ada, hanna = stack.person("ada", "employee"), stack.person("hanna", "hr_partner")
        values = {"service": "PAY_CORRECTION", "subjectPerson": "Ada", "openedFor": "Ada", "details": "June is wrong"}
        parties = [{"role": "opened_for", "name": "Ada", "subject": "ada"}]
        case = (await ada.done("openHrService", f"hrService {{ {SHOWN} }}", parties=parties, **values))["hrService"]
        case = await move(ada, "submit", case)
        case = await move(hanna, "planService", case, plan="Pay the difference in July")
        await hanna.done("addNote", "note { id }", id=case["id"], text="The third time this year")
        asked = await act(hanna, "beginService", case)
        assert asked["approval"]["role"] == "hr_director"
        case = await decide(stack.person("dora", "hr_director"), asked["approval"])
        assert await refused(hanna, "handResultOver", case, result="Done") == ["tasks.required"]
        await complete(hanna, case, "Do what was asked for")
        case = await move(hanna, "handResultOver", case, result="80 more in July")
        case = await move(ada, "sendBack", case, reason="It is 90")
        await complete(hanna, case, "Do what was asked for")
        case = await move(hanna, "handResultOver", case, result="90 more in July")
        case = await move(ada, "acceptResult", case)
        assert (case["status"], case["outcome"]) == ("COMPLETED", "complete")
        question = """query($id: ID!) { case(id: $id) { notes { text } clocks { name status }
            ... on HrService { timesSentBack result } } }"""
        seen = (await ada.ask(question, id=case["id"]))["case"]
        assert (seen["notes"], seen["timesSentBack"], seen["result"]) == ([], 1, "90 more in July")
        assert {each["name"]: each["status"] for each in seen["clocks"]}["delivery"] == "MET"
        other = stack.person("eve", "employee")
        assert (await other.ask("{ hrServices { totalCount } }"))["hrServices"]["totalCount"] == 0
