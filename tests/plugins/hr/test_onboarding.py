"""The moves of an onboarding: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any

import pytest

from casewright import Case, Phase
from casewright_hr import onboarding, probation, starting
from casewright_hr.checklist import CHECKLIST
from casewright_hr.start import (
    PROBATION,
    AccessLevel,
    NoStartReason,
    OnboardingReview,
    ProbationDecision,
    ReviewDay,
    Start,
)

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


def test_the_right_to_work_is_checked_before_anything_is_opened(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Not in the future, and for nobody left out."""
    case = case_of(onboarding, NURSE, "preboarding")
    checked = starting.confirm_right_to_work(case, checked_on=TODAY)
    assert starting.begin_preboarding(case_of(onboarding, NURSE)) == NURSE
    assert rule_of(lambda: starting.confirm_right_to_work(case, checked_on=date(2026, 6, 16))) == "right_to_work.future"
    assert rule_of(lambda: starting.review_access(case)) == "right_to_work.unchecked"
    assert starting.review_access(case_of(onboarding, checked, "preboarding")) == checked


def test_a_sensitive_role_has_its_background_checked(case_of: CaseOf, rule_of: RuleOf) -> None:
    """And no other: what is not needed is not collected."""
    nurse = replace(NURSE, right_to_work_checked_on=TODAY)
    buyer = replace(nurse, sensitive_role=True)
    case = case_of(onboarding, buyer, "preboarding")
    refused = rule_of(lambda: starting.record_background(case_of(onboarding, nurse, "preboarding"), result="Clear"))
    assert refused == "background.not_needed"
    assert rule_of(lambda: starting.review_access(case)) == "background.unchecked"
    checked = starting.record_background(case, result="Clear")
    assert starting.review_access(case_of(onboarding, checked, "preboarding")) == checked
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
    assert len(required) == 6


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
    assert rule_of(lambda: probation.record_review(case, day=ReviewDay.DAY_30, summary="Well")) == rule


def test_the_next_review_is_known(case_of: CaseOf) -> None:
    """A review carries its day; after the last there is none."""
    case = case_of(onboarding, replace(NURSE, starts_on=date(2026, 5, 1)), "reviews")
    reviewed = probation.record_review(case, day=ReviewDay.DAY_30, summary="Well")
    assert reviewed.reviews == REVIEWS[:1]
    assert reviewed.next_review_on == date(2026, 6, 30)
    assert replace(NURSE, reviews=REVIEWS).next_review_on is None


@pytest.mark.parametrize(
    ("access", "sensitive", "background", "rule", "asks"),
    [
        (AccessLevel.STANDARD, False, None, None, False),
        (AccessLevel.SENSITIVE, False, None, "access.role", False),
        (AccessLevel.SENSITIVE, True, None, "background.unchecked", False),
        (AccessLevel.SENSITIVE, True, "Clear", None, False),
        (AccessLevel.PRIVILEGED, True, "Clear", None, True),
    ],
)
def test_nobody_may_open_more_than_the_work_needs(
    case_of: CaseOf,
    rule_of: RuleOf,
    access: AccessLevel,
    sensitive: bool,
    background: str | None,
    rule: str | None,
    asks: bool,
) -> None:
    """More than standard access is for a sensitive role with its background checked; to the highest another agrees."""
    case = case_of(onboarding, replace(NURSE, sensitive_role=sensitive, background=background), "access_risk")
    systems = ("Ward system",)
    assert rule_of(lambda: starting.grant_access(case, access=access, systems=systems)) == rule
    assert starting.is_privileged(case, access=access, systems=systems) is asks
    assert rule_of(lambda: starting.grant_access(case, access=access, systems=())) == "access.systems"
    if rule is None:
        granted = starting.grant_access(case, access=access, systems=systems)
        assert (granted.access, granted.systems) == (access, systems)


