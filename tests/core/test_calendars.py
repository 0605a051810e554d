"""Durations and business calendars: what a day, an hour and a holiday mean."""

from collections.abc import Callable
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest

from casewright.calendars import Calendar, Duration, business_days, business_hours, calendar_days, hours, minutes
from casewright.errors import Invalid

OFFICE = Calendar(name="office")
LUNCH = Calendar(name="lunch", hours={day: ((time(9), time(12)), (time(13), time(17))) for day in range(5)})
NIGHTS = {day: ((time(0), time(6)), (time(22), time(0))) for day in range(7)}

BERLIN = ZoneInfo("Europe/Berlin")
NEW_YORK = ZoneInfo("America/New_York")
SPRING = {"Europe/Berlin": date(2026, 3, 29), "America/New_York": date(2026, 3, 8)}
AUTUMN = {"Europe/Berlin": date(2026, 10, 25), "America/New_York": date(2026, 11, 1)}


def utc(day: int, hour: int = 0, minute: int = 0, *, month: int = 3, year: int = 2026) -> datetime:
    """A moment in March 2026, which begins on a Sunday, unless told otherwise."""
    return datetime(year, month, day, hour, minute, tzinfo=UTC)


class TestBusinessHours:
    def test_run_on_after_the_weekend(self) -> None:
        """Eight hours from Friday 16:00 are over on Monday at 16:00."""
        assert OFFICE.add(utc(6, 16), business_hours(8)) == utc(9, 16)

    def test_end_with_the_day_they_fill(self) -> None:
        """Eight hours from the opening are over at the close, not at the next opening."""
        assert OFFICE.add(utc(6, 9), business_hours(8)) == utc(6, 17)

    def test_begin_when_work_begins(self) -> None:
        """What starts on a Saturday counts from Monday 09:00."""
        assert OFFICE.add_work(utc(7, 11), timedelta(0)) == utc(9, 9)
        assert OFFICE.add(utc(7, 11), business_hours(1)) == utc(9, 10)

    def test_pass_over_lunch(self) -> None:
        """Two hours from 11:00 with an hour of lunch are over at 14:00."""
        assert LUNCH.add(utc(2, 11), business_hours(2)) == utc(2, 14)
        assert LUNCH.work_between(utc(2, 11), utc(2, 14)) == timedelta(hours=2)

    def test_are_not_counted_backward(self) -> None:
        """A negative number of business hours is refused."""
        with pytest.raises(Invalid, match="backward"):
            OFFICE.add(utc(2, 11), business_hours(-1))

    def test_are_none_backward_in_time(self) -> None:
        """There is no work between a moment and an earlier one, also on the same day."""
        assert OFFICE.work_between(utc(3, 12), utc(2, 12)) == timedelta(0)
        assert OFFICE.work_between(utc(2, 12), utc(2, 11)) == timedelta(0)


class TestBusinessDays:
    @pytest.mark.parametrize(
        ("start", "n", "due"),
        [
            (utc(2, 10), 1, utc(3, 17)),
            (utc(2, 23), 1, utc(3, 17)),
            (utc(6, 10), 1, utc(9, 17)),
            (utc(7, 10), 1, utc(9, 17)),
            (utc(6, 10), 5, utc(13, 17)),
            (utc(2, 10), 0, utc(2, 17)),
            (utc(7, 10), 0, utc(9, 17)),
            (utc(9, 10), -1, utc(6, 17)),
            (utc(7, 10), -1, utc(6, 17)),
            (utc(11, 10), -5, utc(4, 17)),
        ],
    )
    def test_end_at_the_close_of_the_nth_working_day(self, start: datetime, n: int, due: datetime) -> None:
        """The day of the start does not count, weekends do not count, and counting goes both ways."""
        assert OFFICE.add(start, business_days(n)) == due

    def test_are_not_twenty_four_hours(self) -> None:
        """One business day, eight business hours and twenty-four hours are three different things."""
        dues = {OFFICE.add(utc(6, 10), duration) for duration in (business_days(1), business_hours(8), hours(24))}
        assert dues == {utc(9, 17), utc(9, 10), utc(7, 10)}

    def test_close_when_the_last_span_does(self) -> None:
        """A short Friday closes early, and a day worked to midnight closes at midnight."""
        calendar = Calendar(name="odd", hours={4: ((time(9), time(13)),), 5: ((time(20), time(0)),)})
        assert calendar.add(utc(5, 10), business_days(1)) == utc(6, 13)
        assert calendar.add(utc(5, 10), business_days(2)) == utc(8)

    def test_skip_holidays_in_both_directions(self) -> None:
        """Christmas and the weekend after it lie between two neighbouring working days."""
        calendar = Calendar(name="de", country="DE")
        before, after = utc(24, 12, month=12), utc(28, 12, month=12)
        assert calendar.add(before, business_days(1)) == utc(28, 17, month=12)
        assert calendar.add(after, business_days(-1)) == utc(24, 17, month=12)


