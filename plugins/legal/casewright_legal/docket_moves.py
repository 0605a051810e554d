"""Putting a day on the docket, moving it, and what becomes of the deadlines that follow from it."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_legal.case_type import LAWYERS, matter
from casewright_legal.court_days import today
from casewright_legal.court_rules import BY_ID, CourtTrigger, ServiceMethod
from casewright_legal.docket import CourtDeadline, DocketEntry, changes_between, deadlines_of, with_entry
from casewright_legal.fields import Matter, court_of, entry_of
from casewright_legal.values import ShortText

IN_COURT = "strategy | pleadings | discovery | trial | negotiation | judgment_follow_up | appeal"
RECORDED_AS_A_DATE = (
    CourtTrigger.SCHEDULING_CONFERENCE,
    CourtTrigger.PLANNING_CONFERENCE,
    CourtTrigger.EXPERTS_DISCLOSED,
    CourtTrigger.HEARING,
    CourtTrigger.EVIDENCE_DISCLOSED,
    CourtTrigger.TRIAL,
)
"""What has no move of its own."""


def docketed(case: Case[Matter], trigger: CourtTrigger, on: date, *, served_by: ServiceMethod | None = None) -> Matter:
    """The fields with the day on the docket, its deadlines computed anew, and what that changed."""
    if not trigger.lies_ahead and on > today(case.now):
        raise Refused(f"{on} has not come yet", rule="date.future", field="on")
    fields = case.fields
    entry = DocketEntry(trigger=trigger, on=on, served_by=served_by, recorded_on=today(case.now))
    return _recomputed(case, replace(fields, docket=with_entry(fields.docket, entry)))


def _recomputed(case: Case[Matter], fields: Matter) -> Matter:
    """The fields with their deadlines computed anew, and what that changed."""
    known, united_states = case.fields.deadlines, fields.united_states_party
    deadlines = deadlines_of(fields.docket, court_of(fields), known, united_states=united_states)
    changes = changes_between(known, deadlines)
    return replace(fields, deadlines=deadlines, deadline_changes=changes, deadlines_on=today(case.now))


@matter.transition(IN_COURT, role=LAWYERS)
def record_date(case: Case[Matter], *, trigger: CourtTrigger, on: date) -> Matter:
    """Put a day on the docket that has no move of its own: a conference, a hearing, what the other side disclosed."""
    if trigger not in RECORDED_AS_A_DATE:
        raise Refused(f"{trigger} has a move of its own", rule="docket.own_move", field="trigger")
    if entry_of(case.fields, trigger) is not None:
        raise Refused(f"{trigger} is on the docket; move it", rule="docket.known", field="trigger")
    return docketed(case, trigger, on)


@matter.transition(IN_COURT, role=LAWYERS)
def move_date(case: Case[Matter], *, trigger: CourtTrigger, on: date, grounds: ShortText) -> Matter:
    """Move a day of the docket: every deadline that follows from it is computed anew, and the change is shown."""
    known = entry_of(case.fields, trigger)
    if known is None:
        raise Refused(f"{trigger} is not on the docket", rule="docket.unknown", field="trigger")
    return docketed(case, trigger, on, served_by=known.served_by)


@matter.transition(IN_COURT, role=LAWYERS)
def recompute_deadlines(case: Case[Matter]) -> Matter:
    """Count every deadline again, because the court or the parties are others now; the change is shown."""
    return _recomputed(case, case.fields)


@matter.transition(IN_COURT, role=LAWYERS)
def override_deadline(case: Case[Matter], *, rule: ShortText, due: date, grounds: ShortText) -> Matter:
    """Let another day bind than the one computed, with the grounds: an order of the court, or a stipulation."""
    deadline = _known(case.fields, rule)
    if due > deadline.computed and not BY_ID[rule].extendable:
        raise Refused(f"no court may extend it ({deadline.source})", rule="deadline.not_extendable", field="due")
    return _with(case, replace(deadline, overridden_to=due, override_grounds=grounds))


@matter.transition(IN_COURT, role=LAWYERS)
def meet_deadline(case: Case[Matter], *, rule: ShortText, met_on: date) -> Matter:
    """Record that it was done, and when."""
    deadline = _known(case.fields, rule)
    if met_on > today(case.now):
        raise Refused(f"{met_on} has not come yet", rule="date.future", field="met_on")
    return _with(case, replace(deadline, met_on=met_on))


@matter.transition(IN_COURT, role=LAWYERS)
def waive_deadline(case: Case[Matter], *, rule: ShortText, grounds: ShortText) -> Matter:
    """Let a day pass on purpose, with the grounds: there is no motion to make, the client takes no appeal."""
    deadline = _known(case.fields, rule)
    if deadline.met_on is not None:
        raise Refused(f"it was met on {deadline.met_on}", rule="deadline.met", field="rule")
    return _with(case, replace(deadline, waived_because=grounds))


def _known(fields: Matter, rule: str) -> CourtDeadline:
    deadline = next((one for one in fields.deadlines if one.rule == rule), None)
    if deadline is None:
        raise Refused(f"no deadline {rule} follows from the docket", rule="deadline.unknown", field="rule")
    return deadline


def _with(case: Case[Matter], changed: CourtDeadline) -> Matter:
    known = case.fields.deadlines
    deadlines = tuple(changed if one.rule == changed.rule else one for one in known)
    changes = changes_between(known, deadlines)
    return replace(case.fields, deadlines=deadlines, deadline_changes=changes, deadlines_on=today(case.now))
