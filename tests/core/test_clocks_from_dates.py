"""Clocks that count from a date of the case, whenever it was told."""

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.calendars import Calendar, business_days, calendar_days, hours
from casewright.clocks import Clock, ClockState, ClockStatus, read_clock
from casewright.conditions import Moment, dated, entered, happened, left, waiting_for
from casewright.operations.clocks import concerns

NEW_YORK = Calendar(name="new_york", zone="America/New_York", country="US")
VISIT = Clock("visit", dated("left_on"), happened("visited"), business_days(2), pause=waiting_for("client"))


def at(day: int, hour: int = 14) -> datetime:
    """A time in May 2026 in UTC: the 22nd is a Friday, the 25th Memorial Day."""
    return datetime(2026, 5, day, hour, tzinfo=UTC)


def told(when: datetime, after: str | None, before: str | None = None, name: str = "transitioned") -> Moment:
    """The case hears on which day somebody left."""
    return Moment(name, when, {"changes": {"left_on": [before, after]}})


def read(log: Iterable[Moment], now: datetime, clock: Clock = VISIT) -> ClockState:
    return read_clock(clock, log, NEW_YORK, now)


@pytest.mark.parametrize("day", [22, 24, 26])
def test_the_date_counts_and_not_when_it_was_told(day: int) -> None:
    """Left on Friday, told on the day, on Sunday or on Tuesday: the visit is due on Wednesday at 17:00."""
    state = read([told(at(day), "2026-05-22")], at(day, 15))
    assert (state.started_at, state.told_at, state.deadline_at) == (at(22, 4), at(day), at(27, 21))
    assert state.explanation[0] == "started 2026-05-22 00:00 EDT by the date in left_on"


def test_the_control_counts_from_when_it_was_told() -> None:
    """A clock that starts by the stage that was entered on Tuesday gives two days more."""
    entering = Clock("visit", entered("gone"), happened("visited"), business_days(2))
    moved = Moment("transitioned", at(26), {"from": "here", "to": "gone", "changes": {"left_on": [None, "2026-05-22"]}})
    assert read([moved], at(26, 15), entering).deadline_at == at(28, 21)


def test_what_is_told_too_late_is_missed_at_once() -> None:
    """Nobody gains time by telling late."""
    assert read([told(at(28), "2026-05-22")], at(28)).status is ClockStatus.MISSED


def test_a_corrected_date_moves_the_start_and_keeps_the_pauses() -> None:
    """Not the 22nd but the 20th; what was waited for since is not counted twice."""
    waited = [Moment("waiting_started", at(26), {"for": "client"}), Moment("waiting_ended", at(27), {"for": "client"})]
    log = [told(at(22), "2026-05-22"), *waited, told(at(27, 15), "2026-05-20", "2026-05-22", "updated")]
    state = read(log, at(27, 16))
    assert state.started_at == at(20, 4)
    assert [(pause.begin, pause.end) for pause in state.pauses] == [(at(26), at(27))]


def test_a_corrected_date_judges_a_run_that_is_over_anew() -> None:
    """Visited on Wednesday: in time for Friday, too late for Thursday; no new run begins."""
    log = [told(at(22), "2026-05-22"), Moment("visited", at(27), {})]
    assert read(log, at(28)).status is ClockStatus.MET
    corrected = read([*log, told(at(28), "2026-05-21", "2026-05-22")], at(29))
    assert (corrected.status, corrected.stopped_at) == (ClockStatus.MISSED, at(27))


def test_an_emptied_date_changes_nothing_and_the_next_one_begins_a_new_run() -> None:
    """Came back, and left once more."""
    first = [told(at(1), "2026-05-01"), Moment("visited", at(4), {}), told(at(5), None, "2026-05-01")]
    assert read(first, at(6)).status is ClockStatus.MET
    again = read([*first, told(at(26), "2026-05-22")], at(26, 15))
    assert (again.status, again.started_at) == (ClockStatus.RUNNING, at(22, 4))
    assert again.explanation[0].startswith("started again")


def test_a_date_may_come_with_the_case_be_ahead_and_have_a_time() -> None:
    """Its deadline is known from the beginning."""
    clock = Clock("visit", dated("left_on"), happened("visited"), hours(8))
    for value, start in (("2026-05-29", at(29, 4)), ("2026-05-29T10:30:00Z", at(29, 10) + timedelta(minutes=30))):
        state = read([Moment("opened", at(22), {"to": "here", "fields": {"left_on": value}})], at(22), clock)
        assert (state.status, state.started_at) == (ClockStatus.RUNNING, start)
        assert state.deadline_at == start + timedelta(hours=8)


