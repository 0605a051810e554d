"""The moves of an onboarding: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright import Case
from casewright_hr import onboarding, starting
from casewright_hr.checklist import CHECKLIST
from casewright_hr.start import NoStartReason, OnboardingReview, ProbationDecision, ReviewDay, Start

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
NURSE = Start(employee="Amara Osei", position="Nurse", location="Boston", starts_on=TODAY)
REVIEWS = tuple(OnboardingReview(day=day, held_on=TODAY, summary="Well") for day in ReviewDay)


def test_the_days_around_a_start_on_monday() -> None:
    """Vector: a first day on Monday 2026-03-02 has section 2 of Form I-9 due on Thursday the 5th."""
    start = replace(NURSE, starts_on=date(2026, 3, 2))
    assert start.form_i9_due == date(2026, 3, 5)
    assert start.access_due == date(2026, 2, 25)
    assert start.next_review_on == date(2026, 4, 1)


def test_the_equipment_is_ordered_ten_working_days_before() -> None:
    """Presidents' Day, the 16th of February, is no working day: the tenth before March 2nd is the 13th."""
    assert replace(NURSE, starts_on=date(2026, 3, 2)).equipment_due == date(2026, 2, 13)


def test_the_right_to_work_is_checked_before_the_preparation(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Not in the future, and for nobody left out."""
    case = case_of(onboarding, NURSE, "preboarding")
    checked = starting.confirm_right_to_work(case, checked_on=TODAY)
    assert starting.begin_preboarding(case_of(onboarding, NURSE)) == NURSE
    assert rule_of(lambda: starting.confirm_right_to_work(case, checked_on=date(2026, 6, 16))) == "right_to_work.future"
    assert rule_of(lambda: starting.prepare(case)) == "right_to_work.unchecked"
    assert starting.prepare(case_of(onboarding, checked, "preboarding")) == checked


def test_a_sensitive_role_has_its_background_checked(case_of: CaseOf, rule_of: RuleOf) -> None:
    """And no other: what is not needed is not collected."""
    nurse = replace(NURSE, right_to_work_checked_on=TODAY)
    buyer = replace(nurse, sensitive_role=True)
    case = case_of(onboarding, buyer, "preboarding")
    refused = rule_of(lambda: starting.record_background(case_of(onboarding, nurse, "preboarding"), result="Clear"))
    assert refused == "background.not_needed"
    assert rule_of(lambda: starting.prepare(case)) == "background.unchecked"
    checked = starting.record_background(case, result="Clear")
    assert starting.prepare(case_of(onboarding, checked, "preboarding")) == checked
    [check] = [item for item in CHECKLIST if item.title == "Check the background"]
    assert [check.is_for(fields) for fields in (nurse, buyer)] == [False, True]


def test_nobody_starts_early_or_without_a_mentor(case_of: CaseOf, rule_of: RuleOf) -> None:
    """The first day begins at midnight in New York."""
    mentored = starting.name_mentor(case_of(onboarding, NURSE, "preparation"), mentor="Ben")
    eve = datetime(2026, 6, 15, 3, tzinfo=UTC)
    assert mentored.mentor == "Ben"
    early = case_of(onboarding, mentored, "preparation", now=eve)
    assert rule_of(lambda: starting.begin_work(early)) == "start.early"
    assert rule_of(lambda: starting.begin_work(case_of(onboarding, NURSE, "preparation"))) == "start.mentor"
    assert starting.begin_work(case_of(onboarding, mentored, "preparation")) == mentored


def test_the_first_weeks_change_nothing(case_of: CaseOf) -> None:
    """What is to be done there are tasks: the required ones hold the case."""
    assert starting.finish_first_day(case_of(onboarding, NURSE, "day_zero")) == NURSE
    assert starting.finish_first_week(case_of(onboarding, NURSE, "week_one")) == NURSE
    required = [task.title for task in onboarding.tasks if task.required and task.stage in ("day_zero", "week_one")]
    assert len(required) == 5


@pytest.mark.parametrize(
    ("starts_on", "held", "rule"),
    [
        (date(2026, 5, 17), (), "review.early"),
        (date(2026, 5, 16), (), None),
        (date(2026, 5, 16), REVIEWS[:1], "review.twice"),
    ],
)
def test_a_review_is_held_once_and_not_early(
    case_of: CaseOf, rule_of: RuleOf, starts_on: date, held: tuple[OnboardingReview, ...], rule: str | None
) -> None:
    """The thirtieth day after May 16th is today."""
    case = case_of(onboarding, replace(NURSE, starts_on=starts_on, reviews=held), "reviews")
    assert rule_of(lambda: starting.record_review(case, day=ReviewDay.DAY_30, summary="Well")) == rule


def test_the_next_review_is_known(case_of: CaseOf) -> None:
    """A review carries its day; after the last there is none."""
    case = case_of(onboarding, replace(NURSE, starts_on=date(2026, 5, 1)), "reviews")
    reviewed = starting.record_review(case, day=ReviewDay.DAY_30, summary="Well")
    assert reviewed.reviews == REVIEWS[:1]
    assert reviewed.next_review_on == date(2026, 6, 30)
    assert replace(NURSE, reviews=REVIEWS).next_review_on is None


@pytest.mark.parametrize(
    ("held", "decision", "rule", "asks"),
    [
        (REVIEWS[:2], ProbationDecision.PASSED, "probation.reviews", False),
        (REVIEWS, ProbationDecision.PASSED, None, False),
        ((), ProbationDecision.ENDED, None, True),
    ],
)
def test_a_probation_is_passed_with_all_reviews_and_ended_by_two(
    case_of: CaseOf,
    rule_of: RuleOf,
    held: tuple[OnboardingReview, ...],
    decision: ProbationDecision,
    rule: str | None,
    asks: bool,
) -> None:
    """Ending an employment is for the HR director too."""
    case = case_of(onboarding, replace(NURSE, reviews=held), "reviews")
    approval = onboarding.transitions["decide_probation"].approval
    assert approval is not None
    assert approval.levels == ("hr_director",)
    assert rule_of(lambda: starting.decide_probation(case, decision=decision)) == rule
    assert starting.ends(case, decision=decision) is asks


@pytest.mark.parametrize(
    ("decision", "expected"), [(ProbationDecision.PASSED, "settled_in"), (ProbationDecision.ENDED, "left")]
)
def test_the_probation_says_how_it_ended(case_of: CaseOf, decision: ProbationDecision, expected: str) -> None:
    """The feedback is kept, and counted."""
    decided = starting.decide_probation(
        case_of(onboarding, replace(NURSE, reviews=REVIEWS), "reviews"), decision=decision
    )
    heard = starting.give_feedback(case_of(onboarding, decided, "feedback"), rating=2, text="Too many forms")
    case = case_of(onboarding, heard, "feedback")
    outcome = onboarding.transitions["conclude"].outcome
    assert callable(outcome)
    assert outcome(case) == expected
    assert starting.conclude(case) == heard
    assert [metric.function(heard) for metric in onboarding.metrics] == [2]


def test_somebody_who_does_not_start_has_a_reason(case_of: CaseOf) -> None:
    """It is coded."""
    cancelled = starting.cancel(case_of(onboarding, NURSE), ground=NoStartReason.DECLINED)
    assert cancelled.not_started_because is NoStartReason.DECLINED


@pytest.mark.parametrize(
    ("change", "facts", "missing"),
    [
        ({}, {}, ("short_notice",)),
        ({"sensitive_role": True}, {"sensitive_role": ""}, ("short_notice",)),
        ({"offer_accepted_on": date(2026, 6, 1)}, {}, ()),
        ({"offer_accepted_on": date(2026, 6, 2)}, {"short_notice": "it was due on 2026-06-01"}, ()),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], missing: tuple[str, ...]) -> None:
    """Each fires on its fact only, and names what it does not know."""
    risk = case_of(onboarding, replace(NURSE, **change)).risk
    assert ({factor.rule: factor.fact for factor in risk.factors}, risk.missing) == (facts, missing)
