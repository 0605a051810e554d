"""The moves of a complaint that is not cleared up at once: heard, found, decided, perhaps appealed."""

from dataclasses import replace
from datetime import date

from casewright import Case, Refused
from casewright_hr.calendar import WorkCountry
from casewright_hr.complaint import complaint
from casewright_hr.grievance import (
    Allegation,
    AllegationFinding,
    Complaint,
    ComplaintInterview,
    ComplaintKind,
    InterviewedAs,
)
from casewright_hr.handling import AllegationSeverity, ComplaintReach
from casewright_hr.values import ShortText, Text


@complaint.transition("intake | formal_complaint", role="er_officer")
def name_complainant(case: Case[Complaint], *, complainant_name: str, complainant_contact: str) -> Complaint:
    """Write down who complained, for the intake only."""
    if case.fields.anonymous:
        raise Refused("this complaint is anonymous and stays so", rule="complainant.anonymous")
    return replace(case.fields, complainant_name=complainant_name, complainant_contact=complainant_contact)


@complaint.transition("informal_resolution | formal_complaint", role="er_officer", outcome="withdrawn")
def withdraw(case: Case[Complaint]) -> Complaint:
    """End the complaint because whoever made it takes it back."""
    return case.fields


@complaint.transition("intake -> informal_resolution", role="er_officer")
def try_informally(case: Case[Complaint], *, attempt: Text) -> Complaint:
    """Try to settle it between those concerned first (Acas Code of Practice 1, of 2015)."""
    return replace(case.fields, informal_attempt=attempt)


@complaint.transition("informal_resolution", role="er_officer", outcome="settled_informally")
def settle_informally(case: Case[Complaint]) -> Complaint:
    """End it: both sides are content."""
    return case.fields


@complaint.transition("intake | informal_resolution -> formal_complaint", role="er_officer")
def formalise(case: Case[Complaint], *, not_informal_because: Text | None = None) -> Complaint:
    """Go on formally: the informal way did not help, or is not right here, which in Great Britain has its reason."""
    tried = case.fields.informal_attempt is not None or not_informal_because is not None
    if case.fields.applicable_country is WorkCountry.GB and not tried:
        message = "try it informally first, or say why that is not right here"
        raise Refused(message, rule="formalise.informal", field="not_informal_because")
    return replace(case.fields, informal_attempt=case.fields.informal_attempt or not_informal_because)


@complaint.transition("formal_complaint | classification", role="er_officer")
def add_allegation(case: Case[Complaint], *, kind: ComplaintKind, statement: Text) -> Complaint:
    """Write down one thing that is said to have happened."""
    allegation = Allegation(kind=kind, statement=statement)
    return replace(case.fields, allegations=(*case.fields.allegations, allegation))


@complaint.transition("formal_complaint -> classification", role="er_officer")
def classify(case: Case[Complaint], *, severity: AllegationSeverity, reach: ComplaintReach) -> Complaint:
    """Say how bad it would be and how many it touches: that decides how it is handled."""
    if not case.fields.allegations:
        raise Refused("write down what is alleged first", rule="classify.allegations")
    return replace(case.fields, severity=severity, reach=reach)


@complaint.transition("classification -> investigation_plan", role="er_lead")
def plan_investigation(
    case: Case[Complaint],
    *,
    investigator: ShortText,
    questions: tuple[Text, ...],
    interim_measures: Text | None = None,
) -> Complaint:
    """Give the complaint to an investigator, with what has to be found out, and what holds meanwhile."""
    if not questions:
        raise Refused("say what has to be found out", rule="plan.questions", field="questions")
    return replace(case.fields, investigator=investigator, questions=questions, interim_measures=interim_measures)


@complaint.transition("investigation_plan -> investigation", role="er_investigator")
def investigate(case: Case[Complaint]) -> Complaint:
    """Begin to hear people and to look at the evidence."""
    if case.actor.subject != case.fields.investigator:
        raise Refused(f"{case.fields.investigator} has it to investigate", rule="investigate.investigator")
    return case.fields


@complaint.transition("investigation", role="er_investigator")
def record_interview(case: Case[Complaint], *, heard_as: InterviewedAs, held_on: date, summary: Text) -> Complaint:
    """Write down what somebody said."""
    interview = ComplaintInterview(heard_as=heard_as, held_on=held_on, summary=summary)
    return replace(case.fields, interviews=(*case.fields.interviews, interview))


@complaint.transition("investigation", role="er_investigator")
def record_finding(case: Case[Complaint], *, allegation: int, finding: AllegationFinding) -> Complaint:
    """Say what was found about an allegation, by its number, from 1."""
    allegations = case.fields.allegations
    if not 1 <= allegation <= len(allegations):
        raise Refused(f"there are the allegations 1 to {len(allegations)}", rule="finding.number", field="allegation")
    heard = {interview.heard_as for interview in case.fields.interviews}
    if finding is AllegationFinding.SUBSTANTIATED and InterviewedAs.RESPONDENT not in heard:
        raise Refused("hear the respondent before you find against them", rule="finding.unheard", field="finding")
    found = replace(allegations[allegation - 1], finding=finding)
    return replace(case.fields, allegations=(*allegations[: allegation - 1], found, *allegations[allegation:]))


@complaint.transition("investigation | meeting -> decision", role="er_lead")
def decide(case: Case[Complaint], *, decision: Text) -> Complaint:
    """Decide on the findings, by somebody who did not investigate; in Great Britain after the meeting."""
    if case.fields.strongest_finding is None:
        raise Refused("every allegation needs a finding", rule="decision.findings")
    if case.fields.applicable_country is WorkCountry.GB and not (case.fields.meeting and case.fields.meeting.held):
        raise Refused("hold the meeting first", rule="decision.meeting")
    if case.actor.subject == case.fields.investigator:
        raise Refused("whoever investigated does not decide", rule="decision.investigator")
    return replace(case.fields, decision=decision, decided_by=case.actor.subject)


@complaint.transition("decision | corrective_action | handover -> appeal", role="er_officer")
def appeal(case: Case[Complaint], *, grounds: Text) -> Complaint:
    """Take up an appeal against the decision."""
    return replace(case.fields, appeal_grounds=grounds)


def _check_uninvolved(case: Case[Complaint]) -> None:
    """An appeal is heard by somebody not involved before (Acas Code of Practice 1, of 2015, where possible)."""
    if case.actor.subject in (case.fields.decided_by, case.fields.investigator):
        raise Refused("an appeal is heard by somebody who was not involved before", rule="appeal.involved")


@complaint.transition("appeal -> decision", role="er_lead")
def dismiss_appeal(case: Case[Complaint]) -> Complaint:
    """Let the decision stand."""
    _check_uninvolved(case)
    return case.fields


@complaint.transition("appeal -> investigation_plan", role="er_lead")
def uphold_appeal(case: Case[Complaint], *, investigator: ShortText) -> Complaint:
    """Take the decision and its findings back, and have the complaint investigated again by somebody else."""
    _check_uninvolved(case)
    if investigator == case.fields.investigator:
        raise Refused("have somebody else investigate", rule="appeal.investigator", field="investigator")
    allegations = tuple(replace(allegation, finding=None) for allegation in case.fields.allegations)
    return replace(
        case.fields,
        allegations=allegations,
        investigator=investigator,
        meeting=None,
        decision=None,
        decided_by=None,
        actions=(),
        appeals_upheld=case.fields.appeals_upheld + 1,
    )
