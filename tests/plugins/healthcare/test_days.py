"""The days of transitional care, counted from a discharge."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from casewright import calendar_days
from casewright_healthcare.calendar import CALENDAR, day_after, today
from casewright_healthcare.fields import CarePlan
from casewright_healthcare.periods import VISIT_HIGH, VISIT_MODERATE
from casewright_healthcare.records import CareConsent, CareReadmission, ContactFrequency

BEFORE_MEMORIAL_DAY = date(2026, 5, 22)
"""A Friday; the Monday after is a holiday."""
REFERRED = CarePlan(patient_identifier="P-1", programme="Recovery", referral_reason="Accident", referred_by="Hospital")


def test_transitional_care_after_a_discharge() -> None:
    """Vector: contact by Wednesday the 27th, visit by the 29th or June 5th, period until June 20th."""
    discharged = replace(REFERRED, discharged_on=BEFORE_MEMORIAL_DAY)
    assert discharged.first_contact_due == date(2026, 5, 27)
    assert day_after(BEFORE_MEMORIAL_DAY, VISIT_HIGH.length) == date(2026, 5, 29)
    assert day_after(BEFORE_MEMORIAL_DAY, VISIT_MODERATE.length) == date(2026, 6, 5)
    assert discharged.transition_ends_on == date(2026, 6, 20)
    assert (REFERRED.first_contact_due, REFERRED.transition_ends_on) == (None, None)


def test_the_days_are_counted_without_federal_holidays() -> None:
    """The control: on Memorial Day nobody works, so the second business day is not Tuesday."""
    assert not CALENDAR.is_working_day(date(2026, 5, 25))
    assert CALENDAR.is_working_day(date(2026, 5, 26))


def test_a_day_ends_at_midnight_where_the_care_is_given() -> None:
    """Three in the morning in UTC is still the day before in New York."""
    assert today(datetime(2026, 5, 23, 3, tzinfo=UTC)) == BEFORE_MEMORIAL_DAY
    assert day_after(BEFORE_MEMORIAL_DAY, calendar_days(0)) == BEFORE_MEMORIAL_DAY


@pytest.mark.parametrize(("readmitted_on", "early"), [(date(2026, 6, 21), True), (date(2026, 6, 22), False)])
def test_a_readmission_counts_for_thirty_days(readmitted_on: date, early: bool) -> None:
    """The thirtieth day after the discharge is the last."""
    readmission = CareReadmission(discharged_on=BEFORE_MEMORIAL_DAY, readmitted_on=readmitted_on)
    assert readmission.within_30_days is early
    assert replace(REFERRED, readmissions=(readmission,)).early_readmissions == int(early)


@pytest.mark.parametrize(
    ("until", "revoked_on", "day", "holds"),
    [
        (None, None, date(2026, 4, 30), False),
        (None, None, date(2026, 5, 1), True),
        (date(2026, 5, 31), None, date(2026, 5, 31), True),
        (date(2026, 5, 31), None, date(2026, 6, 1), False),
        (None, date(2026, 5, 10), date(2026, 5, 11), False),
    ],
)
def test_a_consent_holds_from_its_day_to_its_last_or_until_revoked(
    until: date | None, revoked_on: date | None, day: date, holds: bool
) -> None:
    """Both ends included; a revoked one holds never."""
    given_on = date(2026, 5, 1)
    consent = CareConsent(purpose="Care", scope="Care team", given_on=given_on, until=until, revoked_on=revoked_on)
    assert consent.holds_on(day) is holds


def test_frequencies_are_ordered() -> None:
    """Monthly is less than weekly, not less than itself."""
    assert ContactFrequency.MONTHLY.is_less_than(ContactFrequency.WEEKLY)
    assert not ContactFrequency.MONTHLY.is_less_than(ContactFrequency.MONTHLY)
    assert not ContactFrequency.WEEKLY.is_less_than(ContactFrequency.MONTHLY)
