"""The moves of an offboarding and of a starting group: when each is refused, and what each changes."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from casewright import Case, Gate, Risk
from casewright.clocks import ClockStatus, read_clock
from casewright.conditions import Moment
from casewright_hr import cohort, leaving, offboarding
from casewright_hr.calendar import CALENDAR, WorkCountry
from casewright_hr.cohort import Cohort, call_off, conclude, look_back, prepare_group, start_together
from casewright_hr.offboarding import CONFIDENCE, Leaving, LeavingGround, end_of_access, end_of_last_day

CaseOf = Callable[..., Case[Any]]
RuleOf = Callable[[Callable[[], object]], str | None]
TODAY = date(2026, 6, 15)
END = datetime(2026, 6, 15, 21, tzinfo=UTC)
"""17:00 in New York."""
LEAVER = Leaving(
    employee="Ben",
    position="Buyer",
    hired_on=date(2020, 6, 1),
    last_day=TODAY,
    access_ends_at=END,
    ground=LeavingGround.RESIGNATION,
)


@pytest.mark.parametrize(("last_day", "rule"), [(TODAY, None), (date(2026, 6, 16), "exit.early")])
def test_the_last_day_is_not_early(case_of: CaseOf, rule_of: RuleOf, last_day: date, rule: str | None) -> None:
    """It is reached on its day."""
    case = case_of(offboarding, replace(LEAVER, last_day=last_day), "handover")
    assert rule_of(lambda: leaving.reach_last_day(case)) == rule


def test_nobody_leaves_with_a_key(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Access has ended and everything is back; what was said in confidence is kept apart."""
    case = case_of(offboarding, LEAVER, "last_day", now=END + timedelta(hours=2))
    assert rule_of(lambda: leaving.leave(case)) == "exit.access"
    later = case.now + timedelta(minutes=1)
    assert rule_of(lambda: leaving.record_access_ended(case, ended_at=later)) == "access.future"
    ended = leaving.record_access_ended(case, ended_at=END + timedelta(minutes=90))
    assert (LEAVER.minutes_of_access_too_long, ended.minutes_of_access_too_long) == (None, 90)
    assert rule_of(lambda: leaving.leave(case_of(offboarding, ended, "last_day"))) == "exit.assets"
    back = leaving.record_assets(case_of(offboarding, ended, "last_day"), returned_on=TODAY)
    assert leaving.leave(case_of(offboarding, back, "last_day")) == back
    said = leaving.record_exit_interview(case_of(offboarding, back, "last_day"), said="The hours were too long")
    assert said.said_on_leaving == "The hours were too long"
    assert {grant.role for grant in offboarding.grants if CONFIDENCE not in grant.hide} == {"hr_partner", "hr_director"}


def test_the_plain_moves_of_leaving(case_of: CaseOf) -> None:
    """A successor, the last pay, or staying after all."""
    case = case_of(offboarding, LEAVER)
    assert leaving.confirm_end(case) == LEAVER
    assert leaving.name_successor(case, successor="Carla").successor == "Carla"
    assert leaving.settle(case, paid_on=TODAY).paid_on == TODAY
    assert leaving.stay(case, because="A raise").stays_because == "A raise"


@pytest.mark.parametrize(
    ("covered_until", "noticed_on", "ends"),
    [
        (date(2026, 6, 30), TODAY, date(2026, 8, 29)),
        (date(2026, 5, 31), TODAY, date(2026, 8, 14)),
        (date(2026, 6, 30), None, None),
        (None, TODAY, None),
    ],
)
def test_the_choice_of_the_health_plan_ends_sixty_days_after_the_later_of_two(
    covered_until: date | None, noticed_on: date | None, ends: date | None
) -> None:
    """After the loss of cover, or the notice; without either there is no choice yet."""
    fields = replace(LEAVER, covered_until=covered_until, cobra_noticed_on=noticed_on)
    assert fields.cobra_election_ends == ends