class TestCalendarDays:
    @pytest.mark.parametrize(("n", "due"), [(0, utc(3)), (1, utc(4)), (14, utc(17)), (-1, utc(2)), (-2, utc(1))])
    def test_end_at_the_end_of_the_nth_day(self, n: int, due: datetime) -> None:
        """The day of the start does not count, and a day ends at the midnight after it."""
        assert OFFICE.add(utc(2, 15), calendar_days(n)) == due

    def test_end_at_local_midnight(self) -> None:
        """Midnight is that of the calendar's zone, before and after the clocks change."""
        calendar = Calendar(name="berlin", zone="Europe/Berlin")
        assert calendar.add(utc(26, 23, 30), calendar_days(1)) == utc(28, 23)
        assert calendar.add(utc(26, 23, 30), calendar_days(2)) == utc(29, 22)

    @pytest.mark.parametrize(
        ("trigger", "n", "due"),
        [
            (date(2016, 11, 18), 7, date(2016, 11, 25)),
            (date(2026, 1, 5), 14, date(2026, 1, 20)),
            (date(2026, 5, 1), 21, date(2026, 5, 22)),
            (date(2026, 6, 12), 21, date(2026, 7, 6)),
            (date(2026, 3, 6), 30, date(2026, 4, 6)),
            (date(2026, 8, 24), 14, date(2026, 9, 8)),
            (date(2026, 7, 17), -14, date(2026, 7, 2)),
            (date(2026, 9, 21), -14, date(2026, 9, 4)),
        ],
    )
    def test_leave_rolling_to_the_rule_that_knows(self, trigger: date, n: int, due: date) -> None:
        """FRCP 6(a): a period rolls off weekends and legal holidays in the direction in which it is counted."""
        court = Calendar(name="court", zone="America/New_York", country="US")
        end = court.add(datetime.combine(trigger, time(10), NEW_YORK), calendar_days(n)).astimezone(NEW_YORK)
        day = (end - timedelta(microseconds=1)).date()
        while not court.is_working_day(day):
            day += timedelta(days=1 if n > 0 else -1)
        assert day == due


class TestHoursAndMinutes:
    def test_pass_by_night_and_on_holidays(self) -> None:
        """Elapsed time knows no calendar."""
        assert OFFICE.add(utc(6, 20), hours(24)) == utc(7, 20)
        assert OFFICE.add(utc(6, 20), minutes(90)) == utc(6, 21, 30)
        assert OFFICE.add(utc(6, 20), hours(-24)) == utc(5, 20)

    @pytest.mark.parametrize(("day", "wall"), [(date(2026, 3, 29), 5), (date(2026, 10, 25), 3)])
    def test_are_real_hours_when_the_clocks_change(self, day: date, wall: int) -> None:
        """Four hours from midnight end at 5 in spring and at 3 in autumn; the wall clock alone says 4 both times."""
        midnight = datetime.combine(day, time(0), BERLIN)
        assert Calendar(name="b", zone="Europe/Berlin").add(midnight, hours(4)).astimezone(BERLIN).hour == wall
        assert (midnight + timedelta(hours=4)).hour == 4


