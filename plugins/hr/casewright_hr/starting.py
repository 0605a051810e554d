"""The moves of an onboarding, from the accepted offer to the end of the first week."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused
from casewright_hr.calendar import today
from casewright_hr.onboarding import onboarding
from casewright_hr.start import AccessLevel, NoStartReason, Start
from casewright_hr.values import ShortText, Text


@onboarding.transition("offer_accepted -> preboarding", role="hr_partner")
def begin_preboarding(case: Case[Start]) -> Start:
    """Begin with contract and checks."""
    return case.fields


@onboarding.transition("preboarding", role="hr_partner")
def confirm_right_to_work(case: Case[Start], *, checked_on: date) -> Start:
    """Record that the right to work was checked."""
    if checked_on > today(case.now, case.fields.country):
        raise Refused("a check is recorded once it was made", rule="right_to_work.future", field="checked_on")
    return replace(case.fields, right_to_work_checked_on=checked_on)


@onboarding.transition("preboarding | access_risk", role="hr_partner")
def record_background(case: Case[Start], *, result: Text) -> Start:
    """Record what the background check found; only HR sees it."""
    if not case.fields.sensitive_role:
        raise Refused("this role does not call for a background check", rule="background.not_needed")
    return replace(case.fields, background=result)


@onboarding.transition("preboarding -> access_risk", role="hr_partner")
def review_access(case: Case[Start]) -> Start:
    """Have it looked at what the work opens, and what harm that could do."""
    if case.fields.right_to_work_checked_on is None:
        raise Refused("check the right to work first", rule="right_to_work.unchecked")
    _check_background(case.fields)
    return case.fields


def _check_background(fields: Start) -> None:
    if fields.sensitive_role and fields.background is None:
        raise Refused("check the background first", rule="background.unchecked")


def is_privileged(case: Case[Start], *, access: AccessLevel, systems: tuple[str, ...]) -> bool:
    """Whether another person must agree to the access."""
    return access is AccessLevel.PRIVILEGED


@onboarding.transition(
    "access_risk -> preparation", role="hr_partner", approval=Approval(role="hr_director", when=is_privileged)
)
def grant_access(case: Case[Start], *, access: AccessLevel, systems: tuple[ShortText, ...]) -> Start:
    """Say what the new employee may open: no more than the work needs. To privileged access the HR director agrees.

    Whoever gets more than standard access has a sensitive role, whose background was checked.
    """
    if not systems:
        raise Refused("name what the work has to open", rule="access.systems", field="systems")
    if access is not AccessLevel.STANDARD and not case.fields.sensitive_role:
        message = f"{access} access is for a sensitive role; say that it is one, and check the background"
        raise Refused(message, rule="access.role", field="access")
    _check_background(case.fields)
    return replace(case.fields, access=access, systems=systems)


@onboarding.transition("preparation | day_zero | week_one | reviews", role=("hr_partner", "hiring_manager"))
def name_mentor(case: Case[Start], *, mentor: ShortText) -> Start:
    """Say who looks after the new employee."""
    return replace(case.fields, mentor=mentor)


@onboarding.transition("preparation -> day_zero", role="hr_partner")
def begin_work(case: Case[Start]) -> Start:
    """The first day of work."""
    if today(case.now, case.fields.country) < case.fields.starts_on:
        raise Refused(f"the first day is {case.fields.starts_on}", rule="start.early")
    if case.fields.mentor is None:
        raise Refused("name a mentor first", rule="start.mentor")
    return case.fields


@onboarding.transition("day_zero -> week_one", role="hr_partner")
def finish_first_day(case: Case[Start]) -> Start:
    """Everything of the first day is done."""
    return case.fields


@onboarding.transition("week_one -> reviews", role=("hr_partner", "hiring_manager"))
def finish_first_week(case: Case[Start]) -> Start:
    """The training is done."""
    return case.fields


@onboarding.transition(
    "offer_accepted | preboarding | access_risk | preparation", role="hr_partner", outcome="did_not_start"
)
def cancel(case: Case[Start], *, ground: NoStartReason) -> Start:
    """End the onboarding of somebody who does not start."""
    return replace(case.fields, not_started_because=ground)
