"""A clock recomputed from the events is the clock that was kept live, whatever happened and whatever was changed."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.calendars import Calendar, Duration, business_days, business_hours, calendar_days, hours
from casewright.clocks import Clock, ClockStatus, read_clock
from casewright.conditions import Moment, entered, left, waiting_for
from casewright.operations.clocks import concerns

NIGHTS = Calendar(
    name="nights",
    zone="Europe/Berlin",
    hours={day: ((time(0), time(4)), (time(22), time(0))) for day in range(7)},
    country="DE",
    subdivision="BY",
)
"""Worked when the clocks change, on the Sundays of March and October."""
CALENDARS = (
    NIGHTS,
    Calendar(name="office", zone="America/New_York", country="US", subdivision="NY"),
    Calendar(name="island", zone="Australia/Lord_Howe", extra_holidays=frozenset({date(2026, 4, 7)})),
)
"""On the island the clocks change by half an hour."""
CLOCK = Clock(
    "resolve",
    entered("review"),
    left("review"),
    business_hours(8),
    goal=business_hours(4),
    pause=(waiting_for("client"), waiting_for("expert")),
    reset=waiting_for("supplier").begins,
)
FIRST = datetime(2026, 1, 1, tzinfo=UTC)
EVENTS = (
    ("waiting_started", {"for": "client"}),
    ("waiting_ended", {"for": "client"}),
    ("waiting_started", {"for": "expert"}),
    ("waiting_ended", {"for": "expert"}),
    ("waiting_started", {"for": "supplier"}),
    ("suspended", {}),
    ("resumed", {}),
    ("note_added", {}),
)
MOVES = (
    ("transitioned", {"from": "review", "to": "done"}),
    ("reopened", {"from": "done", "to": "review"}),
    ("transitioned", {"from": "review", "to": "review"}),
)
COUNTED = st.one_of(st.integers(1, 60).map(business_hours), st.integers(1, 200).map(hours))
DAYS = st.one_of(st.integers(1, 10).map(business_days), st.integers(1, 20).map(calendar_days))
minutes = st.integers(0, 5_000).map(lambda n: timedelta(minutes=n))
patiently = settings(deadline=None, max_examples=1_500)


@st.composite
def histories(draw: st.DrawFn, kinds: tuple[tuple[str, dict[str, str]], ...]) -> list[Moment]:
    """A case that comes to its review at some minute of 2026, and what happens to it, days apart at most."""
    moment = FIRST + draw(st.integers(0, 525_000)) * timedelta(minutes=1)
    log = [Moment("opened", moment, {"to": "review"})]
    for name, data in draw(st.lists(st.sampled_from(kinds), max_size=12)):
        moment += draw(minutes)
        log.append(Moment(name, moment, data))
    return log


@dataclass
class Stopwatch:
    """A clock that knows no log: it is told what happens when it happens, and keeps the stretches it ran.

    Its target and its calendar may be swapped at any moment; what it ran is carried along.
    """

    target: Duration
    calendar: Calendar
    now: datetime
    ran: list[tuple[datetime, datetime]] = field(default_factory=list)
    held_by: set[str] = field(default_factory=set)

    def hear(self, moment: Moment) -> None:
        """Run until the moment, then be held up or let go by what happens, or begin anew."""
        self.run_until(moment.at)
        cause = moment.data.get("for", "suspension")
        if moment.name in ("waiting_started", "suspended"):
            if cause == "supplier":
                self.ran.clear()
            else:
                self.held_by.add(cause)
        if moment.name in ("waiting_ended", "resumed"):
            self.held_by.discard(cause)

    def run_until(self, now: datetime) -> None:
        """Time passes."""
        if not self.held_by:
            self.ran.append((self.now, now))
        self.now = now

    def due(self) -> datetime:
        """When the target is used up, should nothing hold it up from now on."""
        left_over = timedelta(hours=self.target.amount)
        for begin, end in self.ran:
            used = self._between(begin, end)
            if left_over <= used:
                return self._after(begin, left_over)
            left_over -= used
        return self._after(self.now, left_over)

    def _between(self, begin: datetime, end: datetime) -> timedelta:
        return self.calendar.work_between(begin, end) if self.target.unit.is_business else end - begin

    def _after(self, begin: datetime, length: timedelta) -> datetime:
        return self.calendar.add_work(begin, length) if self.target.unit.is_business else begin + length


class TestKeptLive:
    @patiently
    @given(histories(EVENTS), st.data())
    def test_the_log_tells_what_the_stopwatch_shows(self, log: list[Moment], data: st.DataObject) -> None:
        """After each event, and after each change of the target or the calendar that comes between them."""
        watch = Stopwatch(data.draw(COUNTED), data.draw(st.sampled_from(CALENDARS)), log[0].at)
        for count, moment in enumerate(log, start=1):
            watch.hear(moment)
            if data.draw(st.booleans()):
                watch.target, watch.calendar = data.draw(COUNTED), data.draw(st.sampled_from(CALENDARS))
            clock = replace(CLOCK, goal=None, deadline=watch.target)
            assert read_clock(clock, log[:count], watch.calendar, moment.at).deadline_at == watch.due()

    @patiently
    @given(histories(EVENTS + MOVES), COUNTED | DAYS, st.sampled_from(CALENDARS))
    def test_a_clock_read_only_when_it_is_concerned_reads_the_same(
        self, log: list[Moment], deadline: Duration, calendar: Calendar
    ) -> None:
        """What is kept for lists is left alone by events that concern other things, and never differs for that."""
        clock = replace(CLOCK, deadline=deadline)
        kept = read_clock(clock, log[:1], calendar, log[0].at)
        at = log[0].at
        for count, moment in enumerate(log, start=1):
            if concerns(clock, moment):
                kept, at = read_clock(clock, log[:count], calendar, moment.at), moment.at
        assert read_clock(clock, log, calendar, at) == kept


def at(day: int, hour: int) -> datetime:
    """A moment in March 2026: the 6th is a Friday."""
    return datetime(2026, 3, day, hour, tzinfo=UTC)


FRIDAY = [Moment("opened", at(6, 16), {"to": "review"})]
PAUSED = [
    *FRIDAY,
    Moment("waiting_started", at(9, 10), {"for": "client"}),
    Moment("waiting_ended", at(10, 10), {"for": "client"}),
]


@pytest.mark.parametrize(
    ("log", "target", "now", "due"),
    [
        pytest.param(FRIDAY, 8, at(6, 17), at(9, 16), id="8 h from Friday 16:00"),
        pytest.param(PAUSED, 8, at(10, 11), at(10, 16), id="paused from Monday 10:00 to Tuesday 10:00"),
        pytest.param(FRIDAY, 4, at(9, 12), at(9, 12), id="swapped to 4 h at Monday 12:00: used up"),
        pytest.param(PAUSED, 4, at(10, 11), at(10, 12), id="swapped to 4 h after the pause, which is carried"),
        pytest.param([Moment("opened", at(7, 11), {"to": "review"})], 8, at(7, 12), at(9, 17), id="of a Saturday"),
    ],
)
@pytest.mark.parametrize("kept", ["log", "stopwatch"])
def test_the_vectors_of_the_service_desk(
    log: list[Moment], target: int, now: datetime, due: datetime, kept: str
) -> None:
    """Monday to Friday from 9 to 17 without a holiday, from the log as from the stopwatch."""
    calendar, deadline = Calendar(name="desk"), business_hours(target)
    found: dict[str, Callable[[], datetime | None]] = {
        "log": lambda: read_clock(replace(CLOCK, deadline=deadline), log, calendar, now).deadline_at,
        "stopwatch": lambda: _watched(log, deadline, calendar, now).due(),
    }
    assert found[kept]() == due


def _watched(log: list[Moment], target: Duration, calendar: Calendar, now: datetime) -> Stopwatch:
    watch = Stopwatch(target, calendar, log[0].at)
    for moment in log:
        watch.hear(moment)
    watch.run_until(now)
    return watch


def test_a_swapped_target_that_is_used_up_is_missed_at_once() -> None:
    """Of four hours at Monday 12:00 nothing is left; of five there is one."""
    calendar = Calendar(name="desk")
    for target, status in ((4, ClockStatus.MISSED), (5, ClockStatus.RUNNING)):
        swapped = replace(CLOCK, deadline=business_hours(target))
        assert read_clock(swapped, FRIDAY, calendar, at(9, 12)).status is status