class TestHolidays:
    def test_christmas_eve_in_poland(self) -> None:
        """24 December is a public holiday in Poland since 2025."""
        poland = Calendar(name="pl", country="PL")
        assert not poland.is_working_day(date(2026, 12, 24))
        assert poland.is_working_day(date(2024, 12, 24))

    def test_corpus_christi_in_bavaria(self) -> None:
        """A holiday of a state is one there and a working day elsewhere in the country."""
        assert not Calendar(name="by", country="DE", subdivision="BY").is_working_day(date(2026, 6, 4))
        assert Calendar(name="be", country="DE", subdivision="BE").is_working_day(date(2026, 6, 4))

    def test_the_friday_after_thanksgiving_in_texas(self) -> None:
        """Texas adds days to the federal holidays."""
        assert not Calendar(name="tx", country="US", subdivision="TX").is_working_day(date(2026, 11, 27))
        assert Calendar(name="us", country="US").is_working_day(date(2026, 11, 27))

    def test_independence_day_is_observed_on_friday(self) -> None:
        """4 July 2026 is a Saturday, so 3 July is the day off."""
        assert not Calendar(name="us", country="US").is_working_day(date(2026, 7, 3))

    def test_new_year_is_observed_in_the_year_before(self) -> None:
        """A holiday observed across the turn of the year is found though it is looked up by year."""
        assert not Calendar(name="us", country="US").is_working_day(date(2027, 12, 31))

    def test_own_holidays_count(self) -> None:
        """A day of one's own is no working day, with a country and without."""
        day = date(2026, 3, 2)
        for country in (None, "PL"):
            assert not Calendar(name="own", country=country, extra_holidays=frozenset({day})).is_working_day(day)
        assert OFFICE.is_working_day(day)

    def test_only_days_that_would_be_worked_are_named(self) -> None:
        """Christmas on a Friday is skipped work, the day after, a Saturday, is not."""
        calendar = Calendar(name="own", country="DE", extra_holidays=frozenset({date(2026, 12, 28)}))
        assert calendar.holidays_between(utc(20, month=12), utc(30, month=12)) == (
            (date(2026, 12, 25), "Christmas Day"),
            (date(2026, 12, 28), "holiday of own"),
        )

    def test_names_do_not_follow_the_environment(self, monkeypatch: pytest.MonkeyPatch) -> None:
        """An explanation reads the same on every server."""
        monkeypatch.setenv("LANGUAGE", "de")
        christmas = utc(25, month=12, year=2031)
        assert Calendar(name="at", country="AT").holidays_between(christmas, christmas) == (
            (christmas.date(), "Christmas Day"),
        )


class TestClockChanges:
    @pytest.mark.parametrize("zone", SPRING)
    def test_office_hours_follow_the_wall_clock(self, zone: str) -> None:
        """Before and after a change work begins at 9 on the wall and a day has eight hours."""
        calendar = Calendar(name="c", zone=zone)
        for change in (SPRING[zone], AUTUMN[zone]):
            friday = datetime.combine(change - timedelta(days=2), time(16), ZoneInfo(zone))
            monday = datetime.combine(change + timedelta(days=1), time(16), ZoneInfo(zone))
            assert calendar.add(friday, business_hours(8)) == monday
            assert calendar.work_between(friday, monday) == timedelta(hours=8)

    @pytest.mark.parametrize("zone", SPRING)
    def test_a_night_shift_is_as_long_as_the_night(self, zone: str) -> None:
        """The night from 22 to 6 has seven hours in spring and nine in autumn; the wall clock says eight."""
        calendar = Calendar(name="c", zone=zone, hours=NIGHTS)
        for change, length in ((SPRING[zone], 7), (AUTUMN[zone], 9)):
            evening = datetime.combine(change - timedelta(days=1), time(22), ZoneInfo(zone))
            morning = datetime.combine(change, time(6), ZoneInfo(zone))
            assert calendar.work_between(evening, morning) == timedelta(hours=length)
            assert calendar.add_work(evening + timedelta(hours=1), timedelta(hours=length - 1)) == morning
            assert morning - evening == timedelta(hours=8)
            past_midnight = datetime.combine(change, time(1), ZoneInfo(zone))
            assert calendar.add_work(past_midnight, timedelta(hours=length - 3)) == morning

    def test_a_span_the_clocks_skip_is_not_worked(self) -> None:
        """From 02:00 to 03:00 there is nothing on the night of the change, and half a skipped span ends at the jump."""
        sundays = Calendar(name="c", zone="Europe/Berlin", hours={6: ((time(2), time(3)),)})
        assert sundays.work_between(utc(28), utc(30)) == timedelta(0)
        assert sundays.add(utc(28), business_hours(1)) == utc(5, 1, month=4)
        split = Calendar(name="c", zone="Europe/Berlin", hours={6: ((time(1), time(2, 20)), (time(2, 40), time(4)))})
        assert split.work_between(utc(28), utc(30)) == timedelta(hours=2)

    def test_a_skipped_day_is_not_worked(self) -> None:
        """Samoa had no 30 December 2011."""
        calendar = Calendar(name="c", zone="Pacific/Apia")
        wednesday = datetime(2011, 12, 28, 17, tzinfo=ZoneInfo("Pacific/Apia"))
        monday = datetime(2012, 1, 2, 9, tzinfo=ZoneInfo("Pacific/Apia"))
        assert calendar.work_between(wednesday, monday) == timedelta(hours=8)


