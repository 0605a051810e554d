"""Recurrence rules: the days of RFC 5545, bounded in time and work."""

from datetime import date, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.errors import Invalid
from casewright.recurrence import check_recurrence, next_dates, occurrences

START = date(2026, 3, 2)


def test_days_of_rules() -> None:
    """Twice a week for a count, each month until a day, the last workday of a month (RFC 5545, 3.8.5.3)."""
    twice = list(occurrences("FREQ=WEEKLY;BYDAY=MO,TH;COUNT=3", START))
    assert twice == [date(2026, 3, 2), date(2026, 3, 5), date(2026, 3, 9)]
    monthly = list(occurrences("FREQ=MONTHLY;UNTIL=20260502", START))
    assert monthly == [date(2026, 3, 2), date(2026, 4, 2), date(2026, 5, 2)]
    last = occurrences("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", START)
    assert list(last) == [date(2026, 3, 31), date(2026, 4, 30)]


def test_the_next_days_begin_with_the_day_asked_for() -> None:
    """And end with the rule."""
    assert next_dates("FREQ=WEEKLY;COUNT=3", START, date(2026, 3, 9), 5) == [date(2026, 3, 9), date(2026, 3, 16)]


@pytest.mark.parametrize(
    "rule",
    [
        "",
        "often",
        "FREQ=HOURLY",
        "FREQ=WEEKLY;INTERVAL=0",
        "FREQ=WEEKLY;COUNT=0",
        "FREQ=WEEKLY;BYDAY=XX",
        "FREQ=WEEKLY;UNTIL=20261399",
        "FREQ=WEEKLY;UNTIL=20260301",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30",
        "FREQ=DAILY;BYMONTH=2;BYMONTHDAY=30;COUNT=5",
        "RRULE:FREQ=WEEKLY",
        "FREQ=WEEKLY\nEXDATE:20260302T000000",
    ],
)
def test_a_rule_that_gives_no_day_is_refused(rule: str) -> None:
    """Unreadable, empty, or of days that never come: found out within ten years of days."""
    with pytest.raises(Invalid) as refusal:
        check_recurrence(rule, START, field="recurrence")
    assert refusal.value.field == "recurrence"


def test_a_rule_needs_its_first_day() -> None:
    """Without a rule, none is needed."""
    check_recurrence(None, None, field="recurrence")
    with pytest.raises(Invalid, match="from which day"):
        check_recurrence("FREQ=WEEKLY", None, field="recurrence")


def test_days_near_the_end_of_the_calendar_are_refused() -> None:
    """Ten years later there is none."""
    with pytest.raises(Invalid):
        check_recurrence("FREQ=WEEKLY", date.max, field="recurrence")


@given(
    st.sampled_from(["DAILY", "WEEKLY", "MONTHLY", "YEARLY"]),
    st.integers(1, 30),
    st.integers(1, 50),
    st.dates(date(1990, 1, 1), date(2100, 1, 1)),
)
def test_days_rise_from_the_start_for_ten_years_at_most(frequency: str, interval: int, count: int, start: date) -> None:
    """Each later than the one before, never more than counted; checked means there is one."""
    rule = f"FREQ={frequency};INTERVAL={interval};COUNT={count}"
    days = list(occurrences(rule, start))
    assert all(earlier < later for earlier, later in pairwise(days))
    assert len(days) <= count
    assert all(start <= day <= start + timedelta(days=3_653) for day in days)
    if days:
        check_recurrence(rule, start, field="recurrence")


@given(st.text(alphabet="FREQ=WEEKLY;BDAO12,-+ \n", max_size=40))
def test_no_text_breaks_the_reader(text: str) -> None:
    """It is a rule, or it is refused."""
    try:
        check_recurrence(text, START, field="recurrence")
    except Invalid as refusal:
        assert refusal.field == "recurrence"
