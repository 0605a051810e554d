"""The moves of an onboarding, from the accepted offer to the new employee's own word about it."""

from dataclasses import replace
from datetime import date

from casewright import Approval, Case, Refused
from casewright_hr.calendar import today
from casewright_hr.onboarding import onboarding
from casewright_hr.start import NoStartReason, OnboardingReview, ProbationDecision, ReviewDay, Start
from casewright_hr.values import Rating, ShortText, Text


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


@onboarding.transition("preboarding", role="hr_partner")
def record_background(case: Case[Start], *, result: Text) -> Start:
    """Record what the background check found; only HR sees it."""
    if not case.fields.sensitive_role:
        raise Refused("this role does not call for a background check", rule="background.not_needed")
    return replace(case.fields, background=result)


@onboarding.transition("preboarding -> preparation", role="hr_partner")
def prepare(case: Case[Start]) -> Start:
    """Have equipment, accounts and a mentor ready."""
    if case.fields.right_to_work_checked_on is None:
        raise Refused("check the right to work first", rule="right_to_work.unchecked")
    if case.fields.sensitive_role and case.fields.background is None:
        raise Refused("check the background first", rule="background.unchecked")
    return case.fields


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


@onboarding.transition("reviews", role=("hr_partner", "hiring_manager"))
def record_review(case: Case[Start], *, day: ReviewDay, summary: Text) -> Start:
    """Write down what was said after 30, 60 or 90 days."""
    due = day.after(case.fields.starts_on)
    if any(review.day is day for review in case.fields.reviews):
        raise Refused(f"the review of {day} was held already", rule="review.twice", field="day")
    if today(case.now, case.fields.country) < due:
        raise Refused(f"the review of {day} is due on {due}", rule="review.early", field="day")
    review = OnboardingReview(day=day, held_on=today(case.now, case.fields.country), summary=summary)
    return replace(case.fields, reviews=(*case.fields.reviews, review))


def ends(case: Case[Start], *, decision: ProbationDecision) -> bool:
    """Whether somebody loses the job: another person must agree."""
    return decision is ProbationDecision.ENDED


@onboarding.transition(
    "reviews -> feedback",
    role=("hr_partner", "hiring_manager"),
    approval=Approval(role="hr_director", when=ends),
)
def decide_probation(case: Case[Start], *, decision: ProbationDecision) -> Start:
    """End the probation. To pass it all reviews are held; to end the employment the HR director agrees."""
    if decision is ProbationDecision.PASSED and case.fields.next_review_on is not None:
        raise Refused(f"a review is due on {case.fields.next_review_on}", rule="probation.reviews")
    return replace(case.fields, probation=decision)


@onboarding.transition("feedback", role="new_hire")
def give_feedback(case: Case[Start], *, rating: Rating, text: Text) -> Start:
    """Say how the start was, and what should change."""
    return replace(case.fields, feedback_rating=rating, feedback=text)


def _ended(case: Case[Start]) -> str:
    return "left" if case.fields.probation is ProbationDecision.ENDED else "settled_in"


@onboarding.transition("feedback", role="hr_partner", outcome=_ended)
def conclude(case: Case[Start]) -> Start:
    """End the onboarding."""
    return case.fields


@onboarding.transition("offer_accepted | preboarding | preparation", role="hr_partner", outcome="did_not_start")
def cancel(case: Case[Start], *, ground: NoStartReason) -> Start:
    """End the onboarding of somebody who does not start."""
    return replace(case.fields, not_started_because=ground)
