"""Counting days under rule 6 of the Federal Rules of Civil Procedure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright_legal.court_days import CALENDAR, FEDERAL, Court, today
from casewright_legal.court_rules import ServiceMethod

ELECTRONIC, MAIL = ServiceMethod.ELECTRONIC, ServiceMethod.MAIL
DAYS = st.dates(date(2000, 1, 1), date(2050, 1, 1))


@pytest.mark.parametrize(
    ("days", "trigger", "method", "expected"),
    [
        (7, date(2016, 11, 18), ELECTRONIC, date(2016, 11, 25)),
        (14, date(2026, 1, 5), ELECTRONIC, date(2026, 1, 20)),
        (14, date(2026, 1, 5), MAIL, date(2026, 1, 23)),
        (21, date(2026, 5, 1), ELECTRONIC, date(2026, 5, 22)),
        (21, date(2026, 5, 1), MAIL, date(2026, 5, 26)),
        (21, date(2026, 6, 12), ELECTRONIC, date(2026, 7, 6)),
        (21, date(2026, 6, 12), MAIL, date(2026, 7, 9)),
        (30, date(2026, 3, 6), ELECTRONIC, date(2026, 4, 6)),
        (14, date(2026, 8, 24), ELECTRONIC, date(2026, 9, 8)),
    ],
)
def test_periods_after_an_event(days: int, trigger: date, method: ServiceMethod, expected: date) -> None:
    """Vectors: weekends and federal holidays at the end, three days for mail after the period and not within it."""
    assert FEDERAL.due_after(trigger, days, added=method.added_days) == expected


@pytest.mark.parametrize(
    ("event", "expected"),
    [(date(2026, 7, 17), date(2026, 7, 2)), (date(2026, 9, 21), date(2026, 9, 4))],
)
def test_periods_before_an_event_roll_backward(event: date, expected: date) -> None:
    """Vectors: 14 days before; 3 July is the observed holiday, and 7 September Labor Day after a weekend."""
    assert FEDERAL.due_before(event, 14) == expected


def test_under_the_rule_before_december_2016_electronic_service_added_days() -> None:
    """The control of the published vector: with three days it would have been 28 November."""
    assert FEDERAL.due_after(date(2016, 11, 18), 7, added=3) == date(2016, 11, 28)


@given(DAYS, st.integers(1, 400), st.sampled_from((0, 3)))
def test_a_period_ends_on_a_court_day_and_never_early(trigger: date, days: int, added: int) -> None:
    """Nor more than a long weekend late, twice with added days."""
    due = FEDERAL.due_after(trigger, days, added=added)
    assert CALENDAR.is_working_day(due)
    assert timedelta(0) <= due - trigger - timedelta(days=days + added) <= timedelta(days=4 * (2 if added else 1))


@given(DAYS, st.integers(1, 400))
def test_a_period_before_an_event_ends_on_a_court_day_and_never_late(event: date, days: int) -> None:
    """Nor more than a long weekend early."""
    due = FEDERAL.due_before(event, days)
    assert CALENDAR.is_working_day(due)
    assert timedelta(0) <= event - timedelta(days=days) - due <= timedelta(days=4)


def test_holidays_of_the_state_count_after_an_event_only() -> None:
    """The day after Thanksgiving is a holiday in Texas; the federal court there counts it forward, not backward."""
    texas = Court(state="TX")
    assert FEDERAL.due_after(date(2026, 11, 20), 7) == date(2026, 11, 27)
    assert texas.due_after(date(2026, 11, 20), 7) == date(2026, 11, 30)
    assert texas.due_before(date(2026, 12, 4), 7) == date(2026, 11, 27)


@pytest.mark.parametrize("method", ServiceMethod)
def test_only_slow_service_adds_days(method: ServiceMethod) -> None:
    """Electronic service adds none since December 1st, 2016, and service in person never did."""
    quick = method in (ServiceMethod.ELECTRONIC, ServiceMethod.IN_PERSON)
    assert method.added_days == (0 if quick else 3)


def test_a_day_ends_at_midnight_at_the_court() -> None:
    """Three in the morning in UTC is still the day before in New York."""
    assert today(datetime(2026, 6, 13, 3, tzinfo=UTC)) == date(2026, 6, 12)


def test_juneteenth_is_a_holiday_since_congress_made_it_one() -> None:
    """The rule lists it since December 2023; the days that Congress declares were holidays before, too."""
    assert FEDERAL.due_after(date(2020, 6, 5), 14) == date(2020, 6, 19)
    assert FEDERAL.due_after(date(2023, 6, 5), 14) == date(2023, 6, 20)


@pytest.mark.parametrize(
    "holiday", [(1, 1), (1, 19), (2, 16), (5, 25), (6, 19), (7, 3), (9, 7), (10, 12), (11, 11), (11, 26), (12, 25)]
)
def test_the_eleven_federal_holidays_are_none_on_which_a_period_ends(holiday: tuple[int, int]) -> None:
    """Those of 2026, Independence Day as it is observed."""
    assert not FEDERAL.is_open(date(2026, *holiday))