def test_a_case_that_ends_before_its_date_owes_nothing() -> None:
    """The run ends where it would have begun."""
    opened = Moment("opened", at(22), {"to": "here", "fields": {"left_on": "2026-05-29"}})
    ended = Moment("closed", at(23), {})
    state = read([opened, ended], at(30))
    assert (state.status, state.stopped_at) == (ClockStatus.MET, at(29, 4))


ANSWER = Clock("answer", entered("asked", since="left_on"), left("asked"), business_days(2))


def asked(when: datetime, left_on: str | None = None) -> Moment:
    """The case is opened at the stage that waits for an answer."""
    return Moment("opened", when, {"to": "asked", "fields": {"left_on": left_on}})


@pytest.mark.parametrize(
    ("log", "started"),
    [
        ([asked(at(26))], at(26)),
        ([asked(at(26), "2026-05-22")], at(22, 4)),
        ([asked(at(26)), told(at(27), "2026-05-22", name="updated")], at(22, 4)),
        ([asked(at(26), "2026-05-22"), told(at(27), "2026-05-21", "2026-05-22", "updated")], at(21, 4)),
        ([asked(at(26), "2026-05-22"), told(at(27), None, "2026-05-22", "updated")], at(22, 4)),
    ],
)
def test_a_stage_may_have_been_entered_before_it_was_told(log: list[Moment], started: datetime) -> None:
    """It counts from the date where there is one, else from the entry; a date that is told later moves it."""
    assert read(log, at(27, 15), ANSWER).started_at == started


def test_a_date_alone_does_not_enter_a_stage() -> None:
    """Told elsewhere it starts nothing; told after the answer it judges that answer anew and begins nothing."""
    elsewhere = Moment("opened", at(22), {"to": "draft", "fields": {"left_on": "2026-05-20"}})
    assert read([elsewhere], at(23), ANSWER).status is ClockStatus.PENDING
    answered = [asked(at(26)), Moment("transitioned", at(27), {"from": "asked", "to": "done"})]
    assert read(answered, at(28), ANSWER).status is ClockStatus.MET
    late = read([*answered, told(at(28), "2026-05-20", name="updated")], at(28), ANSWER)
    assert (late.status, late.started_at, late.stopped_at) == (ClockStatus.MISSED, at(20, 4), at(27))


def test_a_stage_that_is_entered_again_counts_from_the_entry() -> None:
    """The date was that of the first time."""
    back = Moment("transitioned", at(28), {"from": "done", "to": "asked"})
    gone = Moment("transitioned", at(26, 15), {"from": "asked", "to": "done"})
    assert read([asked(at(26), "2026-05-22"), gone, back], at(29), ANSWER).started_at == at(28)


DAYS = [None, "2026-05-20", "2026-05-22", "2026-05-26"]
HAPPENED = st.sampled_from(["date", "visited", "waiting_started", "waiting_ended", "note_added", "closed"])


@given(st.lists(st.tuples(HAPPENED, st.sampled_from(DAYS)), max_size=10), st.sampled_from([2, 9]))
def test_a_clock_read_only_when_it_is_concerned_reads_the_same(kinds: list[tuple[str, str | None]], n: int) -> None:
    """Whatever is told, corrected and emptied: kept live it is the clock that its events tell."""
    log, before, deadline = [Moment("opened", at(20, 3), {"fields": {}})], None, calendar_days(n)
    for place, (kind, day) in enumerate(kinds):
        data = {"changes": {"left_on": [before, day]}} if kind == "date" else {"for": "client"}
        before = day if kind == "date" else before
        log.append(Moment("updated" if kind == "date" else kind, at(20, 4) + timedelta(hours=10 * place), data))
    clock = Clock("visit", VISIT.start, VISIT.stop, deadline, pause=VISIT.pause)
    kept, now = read(log[:1], log[0].at, clock), log[0].at
    for count, moment in enumerate(log, start=1):
        if concerns(clock, moment):
            kept, now = read(log[:count], moment.at, clock), moment.at
    assert read(log, now, clock) == kept
