"""The meeting of a grievance, evidence and its custody, what an authority or a tribunal has to know."""

from dataclasses import replace
from datetime import date, datetime

from casewright import Case, Refused
from casewright_hr.calendar import working_days_from
from casewright_hr.complaint import complaint
from casewright_hr.grievance import Complaint, CustodyAct, CustodyEntry, EvidenceItem, GrievanceMeeting
from casewright_hr.injuries import InjuryKind, WorkInjury
from casewright_hr.periods import COMPANION_DAYS
from casewright_hr.values import ShortText, Text

FORMAL = (
    "formal_complaint | classification | investigation_plan | investigation | meeting | decision | appeal"
    " | corrective_action | handover"
)


@complaint.transition("investigation -> meeting", role="er_lead")
def invite(case: Case[Complaint], *, on: date, companion: ShortText | None = None) -> Complaint:
    """Invite to the meeting, with the companion of their choice."""
    return replace(case.fields, meeting=GrievanceMeeting(on=on, companion=companion))


@complaint.transition("meeting", role="er_lead")
def postpone(case: Case[Complaint], *, to: date) -> Complaint:
    """Put the meeting off, because the companion cannot come: to a day within five working days after the first."""
    meeting = _called(case)
    latest = working_days_from(meeting.on, COMPANION_DAYS, case.fields.applicable_country)
    if not meeting.on < to <= latest:
        raise Refused(f"the new day is after {meeting.on} and by {latest}", rule="meeting.companion", field="to")
    return replace(case.fields, meeting=replace(meeting, on=to, postponed_from=meeting.on))


@complaint.transition("meeting", role="er_lead")
def hold_meeting(case: Case[Complaint]) -> Complaint:
    """The complaint was heard."""
    return replace(case.fields, meeting=replace(_called(case), held=True))


def _called(case: Case[Complaint]) -> GrievanceMeeting:
    meeting = case.fields.meeting
    if meeting is None or meeting.held:
        raise Refused("no meeting is called", rule="meeting.called")
    return meeting


@complaint.transition("investigation", role="er_investigator")
def take_evidence(case: Case[Complaint], *, label: ShortText, description: Text, why: Text) -> Complaint:
    """Take something that may prove what happened into custody."""
    if any(item.label == label for item in case.fields.evidence):
        raise Refused(f"there is evidence labelled {label} already", rule="evidence.label", field="label")
    entry = _entry(case, CustodyAct.TAKEN, case.actor.subject, why)
    item = EvidenceItem(label=label, description=description, custody=(entry,))
    return replace(case.fields, evidence=(*case.fields.evidence, item))


@complaint.transition(FORMAL, role=("er_investigator", "er_lead"))
def log_custody(
    case: Case[Complaint], *, label: ShortText, act: CustodyAct, why: Text, to: ShortText | None = None
) -> Complaint:
    """Write down what happened to a piece of evidence, by whoever has it; `to` takes it over."""
    found = next((item for item in case.fields.evidence if item.label == label), None)
    if found is None:
        raise Refused(f"there is no evidence labelled {label}", rule="evidence.label", field="label")
    if found.held_by != case.actor.subject:
        raise Refused(f"{found.held_by or 'nobody'} has it, and says what happens to it", rule="custody.holder")
    if (act is CustodyAct.PASSED_ON) != (to is not None) or act is CustodyAct.TAKEN:
        raise Refused("evidence is passed on to somebody, and taken once", rule="custody.act", field="act")
    gone = act in (CustodyAct.GIVEN_BACK, CustodyAct.DESTROYED)
    entry = _entry(case, act, None if gone else to or found.held_by, why)
    changed = replace(found, custody=(*found.custody, entry))
    return replace(case.fields, evidence=tuple(changed if item is found else item for item in case.fields.evidence))


def _entry(case: Case[Complaint], act: CustodyAct, held_by: str | None, why: str) -> CustodyEntry:
    return CustodyEntry(act=act, by=case.actor.subject, held_by=held_by, at=case.now, why=why)


@complaint.transition(f"intake | informal_resolution | {FORMAL}", role=("er_officer", "er_lead"))
def record_injury(
    case: Case[Complaint], *, kind: InjuryKind, incident_at: datetime, happened_at: datetime, known_at: datetime
) -> Complaint:
    """Write down that somebody was hurt, and see until when an authority is told."""
    if not incident_at <= happened_at <= known_at <= case.now:
        raise Refused("first the incident, then what came of it, then the news of it", rule="injury.order")
    injury = WorkInjury(kind=kind, incident_at=incident_at, happened_at=happened_at, known_at=known_at)
    return replace(case.fields, injury=injury)


@complaint.transition(f"{FORMAL} | wellbeing_check", role=("er_officer", "er_lead"))
def record_conciliation(case: Case[Complaint], *, notified_on: date, certificate_on: date | None = None) -> Complaint:
    """Write down the early conciliation: its notification (Day A), and the certificate (Day B) when there is one."""
    if certificate_on is not None and certificate_on < notified_on:
        raise Refused("the certificate follows the notification", rule="conciliation.order", field="certificate_on")
    return replace(case.fields, conciliation_notified_on=notified_on, conciliation_certificate_on=certificate_on)
