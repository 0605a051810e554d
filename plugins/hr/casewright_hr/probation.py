"""The moves of an onboarding from the first review to the new employee's own word about it."""

from dataclasses import replace

from casewright import Approval, Case, Refused
from casewright_hr.calendar import today
from casewright_hr.onboarding import onboarding
from casewright_hr.start import OnboardingReview, ProbationDecision, ReviewDay, Start
from casewright_hr.values import Rating, Text

MANAGERS = ("hr_partner", "hiring_manager")


@onboarding.transition("reviews", role=MANAGERS)
def record_review(case: Case[Start], *, day: ReviewDay, summary: Text) -> Start:
    """Write down what was said after 30, 60 or 90 days."""
    due = day.after(case.fields.starts_on)
    if any(review.day is day for review in case.fields.reviews):
        raise Refused(f"the review of {day} was held already", rule="review.twice", field="day")
    if today(case.now, case.fields.country) < due:
        raise Refused(f"the review of {day} is due on {due}", rule="review.early", field="day")
    review = OnboardingReview(day=day, held_on=today(case.now, case.fields.country), summary=summary)
    return replace(case.fields, reviews=(*case.fields.reviews, review))


@onboarding.transition("reviews -> probation_decision", role="hiring_manager")
def recommend(case: Case[Start], *, recommendation: Text) -> Start:
    """Say after all reviews whether the new employee should stay, and why."""
    if case.fields.next_review_on is not None:
        raise Refused(f"a review is due on {case.fields.next_review_on}", rule="probation.reviews")
    return replace(case.fields, recommendation=recommendation)


@onboarding.transition("probation_decision -> after_probation", role="hr_partner")
def pass_probation(case: Case[Start]) -> Start:
    """The new employee stays."""
    return replace(case.fields, probation=ProbationDecision.PASSED)


@onboarding.transition("reviews | probation_decision -> feedback", role=MANAGERS, approval=Approval(role="hr_director"))
def end_employment(case: Case[Start], *, because: Text) -> Start:
    """The employment ends with the probation, or before; the HR director agrees. Open an offboarding."""
    return replace(case.fields, probation=ProbationDecision.ENDED, ended_because=because)


@onboarding.transition("after_probation -> feedback", role=MANAGERS)
def check_after_probation(case: Case[Start], *, summary: Text) -> Start:
    """Write down how it goes once the probation is over."""
    return replace(case.fields, after_probation=summary)


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
