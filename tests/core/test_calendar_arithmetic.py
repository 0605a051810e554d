"""The arithmetic of calendars: properties over random calendars and moments."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.calendars import Calendar, business_days, calendar_days

ROUND_THE_CLOCK = {day: ((time(0), time(0)),) for day in range(7)}
NIGHTS = {day: ((time(0), time(6)), (time(22), time(0))) for day in range(7)}
ZONES = ("UTC", "Europe/Berlin", "America/New_York", "Australia/Lord_Howe", "America/Havana", "Pacific/Apia")


def _spans(edges: list[int]) -> tuple[tuple[time, time], ...]:
    """Spans over the day between quarters of an hour, the last of which may be midnight."""
    marks = [time(edge % 96 // 4, edge % 4 * 15) for edge in sorted(edges)]
    return tuple(zip(marks[::2], marks[1::2], strict=False))


SPANS = st.lists(st.integers(0, 96), min_size=2, max_size=6, unique=True).map(_spans)
CALENDARS = st.builds(
    Calendar,
    name=st.just("any"),
    zone=st.sampled_from(ZONES),
    hours=st.dictionaries(st.integers(0, 6), SPANS, min_size=1),
    country=st.sampled_from([None, "PL", "US", "DE"]),
    extra_holidays=st.frozensets(st.dates(date(2026, 1, 1), date(2026, 12, 31)), max_size=5),
)
MOMENTS = st.datetimes(datetime(2025, 12, 1), datetime(2027, 1, 31), timezones=st.just(UTC))  # noqa: DTZ001
WORK = st.timedeltas(timedelta(0), timedelta(days=10))
patiently = settings(deadline=None)


class TestProperties:
    @patiently
    @given(CALENDARS, MOMENTS, WORK)
    def test_work_added_is_work_found(self, calendar: Calendar, moment: datetime, work: timedelta) -> None:
        """Between a moment and the moment some work later lies exactly that work."""
        assert calendar.work_between(moment, calendar.add_work(moment, work)) == work

    @patiently
    @given(CALENDARS, MOMENTS, MOMENTS, WORK, WORK)
    def test_later_and_more_is_later(
        self, calendar: Calendar, one: datetime, other: datetime, less: timedelta, more: timedelta
    ) -> None:
        """Work ends later when it begins later or is more."""
        earlier, later = sorted((one, other))
        less, more = sorted((less, more))
        assert calendar.add_work(earlier, less) <= calendar.add_work(later, less) <= calendar.add_work(later, more)

    @patiently
    @given(CALENDARS, MOMENTS, WORK, st.timedeltas(timedelta(seconds=1), timedelta(days=5)))
    def test_work_adds_up(self, calendar: Calendar, moment: datetime, first: timedelta, then: timedelta) -> None:
        """Two pieces of work take as long as both at once."""
        assert calendar.add_work(calendar.add_work(moment, first), then) == calendar.add_work(moment, first + then)

    @patiently
    @given(CALENDARS, st.lists(MOMENTS, min_size=3, max_size=3))
    def test_time_adds_up(self, calendar: Calendar, moments: list[datetime]) -> None:
        """The work of a stretch of time is the work of its parts."""
        start, middle, end = sorted(moments)
        parts = calendar.work_between(start, middle) + calendar.work_between(middle, end)
        assert parts == calendar.work_between(start, end)

    @patiently
    @given(st.sampled_from(ZONES), MOMENTS, st.timedeltas(timedelta(0), timedelta(days=300)))
    def test_round_the_clock_is_elapsed_time(self, zone: str, moment: datetime, length: timedelta) -> None:
        """Without a break work is time as it passes, whatever the clocks on the wall do."""
        calendar = Calendar(name="always", zone=zone, hours=ROUND_THE_CLOCK)
        assert calendar.work_between(moment, moment + length) == length
        assert calendar.add_work(moment, length) == moment + length

    @patiently
    @given(st.sampled_from(["Europe/Berlin", "America/New_York"]), MOMENTS, st.integers(0, 5 * 24 * 4))
    def test_every_quarter_of_an_hour_is_counted_once(self, zone: str, moment: datetime, quarters: int) -> None:
        """Spans agree with asking the wall clock four times an hour, through both changes of the year."""
        calendar = Calendar(name="nights", zone=zone, hours=NIGHTS, country="US")
        begin = moment.replace(minute=0, second=0, microsecond=0)
        marks = [begin + timedelta(minutes=15 * mark) for mark in range(quarters)]
        walls = [mark.astimezone(ZoneInfo(zone)) for mark in marks]
        worked = [wall for wall in walls if (wall.hour < 6 or wall.hour >= 22) and calendar.is_working_day(wall.date())]
        assert calendar.work_between(begin, begin + timedelta(minutes=15 * quarters)) == timedelta(minutes=15) * len(
            worked
        )

    @patiently
    @given(CALENDARS, MOMENTS, st.integers(-60, 60).filter(bool))
    def test_business_days_are_that_many_working_days_away(self, calendar: Calendar, moment: datetime, n: int) -> None:
        """From the day after the start to the due day, or back, lie n working days, the due day one of them."""
        zone = ZoneInfo(calendar.zone)
        start = moment.astimezone(zone).date()
        due = (calendar.add(moment, business_days(n)) - timedelta(microseconds=1)).astimezone(zone).date()
        step = timedelta(days=1 if n > 0 else -1)
        passed = [start + step * away for away in range(1, abs((due - start).days) + 1)]
        assert sum(map(calendar.is_working_day, passed)) == abs(n)
        assert calendar.is_working_day(due)

    @patiently
    @given(CALENDARS, MOMENTS, st.integers(-100, 100))
    def test_calendar_days_end_at_midnight(self, calendar: Calendar, moment: datetime, n: int) -> None:
        """The due moment is the first one of the day after the n-th, in the zone of the calendar."""
        zone = ZoneInfo(calendar.zone)
        due = calendar.add(moment, calendar_days(n))
        after = moment.astimezone(zone).date() + timedelta(days=n + 1)
        assert due.astimezone(zone).date() == after
        assert (due - timedelta(microseconds=1)).astimezone(zone).date() < after