@pytest.mark.parametrize(("held", "rule"), [(REVIEWS[:2], "probation.reviews"), (REVIEWS, None)])
def test_a_probation_is_decided_after_all_reviews(
    case_of: CaseOf, rule_of: RuleOf, held: tuple[OnboardingReview, ...], rule: str | None
) -> None:
    """On the recommendation of the manager."""
    case = case_of(onboarding, replace(NURSE, reviews=held), "reviews")
    assert rule_of(lambda: probation.recommend(case, recommendation="Should stay")) == rule


def test_an_employment_is_ended_by_two(case_of: CaseOf) -> None:
    """Before the last review too; the new employee does not see what was thought of it."""
    approval = onboarding.transitions["end_employment"].approval
    assert approval is not None
    assert (approval.levels, approval.when) == (("hr_director",), None)
    assert set(onboarding.transitions["end_employment"].sources) == {"reviews", "probation_decision"}
    kept = {name for name, field in onboarding.fields.fields.items() if field.marking.group == PROBATION}
    assert kept == {"recommendation", "ended_because"}
    grants = {grant.role: grant.hide for grant in onboarding.grants}
    assert {role for role, hidden in grants.items() if PROBATION in hidden} == {"it_support", "new_hire"}
    assert {"approval", "event"} <= grants["new_hire"]
    ended = probation.end_employment(case_of(onboarding, NURSE, "reviews"), because="Never came")
    assert (ended.probation, ended.ended_because) == (ProbationDecision.ENDED, "Never came")


@pytest.mark.parametrize(("passed", "expected"), [(True, "settled_in"), (False, "left")])
def test_the_probation_says_how_it_ended(case_of: CaseOf, passed: bool, expected: str) -> None:
    """The feedback is kept, and counted."""
    case = case_of(onboarding, replace(NURSE, reviews=REVIEWS), "probation_decision")
    decided = probation.pass_probation(case) if passed else probation.end_employment(case, because="Too slow")
    if passed:
        decided = probation.check_after_probation(case_of(onboarding, decided, "after_probation"), summary="Well")
        assert decided.after_probation == "Well"
    heard = probation.give_feedback(case_of(onboarding, decided, "feedback"), rating=2, text="Too many forms")
    case = case_of(onboarding, heard, "feedback")
    outcome = onboarding.transitions["conclude"].outcome
    assert callable(outcome)
    assert outcome(case) == expected
    assert probation.conclude(case) == heard
    assert [metric.function(heard) for metric in onboarding.metrics] == [2]


def test_all_nine_phases_are_visited() -> None:
    """From the offer to the new employee's own word."""
    assert set(onboarding.stages.values()) == set(Phase)


def test_somebody_who_does_not_start_has_a_reason(case_of: CaseOf) -> None:
    """It is coded."""
    cancelled = starting.cancel(case_of(onboarding, NURSE), ground=NoStartReason.DECLINED)
    assert cancelled.not_started_because is NoStartReason.DECLINED


@pytest.mark.parametrize(
    ("change", "facts", "missing"),
    [
        ({}, {}, ("far_reaching_access", "short_notice")),
        ({"sensitive_role": True}, {"sensitive_role": ""}, ("far_reaching_access", "short_notice")),
        ({"offer_accepted_on": date(2026, 6, 1)}, {}, ("far_reaching_access",)),
        (
            {"offer_accepted_on": date(2026, 6, 2)},
            {"short_notice": "it was due on 2026-06-01"},
            ("far_reaching_access",),
        ),
        ({"access": AccessLevel.STANDARD}, {}, ("short_notice",)),
        ({"access": AccessLevel.PRIVILEGED}, {"far_reaching_access": "privileged access"}, ("short_notice",)),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], facts: dict[str, str], missing: tuple[str, ...]) -> None:
    """Each fires on its fact only, and names what it does not know."""
    risk = case_of(onboarding, replace(NURSE, **change)).risk
    assert ({factor.rule: factor.fact for factor in risk.factors}, risk.missing) == (facts, missing)