def test_the_health_plan_is_offered_and_chosen_in_time(case_of: CaseOf, rule_of: RuleOf) -> None:
    """Not offered where there is none, not before today, not chosen unoffered or a day late."""
    assert rule_of(lambda: leaving.offer_health_plan(case_of(offboarding, LEAVER), noticed_on=TODAY)) == "cobra.none"
    covered = case_of(offboarding, replace(LEAVER, covered_until=TODAY), "after_exit")
    tomorrow = date(2026, 6, 16)
    assert rule_of(lambda: leaving.offer_health_plan(covered, noticed_on=tomorrow)) == "notice.future"
    assert rule_of(lambda: leaving.choose_health_plan(covered, elected_on=TODAY)) == "cobra.not_offered"
    offered = case_of(offboarding, leaving.offer_health_plan(covered, noticed_on=TODAY), "after_exit")
    assert leaving.choose_health_plan(offered, elected_on=date(2026, 8, 14)).cobra_elected_on == date(2026, 8, 14)
    assert rule_of(lambda: leaving.choose_health_plan(offered, elected_on=date(2026, 8, 15))) == "cobra.late"


@pytest.mark.parametrize(
    ("change", "status"),
    [
        ({"covered_until": TODAY}, ClockStatus.RUNNING),
        ({}, ClockStatus.PENDING),
        ({"covered_until": TODAY, "country": WorkCountry.GB}, ClockStatus.PENDING),
    ],
)
def test_the_notice_has_44_days_from_the_last_day(change: dict[str, Any], status: ClockStatus) -> None:
    """Where there is a health plan, in the United States; the notice stops it."""
    [clock] = [each for each in offboarding.clocks if each.name == "cobra_notice"]
    opened = Moment("opened", datetime(2026, 6, 1, tzinfo=UTC), {"to": "notice", "fields": {"last_day": str(TODAY)}})
    state = read_clock(clock, [opened], CALENDAR, END, replace(LEAVER, **change))
    assert state.status is status
    if state.deadline_at:
        assert state.deadline_at == datetime(2026, 7, 30, 4, tzinfo=UTC)
        told = Moment("transitioned", END, {"changes": {"cobra_noticed_on": [None, str(TODAY)]}})
        assert read_clock(clock, [opened, told], CALENDAR, END, replace(LEAVER, **change)).status is ClockStatus.MET


def test_what_is_due_on_the_last_day(case_of: CaseOf) -> None:
    """All access ends at its own moment, the rest by the close of business."""
    case = case_of(offboarding, LEAVER)
    assert (end_of_last_day(case), end_of_access(case)) == (END, END)
    by_title = {task.title: task for task in offboarding.tasks}
    assert by_title["End all access"].due is end_of_access
    assert by_title["End all access"].required


@pytest.mark.parametrize(
    ("change", "rules", "level"),
    [
        ({}, [], Risk.LOW),
        ({"ground": LeavingGround.DISMISSAL}, ["dismissed"], Risk.MODERATE),
        ({"access_ends_at": datetime(2026, 6, 16, 4, tzinfo=UTC)}, [], Risk.LOW),
        ({"access_ends_at": datetime(2026, 6, 16, 5, tzinfo=UTC)}, ["access_outlasts"], Risk.HIGH),
    ],
)
def test_risk_rules(case_of: CaseOf, change: dict[str, Any], rules: list[str], level: Risk) -> None:
    """The last day ends at midnight in New York."""
    risk = case_of(offboarding, replace(LEAVER, **change)).risk
    assert ([factor.rule for factor in risk.factors], risk.level) == (rules, level)


def test_a_group_ends_after_its_people(case_of: CaseOf) -> None:
    """The gate holds it while an onboarding is open; then it says what has to change."""
    group = Cohort(group="Starters of March", starts_on=TODAY, people=10)
    assert cohort.gates == {"starting": (Gate.CHILDREN_ENDED,)}
    case = case_of(cohort, group)
    assert prepare_group(case) == start_together(case) == look_back(case) == group
    assert conclude(case, lessons="Less reading").lessons == "Less reading"
    assert call_off(case, because="No budget").called_off_because == "No budget"
