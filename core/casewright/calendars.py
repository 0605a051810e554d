"""Durations and the business calendars that turn them into moments; pure."""

from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from functools import lru_cache
from itertools import islice, pairwise
from types import MappingProxyType
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from holidays import country_holidays

from casewright.errors import Invalid

Hours = Mapping[int, tuple[tuple[time, time], ...]]
"""Weekday (Monday is 0) to the spans worked on it, in order; a span may end at 00:00, the end of its day."""

OFFICE_HOURS: Hours = MappingProxyType({weekday: ((time(9), time(17)),) for weekday in range(5)})
"""Monday to Friday, 09:00 to 17:00."""

_HORIZON = 36_525
"""How many days a search goes before it gives up: a hundred years."""


class Unit(StrEnum):
    """What a duration counts. Days and hours are never converted into each other."""

    BUSINESS_HOURS = "business_hours"
    BUSINESS_DAYS = "business_days"
    CALENDAR_DAYS = "calendar_days"
    HOURS = "hours"
    MINUTES = "minutes"

    @property
    def is_business(self) -> bool:
        """Whether only working time counts."""
        return self in (Unit.BUSINESS_HOURS, Unit.BUSINESS_DAYS)


@dataclass(frozen=True)
class Duration:
    """So many units; `Calendar.add` says what each unit means."""

    amount: int
    unit: Unit

    def __str__(self) -> str:
        name = self.unit.replace("_", " ")
        return f"{self.amount} {name.removesuffix('s') if self.amount == 1 else name}"


def business_hours(n: int) -> Duration:
    """n hours of working time."""
    return Duration(n, Unit.BUSINESS_HOURS)


def business_days(n: int) -> Duration:
    """Until the close of business of the n-th working day after the day of the start."""
    return Duration(n, Unit.BUSINESS_DAYS)


def calendar_days(n: int) -> Duration:
    """Until the end of the n-th day after the day of the start, working day or not."""
    return Duration(n, Unit.CALENDAR_DAYS)


def hours(n: int) -> Duration:
    """n hours as they pass, by night and on holidays too."""
    return Duration(n, Unit.HOURS)


def minutes(n: int) -> Duration:
    """n minutes as they pass, by night and on holidays too."""
    return Duration(n, Unit.MINUTES)


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """When work is done: weekly hours in a time zone, less the holidays of a country, a region and one's own.

    `country` and `subdivision` are ISO 3166 codes ("US", "TX"). Moments given must be aware, results are in UTC.
    Where clocks change, working time is the time that really passes: a span the clocks skip is not worked,
    a wall time shown twice means its first showing.

    Raises Invalid when there are no working hours, or a zone, country or span that does not exist.
    """

    name: str
    zone: str = "UTC"
    hours: Hours = field(default_factory=lambda: OFFICE_HOURS)
    country: str | None = None
    subdivision: str | None = None
    extra_holidays: frozenset[date] = frozenset()

    def __post_init__(self) -> None:
        _check_zone(self)
        _check_hours(self)
        _check_region(self)

    def is_working_day(self, day: date) -> bool:
        """Whether the weekday has working hours and is no holiday."""
        return bool(self.hours.get(day.weekday())) and self._holiday(day) is None

    def beginning(self, day: date) -> datetime:
        """The moment at which the day begins in the zone."""
        return self._instant(day, time.min)

    def holidays_between(self, start: datetime, end: datetime) -> tuple[tuple[date, str], ...]:
        """The days from start to end, both included, that would be worked were they not holidays, with their names."""
        named = ((day, self._holiday(day)) for day in self._days(start, end) if self.hours.get(day.weekday()))
        return tuple((day, name) for day, name in named if name is not None)

    def work_between(self, start: datetime, end: datetime) -> timedelta:
        """The working time from start to end; none when the end is not after the start."""
        start, end = in_utc(start), in_utc(end)
        spans = self._spans(self._days(start, end))
        shares = (min(closes, end) - max(opens, start) for opens, closes in spans)
        return sum((share for share in shares if share > timedelta(0)), timedelta(0))

    def add_work(self, moment: datetime, work: timedelta) -> datetime:
        """The earliest moment by which that much working time has passed; for no work the next moment worked.

        Raises Invalid for negative work: only days are counted backward.
        """
        if work < timedelta(0):
            raise Invalid("working time cannot be counted backward; count business days or calendar days")
        moment = in_utc(moment)
        for opens, closes in self._spans(self._walk(self._day(moment), 1)):
            begin = max(opens, moment)
            if begin < closes and work <= closes - begin:
                return begin + work
            work -= max(closes - begin, timedelta(0))
        raise self._out_of_reach()

    def add(self, moment: datetime, duration: Duration) -> datetime:
        """The moment a duration that starts at `moment` is due.

        * minutes, hours: time as it passes (hours every one of which counts: FRCP 6(a)(2)(B));
        * business_hours: `add_work`;
        * business_days(n): the close of business of the n-th working day; the day of the start does not count
          (FRCP 6(a)(1)(A) and (4)(B); Regulation (EEC, Euratom) No 1182/71, article 3(1)). n = 0 is the day of
          the start, or the next working day; n < 0 counts working days before it;
        * calendar_days(n): midnight in the calendar's zone at the end of the n-th day after the day of the start
          (Regulation 1182/71, article 3(2)(b)); n < 0 counts days before it. It does not move off a holiday:
          whether it does, and which way, is a rule of the jurisdiction.

        Raises Invalid for negative business hours and for a moment out of reach.
        """
        moment, amount = in_utc(moment), duration.amount
        try:
            match duration.unit:
                case Unit.MINUTES:
                    return moment + timedelta(minutes=amount)
                case Unit.HOURS:
                    return moment + timedelta(hours=amount)
                case Unit.CALENDAR_DAYS:
                    return self._instant(self._day(moment) + timedelta(days=amount), time.min, ending=True)
                case Unit.BUSINESS_DAYS:
                    due = self._working_day(self._day(moment), amount)
                    return self._instant(due, self.hours[due.weekday()][-1][1], ending=True)
                case Unit.BUSINESS_HOURS:
                    return self.add_work(moment, timedelta(hours=amount))
        except OverflowError:
            raise self._out_of_reach() from None

    def _holiday(self, day: date) -> str | None:
        public = _public_holidays(self.country, self.subdivision, day.year) if self.country else {}
        return public.get(day) or (f"holiday of {self.name}" if day in self.extra_holidays else None)

    def _working_day(self, day: date, n: int) -> date:
        step = -1 if n < 0 else 1
        first = day + timedelta(days=step if n else 0)
        working = filter(self.is_working_day, self._walk(first, step))
        found = next(islice(working, max(abs(n) - 1, 0), None), None)
        if found is None:
            raise self._out_of_reach()
        return found

    def _walk(self, first: date, step: int) -> Iterator[date]:
        start = first.toordinal()
        last = min(max(start + step * _HORIZON, date.min.toordinal()), date.max.toordinal())
        return map(date.fromordinal, range(start, last, step))

    def _days(self, start: datetime, end: datetime) -> Iterator[date]:
        return map(date.fromordinal, range(self._day(start).toordinal(), self._day(end).toordinal() + 1))

    def _day(self, moment: datetime) -> date:
        return in_utc(moment).astimezone(ZoneInfo(self.zone)).date()

    def _spans(self, days: Iterable[date]) -> Iterator[tuple[datetime, datetime]]:
        for day in days:
            if self.is_working_day(day):
                for opens, closes in self.hours[day.weekday()]:
                    yield self._instant(day, opens), self._instant(day, closes, ending=True)

    def _instant(self, day: date, at: time, *, ending: bool = False) -> datetime:
        if ending and at == time.min:
            day += timedelta(days=1)
        return _instant(datetime.combine(day, at, ZoneInfo(self.zone)))

    def _out_of_reach(self) -> Invalid:
        return Invalid(f"the calendar {self.name!r} finds no such moment within a hundred years")


