"""The moves of a recruitment, from the application to the word that the applicant gets."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused
from casewright_hr.calendar import today
from casewright_hr.recruitment import ApplicantInterview, Application, ApplicationRejection, recruitment
from casewright_hr.values import ShortText, Text

INTERVIEWERS = 2
"""How many hear an applicant at least, so that no single opinion decides."""

DECIDERS = ("recruiter", "hiring_manager")


@recruitment.transition("application -> interviews", role="recruiter")
def invite(case: Case[Application]) -> Application:
    """Invite the applicant: what the vacancy asks for at least is there."""
    if case.fields.may_work is False:
        raise Refused("the applicant may not work there; say so in the screening", rule="invite.right_to_work")
    return case.fields


@recruitment.transition("interviews", role=DECIDERS)
def record_applicant_interview(case: Case[Application], *, held_on: date, notes: Text) -> Application:
    """Write down what was said, each interviewer once."""
    if any(interview.interviewer == case.actor.subject for interview in case.fields.interviews):
        raise Refused("you have written down your interview already", rule="interview.twice")
    interview = ApplicantInterview(interviewer=case.actor.subject, held_on=held_on, notes=notes)
    return replace(case.fields, interviews=(*case.fields.interviews, interview))


@recruitment.transition("interviews -> selection", role=DECIDERS)
def compare(case: Case[Application]) -> Application:
    """Compare with the other applicants, by the same rubric."""
    if len(case.fields.interviews) < INTERVIEWERS:
        raise Refused(f"{INTERVIEWERS} people hear an applicant first", rule="compare.interviews")
    return case.fields


@recruitment.transition("selection -> offer", role="recruiter", approval=Approval(role="hr_director"))
def make_offer(case: Case[Application], *, salary: ShortText, starts_on: date) -> Application:
    """Offer the work. Nobody unsuitable gets an offer, and somebody else agrees to it."""
    rated = case.standing.assessments.get("structured_interview")
    if rated is None or rated.band == "not_suitable":
        raise Refused("the interviews do not show that the applicant is suitable", rule="offer.rating")
    return replace(
        case.fields, salary_offered=salary, offered_on=today(case.now, case.fields.country), starts_on=starts_on
    )


@recruitment.transition("interviews | selection -> answered", role=DECIDERS)
def turn_down(case: Case[Application], *, ground: ApplicationRejection) -> Application:
    """Take somebody else, for a reason that is about the work."""
    return replace(case.fields, rejected_for=ground)


@recruitment.transition("offer -> answered", role="recruiter")
def accept_offer(case: Case[Application]) -> Application:
    """The applicant takes the offer. Open an onboarding and link the two."""
    return case.fields


def _ended(case: Case[Application]) -> str:
    return "hired" if case.fields.rejected_for is None else "not_selected"


@recruitment.transition("answered", role="recruiter", outcome=_ended)
def close(case: Case[Application]) -> Application:
    """End it once the applicant was told."""
    if case.open_tasks:
        raise Refused("tell the applicant first", rule="close.told")
    return replace(case.fields, told_on=today(case.now, case.fields.country))


@recruitment.transition("offer", role="recruiter", outcome="offer_declined")
def decline_offer(case: Case[Application]) -> Application:
    """The applicant does not take it."""
    return case.fields


@recruitment.transition("interviews | selection", role="recruiter", outcome="withdrawn")
def take_back(case: Case[Application]) -> Application:
    """The applicant takes the application back."""
    return case.fields