class TestRefusals:
    @pytest.mark.parametrize(
        ("declared", "field"),
        [
            ({"hours": {}}, "hours"),
            ({"hours": {0: ()}}, "hours"),
            ({"hours": {7: ((time(9), time(17)),)}}, "hours"),
            ({"hours": {0: ((time(17), time(9)),)}}, "hours"),
            ({"hours": {0: ((time(9), time(9)),)}}, "hours"),
            ({"hours": {0: ((time(9), time(12)), (time(11), time(17)))}}, "hours"),
            ({"hours": {0: ((time(9), time(0)), (time(11), time(17)))}}, "hours"),
            ({"zone": "Europe/Atlantis"}, "zone"),
            ({"zone": "Europe"}, "zone"),
            ({"zone": "../etc"}, "zone"),
            ({"zone": ""}, "zone"),
            ({"country": "XX"}, "country"),
            ({"country": "US", "subdivision": "QQ"}, "country"),
            ({"subdivision": "TX"}, "subdivision"),
        ],
    )
    def test_a_calendar_that_makes_no_sense_is_refused(self, declared: dict[str, object], field: str) -> None:
        """What would never end or never match is found when the calendar is made, with the field at fault."""
        with pytest.raises(Invalid, match="wrong") as refusal:
            Calendar(name="wrong", **declared)  # type: ignore[arg-type]
        assert refusal.value.field == field

    def test_a_naive_moment_is_refused(self) -> None:
        """A datetime without a zone is no moment."""
        naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
        for ask in (
            lambda: OFFICE.add(naive, hours(1)),
            lambda: OFFICE.add_work(naive, timedelta(hours=1)),
            lambda: OFFICE.work_between(naive, utc(3)),
            lambda: OFFICE.work_between(utc(1), naive),
            lambda: OFFICE.holidays_between(utc(1), naive),
        ):
            with pytest.raises(Invalid, match="no time zone"):
                ask()

    @pytest.mark.parametrize("n", [-(10**7), 10**7, 10**13])
    @pytest.mark.parametrize("unit", [business_days, calendar_days, business_hours, hours, minutes])
    def test_a_moment_out_of_reach_is_refused(self, unit: Callable[[int], Duration], n: int) -> None:
        """An absurd duration ends in a sentence, not in an endless search or an overflow."""
        try:
            due = OFFICE.add(utc(2), unit(n))
        except Invalid:
            return
        assert abs(due.year - 2026) < 2000

    def test_a_search_without_end_is_given_up(self) -> None:
        """A calendar whose every working day is a holiday has hours, but no work."""
        sundays = frozenset(date(2026, 3, 1) + timedelta(weeks=week) for week in range(-5300, 5300))
        calendar = Calendar(name="never", hours={6: ((time(9), time(17)),)}, extra_holidays=sundays)
        for duration in (business_hours(1), business_days(1), business_days(-1)):
            with pytest.raises(Invalid, match="never"):
                calendar.add(utc(2), duration)
        assert calendar.work_between(utc(1), utc(31)) == timedelta(0)


def test_durations_read_as_words() -> None:
    """A duration is shown in its own unit, in the singular when it is one."""
    assert [str(d) for d in (business_hours(8), business_days(1), calendar_days(-14), minutes(0))] == [
        "8 business hours",
        "1 business day",
        "-14 calendar days",
        "0 minutes",
    ]


def test_results_are_in_utc() -> None:
    """Whatever zone a moment comes in, the answer comes in UTC and is the same."""
    calendar = Calendar(name="ny", zone="America/New_York")
    for duration in (business_hours(3), business_days(3), calendar_days(3), hours(3), minutes(3)):
        due = calendar.add(utc(6, 20), duration)
        assert due.tzinfo is UTC
        assert calendar.add(utc(6, 20).astimezone(BERLIN), duration) == due
