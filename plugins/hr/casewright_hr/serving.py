"""The moves of a service that HR does for an employee, and the notices that leave under the FMLA asks for."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused
from casewright_hr.calendar import today
from casewright_hr.service import HrService, item_of, service
from casewright_hr.service_catalogue import HrServiceName
from casewright_hr.values import Text

WHILE_WORKED = "ready | approval | in_progress"


@service.transition("draft -> ready", role=("employee", "hr_partner"))
def submit(case: Case[HrService]) -> HrService:
    """Ask for it, where the catalogue has it for the country and the terms of the employment."""
    item = item_of(case.fields)
    if case.fields.country not in item.countries:
        raise Refused(f"{item.title} is not for {case.fields.country}", rule="entitlement.country", field="country")
    if case.fields.employment not in item.employment:
        message = f"{item.title} is not for somebody who is {case.fields.employment}"
        raise Refused(message, rule="entitlement.employment", field="employment")
    return replace(case.fields, received_on=case.fields.received_on or today(case.now, case.fields.country))


@service.transition("ready -> approval", role="hr_partner")
def plan_service(case: Case[HrService], *, plan: Text) -> HrService:
    """Say how it is done."""
    return replace(case.fields, plan=plan)


def needs_approval(case: Case[HrService]) -> bool:
    """Whether the catalogue asks for somebody else to agree."""
    return item_of(case.fields).approval


@service.transition(
    "approval -> in_progress", role="hr_partner", approval=Approval(role="hr_director", when=needs_approval)
)
def begin_service(case: Case[HrService]) -> HrService:
    """Begin to do it; for some services the director agrees first."""
    return case.fields


@service.transition("in_progress -> acceptance", role="hr_partner")
def hand_result_over(case: Case[HrService], *, result: Text) -> HrService:
    """Give the result to whoever asked."""
    return replace(case.fields, result=result)


@service.transition("acceptance", role="employee", outcome="complete")
def accept_result(case: Case[HrService]) -> HrService:
    """Say that it is right."""
    return case.fields


@service.transition("acceptance -> in_progress", role="employee")
def send_back(case: Case[HrService]) -> HrService:
    """Say what is not right yet."""
    return replace(case.fields, times_sent_back=case.fields.times_sent_back + 1)


@service.transition("in_progress | acceptance", role="hr_partner", outcome="incomplete")
def end_incomplete(case: Case[HrService], *, because: Text) -> HrService:
    """End it without what was asked for, or without a word from whoever asked."""
    return replace(case.fields, ended_because=because)


@service.transition("draft | ready | approval", role=("employee", "hr_partner"), outcome="cancelled")
def cancel(case: Case[HrService], *, because: Text) -> HrService:
    """End it before it is done."""
    return replace(case.fields, ended_because=because)


def _check_leave(case: Case[HrService], day: date) -> None:
    if case.fields.service is not HrServiceName.FMLA_LEAVE:
        raise Refused("that is for leave under the FMLA", rule="leave.service")
    if day > today(case.now, case.fields.country):
        raise Refused("it is recorded once it has happened", rule="leave.future", field="on")


@service.transition(WHILE_WORKED, role="hr_partner")
def record_need(case: Case[HrService], *, on: date) -> HrService:
    """Write down when the employee told the need for leave."""
    _check_leave(case, on)
    return replace(case.fields, need_told_on=on)


@service.transition(WHILE_WORKED, role="hr_partner")
def send_eligibility_notice(case: Case[HrService]) -> HrService:
    """Tell the employee whether they are eligible."""
    if case.fields.need_told_on is None:
        raise Refused("record first when the need was told", rule="leave.need")
    return case.fields


@service.transition(WHILE_WORKED, role="hr_partner")
def ask_certification(case: Case[HrService], *, on: date) -> HrService:
    """Write down when a certification was asked for."""
    _check_leave(case, on)
    return replace(case.fields, certification_asked_on=on)


@service.transition(WHILE_WORKED, role="hr_partner")
def record_information(case: Case[HrService], *, on: date) -> HrService:
    """Write down when everything that the designation needs was known."""
    _check_leave(case, on)
    return replace(case.fields, informed_on=on)


@service.transition(WHILE_WORKED, role="hr_partner")
def send_designation_notice(case: Case[HrService]) -> HrService:
    """Tell the employee whether the leave counts as leave under the FMLA."""
    if case.fields.informed_on is None:
        raise Refused("record first when everything was known", rule="leave.information")
    return case.fields


@service.transition(WHILE_WORKED, role="hr_partner")
def extend_answer(case: Case[HrService], *, because: Text) -> HrService:
    """Tell somebody who asked for their own data that, and why, the answer takes two months longer."""
    if case.fields.service is not HrServiceName.DATA_ACCESS:
        raise Refused("that is for a request for one's own data", rule="answer.service")
    if case.fields.extended_because is not None:
        raise Refused("it was extended once already", rule="answer.twice")
    if case.fields.answer_due_on is not None and today(case.now, case.fields.country) > case.fields.answer_due_on:
        raise Refused("the first month is over", rule="answer.late")
    return replace(case.fields, extended_because=because)
