"""The arithmetic of clocks: properties over random histories, and the due moment found by hand."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hypothesis import given, settings
from hypothesis import strategies as st

from casewright.calendars import Calendar, Duration, business_hours, hours
from casewright.clocks import Clock, ClockState, read_clock
from casewright.conditions import Moment, entered, left, waiting_for

OPENED_AT = datetime(2026, 3, 2, tzinfo=UTC)
LUNCH = Calendar(
    name="lunch",
    hours={day: ((time(9), time(12)), (time(13), time(17))) for day in range(5)},
    extra_holidays=frozenset({date(2026, 3, 4)}),
)
CLOCK = Clock(
    "resolve",
    entered("review"),
    left("review"),
    business_hours(8),
    pause=(waiting_for("client"), waiting_for("expert")),
)
EVENTS = [
    ("waiting_started", "client"),
    ("waiting_ended", "client"),
    ("waiting_started", "expert"),
    ("waiting_ended", "expert"),
    ("suspended", None),
    ("resumed", None),
    ("noted", None),
]
STEP = timedelta(minutes=30)


def read(moments: Iterable[Moment], now: datetime, clock: Clock) -> ClockState:
    return read_clock(clock, moments, LUNCH, now)


@st.composite
def histories(draw: st.DrawFn) -> tuple[list[Moment], datetime]:
    """A start at some half hour, then events about pauses, each some half hours after the one before, and a now."""
    moment = OPENED_AT + draw(st.integers(0, 300)) * STEP
    moments = [opened(moment)]
    for name, whom in draw(st.lists(st.sampled_from(EVENTS), max_size=10)):
        moment += draw(st.integers(0, 40)) * STEP
        moments.append(Moment(name, moment, {"for": whom} if whom else {}))
    return moments, moment + draw(st.integers(0, 40)) * STEP


DEADLINES = st.one_of(st.integers(1, 40).map(business_hours), st.integers(1, 100).map(hours))
patiently = settings(deadline=None)


def opened(when: datetime) -> Moment:
    return Moment("opened", when, {"to": "review"})


def waits(when: datetime) -> Moment:
    return Moment("waiting_started", when, {"for": "client"})


def answered(when: datetime) -> Moment:
    return Moment("waiting_ended", when, {"for": "client"})


def by_hand(moments: list[Moment], deadline: Duration, now: datetime) -> datetime:
    """The due moment found by living through the time, half an hour after the other, as if all pauses ended now."""
    left_over = deadline.amount * 2
    moment = moments[0].at
    while left_over:
        paused = moment < now and any(
            _held(moments, moment, *cause) for cause in (EVENTS[:2], EVENTS[2:4], EVENTS[4:6])
        )
        if not paused and (not deadline.unit.is_business or _worked(moment)):
            left_over -= 1
        moment += STEP
    return moment


def _worked(when: datetime) -> bool:
    day = when.weekday() < 5 and when.date() not in LUNCH.extra_holidays
    return day and (9 <= when.hour < 12 or 13 <= when.hour < 17)


def _held(moments: list[Moment], when: datetime, begins: tuple[str, str | None], ends: tuple[str, str | None]) -> bool:
    marks = [(m.name, m.data.get("for")) for m in moments if m.at <= when]
    marks = [mark for mark in marks if mark in (begins, ends)]
    return bool(marks) and marks[-1] == begins


class TestProperties:
    @patiently
    @given(histories(), DEADLINES)
    def test_the_due_moment_is_the_one_found_by_hand(
        self, history: tuple[list[Moment], datetime], deadline: Duration
    ) -> None:
        """The arithmetic of spans agrees with living through the time."""
        moments, now = history
        state = read(moments, now, replace(CLOCK, deadline=deadline))
        assert state.deadline_at == by_hand(moments, deadline, now)

    @patiently
    @given(histories(), DEADLINES, st.data())
    def test_a_pause_of_no_length_changes_nothing(
        self, history: tuple[list[Moment], datetime], deadline: Duration, data: st.DataObject
    ) -> None:
        """Suspending and resuming at once leaves no trace, unless the case was suspended."""
        moments, now = history
        moments = [moment for moment in moments if moment.name not in ("suspended", "resumed")]
        place = data.draw(st.integers(1, len(moments)))
        when = moments[place - 1].at
        blink = [Moment("suspended", when), Moment("resumed", when)]
        clock = replace(CLOCK, deadline=deadline)
        blinked = read([*moments[:place], *blink, *moments[place:]], now, clock)
        plain = read(moments, now, clock)
        assert _figures(blinked) == _figures(plain)

    @patiently
    @given(st.integers(0, 300), st.integers(1, 200), st.floats(0, 1), DEADLINES)
    def test_splitting_a_pause_changes_nothing(self, begin: int, length: int, share: float, deadline: Duration) -> None:
        """An answer and a new question in the same moment are the pause they interrupt."""
        first = OPENED_AT + 18 * STEP
        start, end = first + begin * STEP, first + (begin + length) * STEP
        middle = start + share * (end - start)
        clock = replace(CLOCK, deadline=deadline)
        whole = [opened(first), waits(start), answered(end)]
        split = [opened(first), waits(start), answered(middle), waits(middle), answered(end)]
        for now in (middle, end):
            history = [moment for moment in whole if moment.at <= now]
            halves = [moment for moment in split if moment.at <= now]
            assert _figures(read(halves, now, clock)) == _figures(read(history, now, clock))

    @patiently
    @given(histories(), DEADLINES)
    def test_more_waiting_is_never_due_earlier(
        self, history: tuple[list[Moment], datetime], deadline: Duration
    ) -> None:
        """Pauses only ever extend, and a later now never brings a due moment forward."""
        moments, now = history
        clock = replace(CLOCK, deadline=deadline)
        plain, paused = read(moments[:1], now, clock), read(moments, now, clock)
        later = read(moments, now + STEP, clock)
        assert plain.deadline_at is not None
        assert paused.deadline_at is not None
        assert later.deadline_at is not None
        assert plain.deadline_at <= paused.deadline_at <= later.deadline_at

    @patiently
    @given(histories(), DEADLINES, st.data())
    def test_what_is_decided_stays_decided(
        self, history: tuple[list[Moment], datetime], deadline: Duration, data: st.DataObject
    ) -> None:
        """The verdict after a part of the log is the verdict after the whole, when the rest starts no new run."""
        moments, now = history
        place = data.draw(st.integers(1, len(moments)))
        stop = Moment("transitioned", moments[place - 1].at, {"from": "review", "to": "done"})
        clock = replace(CLOCK, deadline=deadline)
        part = [*moments[:place], stop]
        assert read([*part, *moments[place:]], now, clock) == read(part, stop.at, clock)

    @patiently
    @given(histories(), DEADLINES, st.data())
    def test_only_what_the_clock_speaks_of_matters(
        self, history: tuple[list[Moment], datetime], deadline: Duration, data: st.DataObject
    ) -> None:
        """The state depends neither on other events in the log nor on the zones the moments came in."""
        moments, now = history
        place = data.draw(st.integers(0, len(moments)))
        tokyo = ZoneInfo("Asia/Tokyo")
        elsewhere = [replace(moment, at=moment.at.astimezone(tokyo)) for moment in moments]
        noted = [*elsewhere[:place], Moment("noted", now, {"for": "client"}), *elsewhere[place:]]
        clock = replace(CLOCK, deadline=deadline)
        assert read(iter(noted), now.astimezone(tokyo), clock) == read(moments, now, clock)


def _figures(state: ClockState) -> tuple[object, ...]:
    return (state.status, state.deadline_at, state.paused_for, state.started_at, state.stopped_at)