def in_utc(moment: datetime) -> datetime:
    """The same moment in UTC. Raises Invalid for a naive one: it does not say which moment it is."""
    if moment.utcoffset() is None:
        raise Invalid(f"{moment.isoformat()} has no time zone")
    return moment.astimezone(UTC)


def _instant(local: datetime) -> datetime:
    """When the wall clock first shows the local time, in UTC; when the clocks skip it, the moment they jump."""
    moment = local.astimezone(UTC)
    # Two datetimes of one zone are compared by the wall clock, and a skipped time does not come back as it went.
    if moment.astimezone(local.tzinfo) == local:
        return moment
    before = local.utcoffset()
    possible = range(int(local.replace(fold=1).timestamp()), int(moment.timestamp()))
    jumped = bisect(possible, False, key=lambda at: datetime.fromtimestamp(at, local.tzinfo).utcoffset() != before)
    return datetime.fromtimestamp(possible.start + jumped, UTC)


@lru_cache(maxsize=4096)
def _public_holidays(country: str, subdivision: str | None, year: int) -> Mapping[date, str]:
    # Without a language the names would follow the environment of the process.
    return MappingProxyType(dict(country_holidays(country, subdiv=subdivision, years=year, language="en_US")))


def _check_zone(calendar: Calendar) -> None:
    try:
        ZoneInfo(calendar.zone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise Invalid(f"the calendar {calendar.name!r} names no time zone: {calendar.zone!r}", field="zone") from None


def _check_hours(calendar: Calendar) -> None:
    if not any(calendar.hours.values()):
        raise Invalid(f"the calendar {calendar.name!r} has no working hours", field="hours")
    for weekday, spans in calendar.hours.items():
        if weekday not in range(7):
            raise Invalid(f"the calendar {calendar.name!r} has no weekday {weekday}: 0 is Monday", field="hours")
        edges = [edge for span in spans for edge in span]
        if edges and edges[-1] == time.min:
            edges[-1] = time.max
        if not all(earlier < later for earlier, later in pairwise(edges)):
            raise Invalid(f"the calendar {calendar.name!r} has hours out of order on day {weekday}", field="hours")


def _check_region(calendar: Calendar) -> None:
    if calendar.country is None:
        if calendar.subdivision is not None:
            raise Invalid(f"the calendar {calendar.name!r} has a subdivision of no country", field="subdivision")
        return
    try:
        country_holidays(calendar.country, subdiv=calendar.subdivision)
    except NotImplementedError:
        region = "-".join(filter(None, (calendar.country, calendar.subdivision)))
        raise Invalid(f"the calendar {calendar.name!r} knows no holidays of {region!r}", field="country") from None
