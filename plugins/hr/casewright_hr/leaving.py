"""The moves of an offboarding, from the notice to what is left after the last day."""

from dataclasses import replace
from datetime import date, datetime

from casewright import Case, Refused
from casewright_hr.calendar import today
from casewright_hr.offboarding import Leaving, offboarding
from casewright_hr.values import ShortText, Text


@offboarding.transition("notice -> exit_plan", role="hr_partner")
def confirm_end(case: Case[Leaving]) -> Leaving:
    """The end is confirmed; plan it."""
    return case.fields


@offboarding.transition("exit_plan -> handover", role=("hr_partner", "hiring_manager"))
def name_successor(case: Case[Leaving], *, successor: ShortText) -> Leaving:
    """Say who takes the work over."""
    return replace(case.fields, successor=successor)


@offboarding.transition("handover -> last_day", role="hr_partner")
def reach_last_day(case: Case[Leaving]) -> Leaving:
    """The last day of work."""
    if today(case.now, case.fields.country) < case.fields.last_day:
        raise Refused(f"the last day is {case.fields.last_day}", rule="exit.early")
    return case.fields


@offboarding.transition("last_day", role="it_support")
def record_access_ended(case: Case[Leaving], *, ended_at: datetime) -> Leaving:
    """Write down when the last access ended."""
    if ended_at > case.now:
        raise Refused("it is recorded once it has ended", rule="access.future", field="ended_at")
    return replace(case.fields, access_ended_at=ended_at)


@offboarding.transition("last_day", role=("hr_partner", "hiring_manager"))
def record_assets(case: Case[Leaving], *, returned_on: date) -> Leaving:
    """Write down that everything is back."""
    return replace(case.fields, assets_returned_on=returned_on)


@offboarding.transition("last_day", role="hr_partner")
def record_exit_interview(case: Case[Leaving], *, said: Text) -> Leaving:
    """Write down what was said in confidence; only HR sees it."""
    return replace(case.fields, said_on_leaving=said)


@offboarding.transition("handover | last_day | after_exit", role="hr_partner")
def offer_health_plan(case: Case[Leaving], *, noticed_on: date) -> Leaving:
    """Record the notice of the choice to go on with the health plan; the time for the choice counts from it."""
    if case.fields.covered_until is None:
        raise Refused("there is no health plan to go on with", rule="cobra.none")
    if noticed_on > today(case.now, case.fields.country):
        raise Refused("a notice is recorded once it is given", rule="notice.future", field="noticed_on")
    return replace(case.fields, cobra_noticed_on=noticed_on)


@offboarding.transition("last_day | after_exit", role="hr_partner")
def choose_health_plan(case: Case[Leaving], *, elected_on: date) -> Leaving:
    """Record that the health plan goes on, as whoever leaves has chosen in time."""
    ends = case.fields.cobra_election_ends
    if ends is None:
        raise Refused("offer the choice first", rule="cobra.not_offered")
    if elected_on > ends:
        raise Refused(f"the choice ended on {ends}", rule="cobra.late", field="elected_on")
    return replace(case.fields, cobra_elected_on=elected_on)


@offboarding.transition("last_day -> after_exit", role="hr_partner")
def leave(case: Case[Leaving]) -> Leaving:
    """Nobody leaves with a key."""
    if case.fields.access_ended_at is None:
        raise Refused("end all access first", rule="exit.access")
    if case.fields.assets_returned_on is None:
        raise Refused("take back first what belongs to us", rule="exit.assets")
    return case.fields


@offboarding.transition("after_exit", role="hr_partner", outcome="left")
def settle(case: Case[Leaving], *, paid_on: date) -> Leaving:
    """End it with the last pay; from here on Form I-9 is kept until its day."""
    return replace(case.fields, paid_on=paid_on)


@offboarding.transition("notice | exit_plan | handover", role="hr_partner", outcome="stays")
def stay(case: Case[Leaving], *, because: Text) -> Leaving:
    """End it: the employee stays."""
    return replace(case.fields, stays_because=because)
