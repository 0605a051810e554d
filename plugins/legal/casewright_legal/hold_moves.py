"""Issuing, answering, reminding of and releasing a legal hold."""

from dataclasses import replace

from casewright import Case, Refused
from casewright_legal.case_type import ENGAGED, LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.fields import Matter
from casewright_legal.holds import acknowledge, in_force, issue, remind
from casewright_legal.values import ShortText, Text


@matter.transition(ENGAGED, role=LAWYERS)
def issue_hold(case: Case[Matter], *, scope: Text, custodians: tuple[ShortText, ...]) -> Matter:
    """Tell everybody who has evidence to keep it; from then on nothing of the file is destroyed."""
    if case.fields.hold is not None and case.fields.hold.released_on is None:
        raise Refused("a legal hold is in force already", rule="hold.in_force")
    return replace(case.fields, hold=issue(scope, custodians, today(case.now)))


@matter.transition(ENGAGED, role=LAWYERS)
def acknowledge_hold(case: Case[Matter], *, custodian: ShortText) -> Matter:
    """Record that a custodian has answered the notice."""
    return replace(case.fields, hold=acknowledge(in_force(case.fields.hold), custodian, today(case.now)))


@matter.transition(ENGAGED, role=LAWYERS)
def remind_custodians(case: Case[Matter]) -> Matter:
    """Remind everybody who has not answered."""
    return replace(case.fields, hold=remind(in_force(case.fields.hold), today(case.now)))


@matter.transition(ENGAGED, role="client_partner")
def release_hold(case: Case[Matter], *, grounds: ShortText) -> Matter:
    """End the hold: the evidence is not needed any more."""
    hold = in_force(case.fields.hold)
    return replace(case.fields, hold=replace(hold, released_on=today(case.now), release_grounds=grounds))
