"""Counting days under rule 6 of the Federal Rules of Civil Procedure."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright_legal.court_days import CALENDAR, due_after, today
from casewright_legal.deadlines import ServiceMethod
from casewright_legal.fields import Matter, MatterSide, PracticeArea
from casewright_legal.records import DiscoveryRequests, ServiceOfComplaint

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
    assert due_after(trigger, days, added=method.added_days) == expected


@given(DAYS, st.integers(1, 400), st.sampled_from((0, 3)))
def test_a_period_ends_on_a_court_day_and_never_early(trigger: date, days: int, added: int) -> None:
    """Nor more than a long weekend late, twice with added days."""
    due = due_after(trigger, days, added=added)
    assert CALENDAR.is_working_day(due)
    assert timedelta(0) <= due - trigger - timedelta(days=days + added) <= timedelta(days=4 * (2 if added else 1))


@pytest.mark.parametrize("method", ServiceMethod)
def test_only_slow_service_adds_days(method: ServiceMethod) -> None:
    """Electronic service adds none since December 1st, 2016, and service in person never did."""
    quick = method in (ServiceMethod.ELECTRONIC, ServiceMethod.IN_PERSON)
    assert method.added_days == (0 if quick else 3)


def test_the_days_of_a_matter_are_counted_from_the_service_itself() -> None:
    """21 days to answer, 60 with a waiver, 30 for discovery with three for mail, 90 to serve what was filed."""
    served = date(2026, 6, 12)
    complaint = ServiceOfComplaint(served_on=served, waived=False, recorded_on=date(2026, 6, 15))
    waived = ServiceOfComplaint(served_on=served, waived=True, recorded_on=served)
    assert (complaint.answer_due, complaint.days_late) == (date(2026, 7, 6), 3)
    assert (waived.answer_due, waived.days_late) == (date(2026, 8, 11), 0)
    assert DiscoveryRequests(served_on=date(2026, 3, 6), served_by=ELECTRONIC).response_due == date(2026, 4, 6)
    assert DiscoveryRequests(served_on=date(2026, 3, 6), served_by=MAIL).response_due == date(2026, 4, 9)
    filed = Matter(
        client="Foundry",
        practice_area=PracticeArea.COMMERCIAL,
        side=MatterSide.PLAINTIFF,
        opponents=("Bank",),
        summary="-",
        filed_on=date(2026, 1, 5),
    )
    assert filed.service_due == date(2026, 4, 6)


def test_a_day_ends_at_midnight_at_the_court() -> None:
    """Three in the morning in UTC is still the day before in New York."""
    assert today(datetime(2026, 6, 13, 3, tzinfo=UTC)) == date(2026, 6, 12)
