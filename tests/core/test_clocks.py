"""Clocks: what starts, pauses and stops them, when they are due, and why."""

from collections.abc import Iterable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from casewright.calendars import Calendar, Duration, business_days, business_hours, calendar_days, hours, minutes
from casewright.clocks import Clock, ClockState, ClockStatus, Pause, next_alarm, read_clock
from casewright.conditions import Moment, PauseWhile, entered, happened, left, waiting_for
from casewright.errors import Invalid

OFFICE = Calendar(name="office")
RESOLVE = Clock("resolve", entered("review"), left("review"), business_hours(8), pause=waiting_for("client"))


def at(day: int, hour: int = 0, minute: int = 0) -> datetime:
    """A moment in March 2026, which begins on a Sunday: the 6th is a Friday."""
    return datetime(2026, 3, day, hour, minute, tzinfo=UTC)


def opened(when: datetime, stage: str = "review") -> Moment:
    return Moment("opened", when, {"to": stage})


def moved(when: datetime, source: str, target: str) -> Moment:
    return Moment("transitioned", when, {"from": source, "to": target})


def waits(when: datetime, whom: str = "client") -> Moment:
    return Moment("waiting_started", when, {"for": whom})


def answered(when: datetime, whom: str = "client") -> Moment:
    return Moment("waiting_ended", when, {"for": whom})


def read(moments: Iterable[Moment], now: datetime, clock: Clock = RESOLVE, calendar: Calendar = OFFICE) -> ClockState:
    return read_clock(clock, moments, calendar, now)


class TestDue:
    def test_is_in_working_time(self) -> None:
        """Eight hours from Friday 16:00 are due on Monday at 16:00."""
        assert read([opened(at(6, 16))], at(6, 17)).deadline_at == at(9, 16)

    def test_is_later_by_the_working_time_of_a_pause(self) -> None:
        """The same, paused from Monday 10:00 to Tuesday 10:00, are due on Tuesday at 16:00."""
        state = read([opened(at(6, 16)), waits(at(9, 10)), answered(at(10, 10))], at(10, 11))
        assert (state.status, state.deadline_at) == (ClockStatus.RUNNING, at(10, 16))
        assert state.pauses == (Pause(at(9, 10), at(10, 10), "waiting for client"),)
        assert state.paused_for == timedelta(hours=8)

    def test_follows_a_changed_target(self) -> None:
        """Swapped to four hours at Monday 12:00, of which four are used already, it is due right then."""
        swapped = replace(RESOLVE, deadline=business_hours(4))
        assert read([opened(at(6, 16))], at(9, 12), swapped).deadline_at == at(9, 12)

    def test_keeps_the_pause_when_the_target_changes(self) -> None:
        """A changed policy carries the pauses: the four hours too are due eight working hours later."""
        history = [opened(at(6, 16)), waits(at(9, 10)), answered(at(10, 10))]
        swapped = replace(RESOLVE, deadline=business_hours(4))
        assert read(history, at(10, 11), swapped).deadline_at == at(10, 12)

    def test_may_be_as_the_fields_say(self) -> None:
        """Where the fields ask for four hours it is due after four; where they ask for nothing it never starts."""
        terms = {"gold": business_hours(4), "silver": business_hours(8)}
        clock = replace(RESOLVE, deadline=terms.get, goal=terms.get)
        history = [opened(at(6, 16)), waits(at(9, 10)), answered(at(10, 10))]
        states = {kind: read_clock(clock, history, OFFICE, at(10, 11), kind) for kind in ("gold", "silver", "none")}
        assert (states["gold"].deadline_at, states["silver"].deadline_at) == (at(10, 12), at(10, 16))
        assert (states["none"].status, states["none"].deadline_at) == (ClockStatus.PENDING, None)
        assert states["none"].explanation == ("no such period applies to this case",)
        assert (clock.depends_on_fields, RESOLVE.depends_on_fields) == (True, False)

    def test_counts_from_the_next_working_moment(self) -> None:
        """A case of Saturday starts counting on Monday at 09:00."""
        state = read([opened(at(7, 11))], at(7, 12))
        assert (state.started_at, state.deadline_at) == (at(7, 11), at(9, 17))
        assert "counts from 2026-03-09 09:00 UTC, when work begins" in state.explanation

    @pytest.mark.parametrize(
        ("deadline", "due", "paused_for"),
        [
            (calendar_days(10), at(20), timedelta(days=3)),
            (hours(24), at(10, 16), timedelta(days=3)),
            (minutes(90), at(9, 17, 30), timedelta(days=3)),
            (business_hours(8), at(10, 16), timedelta(hours=8)),
            (business_days(2), at(11, 17), timedelta(hours=8)),
        ],
    )
    def test_is_extended_in_the_unit_of_the_clock(
        self, deadline: Duration, due: datetime, paused_for: timedelta
    ) -> None:
        """From Friday to Monday 16:30 are three days to a clock of days, and eight hours to one of business hours."""
        history = [opened(at(6, 16)), waits(at(6, 16, 30)), answered(at(9, 16, 30))]
        state = read(history, at(9, 17), replace(RESOLVE, deadline=deadline))
        assert (state.deadline_at, state.paused_for) == (due, paused_for)

    def test_is_not_moved_by_a_pause_outside_working_time(self) -> None:
        """A weekend of waiting extends nothing; due at the close of Friday stays due at the close of Friday."""
        plain = [opened(at(5, 17))]
        waited = [*plain, waits(at(5, 17, 30)), answered(at(6, 8))]
        assert read(waited, at(6, 9)).deadline_at == read(plain, at(6, 9)).deadline_at == at(6, 17)

    def test_goal_and_deadline_have_their_own_units(self) -> None:
        """A goal in business hours and a deadline in days are extended by the same pause, each in its own way."""
        clock = replace(RESOLVE, goal=business_hours(4), deadline=calendar_days(7))
        state = read([opened(at(2, 9)), waits(at(2, 12)), answered(at(3, 12))], at(3, 13), clock)
        assert (state.goal_at, state.deadline_at) == (at(3, 13), at(11))

    def test_a_pause_between_goal_and_deadline_moves_only_the_deadline(self) -> None:
        """What passed before the pause began is not brought back by it."""
        clock = replace(RESOLVE, goal=business_hours(2))
        state = read([opened(at(2, 9)), waits(at(2, 12)), answered(at(2, 14))], at(2, 15), clock)
        assert (state.goal_at, state.deadline_at) == (at(2, 11), at(3, 11))

    def test_an_earlier_pause_can_make_a_later_one_count(self) -> None:
        """A pause counts when it begins before the deadline as extended by the pauses before it."""
        history = [opened(at(2, 9)), waits(at(2, 10)), answered(at(3, 10)), waits(at(3, 11)), answered(at(3, 12))]
        assert read(history, at(3, 13)).deadline_at == at(4, 10)


class TestStatus:
    def test_pending_until_it_starts(self) -> None:
        """A clock whose start never came has no due moments and says what it waits for."""
        state = read([opened(at(2, 9), "draft"), waits(at(2, 10))], at(20))
        assert state == ClockState(ClockStatus.PENDING, explanation=("not started: starts by entering review",))

    def test_running_until_the_deadline(self) -> None:
        """A clock that has not stopped by its deadline has missed it."""
        history = [opened(at(2, 9))]
        assert read(history, at(2, 16, 59)).status is ClockStatus.RUNNING
        assert read(history, at(2, 17)).status is ClockStatus.MISSED
        assert read(history, at(2, 17)).stopped_at is None

    @pytest.mark.parametrize(("minute", "verdict"), [(0, ClockStatus.MET), (1, ClockStatus.MISSED)])
    def test_the_verdict_when_it_stops(self, minute: int, verdict: ClockStatus) -> None:
        """Stopping at the deadline meets it, a minute later misses it, whenever one asks."""
        state = read([opened(at(2, 9)), moved(at(2, 17, minute), "review", "done")], at(30))
        assert (state.status, state.stopped_at) == (verdict, at(2, 17, minute))

    def test_paused_moves_the_due_moment_along(self) -> None:
        """While the answer is out the deadline is as if it came now, and never passes."""
        history = [opened(at(2, 9)), waits(at(2, 12))]
        assert read(history, at(2, 13)).deadline_at == at(3, 10)
        late = read(history, at(27, 12))
        assert (late.status, late.deadline_at) == (ClockStatus.PAUSED, at(27, 17))
        assert late.pauses == (Pause(at(2, 12), None, "waiting for client"),)

    def test_a_pause_after_the_deadline_hides_nothing(self) -> None:
        """Waiting that begins when it is too late is shown, but extends nothing."""
        state = read([opened(at(2, 9)), waits(at(3, 9))], at(4, 9))
        assert (state.status, state.deadline_at) == (ClockStatus.MISSED, at(2, 17))
        assert state.paused_for == timedelta(hours=8)
        assert "paused 8 h by waiting for client, still, too late to extend the deadline" in state.explanation

    def test_closing_stops_every_clock(self) -> None:
        """A clock stops with its case, whatever its own stop is, and what happens to the case later is not its."""
        history = [opened(at(2, 9)), Moment("closed", at(2, 11), {"from": "elsewhere"}), waits(at(2, 12))]
        state = read(history, at(30))
        assert (state.status, state.stopped_at, state.pauses) == (ClockStatus.MET, at(2, 11), ())
        assert state.explanation[-1] == "stopped 2026-03-02 11:00 UTC by closed"

    def test_closing_starts_no_clock(self) -> None:
        """A clock started by the last move of a case does not start again by its closing, which says the same."""
        clock = replace(RESOLVE, start=left("review"), stop=entered("elsewhere"))
        facts = {"from": "review", "to": "withdrawn"}
        history = [opened(at(2, 9)), Moment("transitioned", at(2, 10), facts), Moment("closed", at(2, 10), facts)]
        assert read(history, at(30), clock).stopped_at == at(2, 10)


class TestPauses:
    def test_what_overlaps_counts_once(self) -> None:
        """Waiting for two parties while suspended is one stretch of time, told by the reasons that held."""
        clock = replace(RESOLVE, deadline=hours(24), pause=(waiting_for("client"), waiting_for("expert")))
        waiting = [waits(at(2, 10)), waits(at(2, 11), "expert"), Moment("suspended", at(2, 12))]
        ending = [Moment("resumed", at(2, 14)), answered(at(2, 14)), answered(at(2, 15), "expert")]
        state = read([opened(at(2, 9)), *waiting, *ending], at(2, 16), clock)
        assert [(pause.begin.hour, pause.reason) for pause in state.pauses] == [
            (10, "waiting for client"),
            (11, "waiting for client and waiting for expert"),
            (12, "suspension and waiting for client and waiting for expert"),
            (14, "waiting for expert"),
        ]
        assert (state.paused_for, state.deadline_at) == (timedelta(hours=5), at(3, 14))
        each_for_itself = timedelta(hours=4) + timedelta(hours=4) + timedelta(hours=2)
        assert state.paused_for != each_for_itself

    def test_the_answer_of_one_does_not_end_the_wait_for_another(self) -> None:
        """One declaration about two parties pauses until both have answered."""
        clock = replace(RESOLVE, pause=waiting_for("client", "expert"))
        waiting = [opened(at(2, 9)), waits(at(2, 10)), waits(at(2, 11), "expert"), answered(at(2, 12))]
        assert read(waiting, at(2, 13), clock).status is ClockStatus.PAUSED
        state = read([*waiting, answered(at(2, 14), "expert")], at(2, 15), clock)
        assert state.pauses == (Pause(at(2, 10), at(2, 14), "waiting for client or expert"),)

    def test_asking_twice_is_ended_by_one_answer(self) -> None:
        """A reminder does not make a second pause that nobody ends."""
        history = [opened(at(2, 9)), waits(at(2, 10)), waits(at(2, 11)), answered(at(2, 12))]
        assert read(history, at(2, 13)).pauses == (Pause(at(2, 10), at(2, 12), "waiting for client"),)

    def test_waiting_for_somebody_else_is_no_pause(self) -> None:
        """A clock that waits for the client goes on while an expert is asked."""
        plain = [opened(at(2, 9))]
        assert read([*plain, waits(at(2, 10), "expert")], at(2, 12)) == read(plain, at(2, 12))

    def test_an_answer_nobody_waited_for_changes_nothing(self) -> None:
        """An end without a beginning is no pause."""
        plain = [opened(at(2, 9))]
        assert read([*plain, answered(at(2, 10))], at(2, 12)) == read(plain, at(2, 12))

    def test_a_pause_may_be_under_way_when_the_clock_starts(self) -> None:
        """Waiting that began before the start counts from the start."""
        history = [opened(at(2, 9), "draft"), waits(at(2, 10)), moved(at(2, 11), "draft", "review")]
        assert read(history, at(2, 12)).status is ClockStatus.PAUSED
        state = read([*history, answered(at(2, 13))], at(2, 14))
        assert (state.pauses[0].begin, state.deadline_at) == (at(2, 11), at(3, 13))

    def test_a_retroactive_start_finds_the_pauses_before_it(self) -> None:
        """What is reported later than it happened is paused by what was in between."""
        history = [opened(at(2, 9), "draft"), waits(at(2, 10)), answered(at(2, 12)), moved(at(2, 9), "draft", "review")]
        assert read(history, at(2, 13)).deadline_at == at(3, 11)

    def test_a_stop_ends_the_pause(self) -> None:
        """A clock that stops while it waits has waited until then."""
        history = [opened(at(2, 9)), waits(at(2, 10)), moved(at(2, 12), "review", "done"), answered(at(2, 15))]
        state = read(history, at(30))
        assert state.pauses == (Pause(at(2, 10), at(2, 12), "waiting for client"),)
        assert (state.status, state.deadline_at) == (ClockStatus.MET, at(3, 11))

    def test_suspending_pauses_a_clock_without_pauses(self) -> None:
        """A suspension needs no declaration."""
        clock = replace(RESOLVE, pause=())
        history = [opened(at(2, 9)), Moment("suspended", at(2, 10)), Moment("resumed", at(3, 10))]
        assert read(history[:2], at(2, 12), clock).status is ClockStatus.PAUSED
        assert read(history, at(3, 11), clock).deadline_at == at(3, 17)

    def test_closing_ends_the_waiting(self) -> None:
        """A case closed while suspended and waiting is neither when it is reopened."""
        resting = [waits(at(2, 10)), Moment("suspended", at(2, 11)), Moment("closed", at(2, 12), {"from": "review"})]
        history = [opened(at(2, 9)), *resting, Moment("reopened", at(4, 9), {"from": "done", "to": "review"})]
        state = read(history, at(4, 10))
        assert (state.status, state.pauses, state.deadline_at) == (ClockStatus.RUNNING, (), at(4, 17))

    def test_vendors_declare_their_own(self) -> None:
        """Any two events can begin and end a pause."""
        approval = PauseWhile("approval", happened("approval_requested"), happened("approval_decided"))
        history = [opened(at(2, 9)), Moment("approval_requested", at(2, 10)), Moment("approval_decided", at(2, 15))]
        assert read(history, at(2, 16), replace(RESOLVE, pause=approval)).deadline_at == at(3, 14)


class TestRuns:
    def test_entering_again_while_it_runs_changes_nothing(self) -> None:
        """A running clock does not start over, and a pause does not restart it."""
        history = [opened(at(2, 9)), moved(at(2, 11), "review", "review"), waits(at(2, 12)), answered(at(2, 13))]
        assert read(history, at(2, 14)).started_at == at(2, 9)

    def test_starting_after_a_stop_is_a_fresh_run(self) -> None:
        """Coming back to the stage starts the clock anew, without the pauses of the run before."""
        before = [opened(at(2, 9)), waits(at(2, 10)), answered(at(2, 11)), moved(at(2, 12), "review", "done")]
        state = read([*before, moved(at(4, 9), "done", "review")], at(4, 10))
        assert (state.status, state.started_at, state.stopped_at) == (ClockStatus.RUNNING, at(4, 9), None)
        assert (state.pauses, state.deadline_at) == ((), at(4, 17))
        assert state.explanation[0] == "started again 2026-03-04 09:00 UTC by entering review"

    def test_one_event_may_end_a_run_and_begin_the_next(self) -> None:
        """A report that is due so many days after the last one is a clock stopped and started by the same event."""
        clock = Clock("report", happened("reported"), happened("reported"), calendar_days(10))
        history = [Moment("reported", at(2, 9)), Moment("reported", at(8, 9))]
        assert read(history, at(8, 10), clock).deadline_at == at(19)


class TestExplanation:
    def test_tells_the_whole_story(self) -> None:
        """Every figure can be followed: start, pauses, holidays, goal, deadline, stop, in the zone of the calendar."""
        calendar = Calendar(name="berlin", zone="Europe/Berlin", country="DE")
        clock = replace(RESOLVE, goal=business_hours(4), deadline=business_days(2))
        december = [
            datetime(2026, 12, day, hour, 30, tzinfo=UTC) for day, hour in ((23, 8), (24, 8), (24, 10), (28, 9))
        ]
        history = [
            opened(december[0]),
            waits(december[1]),
            answered(december[2]),
            moved(december[3], "review", "done"),
        ]
        assert read(history, december[3], clock, calendar).explanation == (
            "started 2026-12-23 09:30 CET by entering review",
            "paused 2 h by waiting for client",
            "1 holiday skipped: 2026-12-25 Christmas Day",
            "goal 2026-12-23 13:30 CET, after 4 business hours",
            "deadline 2026-12-29 11:00 CET, after 2 business days",
            "stopped 2026-12-28 10:30 CET by leaving review",
        )

    def test_names_no_holidays_where_they_do_not_matter(self) -> None:
        """A clock of calendar days skips nothing."""
        calendar = Calendar(name="own", extra_holidays=frozenset({date(2026, 3, 3), date(2026, 3, 4)}))
        history = [opened(at(2, 9))]
        days = read(history, at(2, 10), replace(RESOLVE, deadline=calendar_days(5)), calendar)
        assert not any("skipped" in sentence for sentence in days.explanation)
        work = read(history, at(2, 10), replace(RESOLVE, deadline=business_days(2)), calendar)
        assert "2 holidays skipped: 2026-03-03 holiday of own, 2026-03-04 holiday of own" in work.explanation

    @pytest.mark.parametrize(
        ("minute", "length"),
        [(0, "0 min"), (45, "45 min"), (60, "1 h"), (90, "1 h 30 min")],
    )
    def test_lengths_read_as_hours_and_minutes(self, minute: int, length: str) -> None:
        """A pause is told in hours and minutes, an open one as lasting."""
        state = read([opened(at(2, 9)), waits(at(2, 10))], at(2, 10) + timedelta(minutes=minute))
        assert f"paused {length} by waiting for client, still" in state.explanation


class TestAlarm:
    CLOCK = replace(RESOLVE, goal=business_hours(4))

    def test_rings_for_the_goal_and_then_for_the_deadline(self) -> None:
        """The first due moment that has not rung is the one to wake up for."""
        history = [opened(at(2, 9))]
        for rung, alarm in (
            ((), ("goal", at(2, 13))),
            (("goal",), ("deadline", at(2, 17))),
            (("goal", "deadline"), None),
        ):
            assert next_alarm(read(history, at(2, 10), self.CLOCK), rung) == alarm

    def test_rings_late_rather_than_never(self) -> None:
        """What passed while nobody looked still rings, the goal before the deadline."""
        state = read([opened(at(2, 9))], at(3, 9), self.CLOCK)
        assert state.status is ClockStatus.MISSED
        assert next_alarm(state, ()) == ("goal", at(2, 13))
        assert next_alarm(state, {"goal"}) == ("deadline", at(2, 17))

    def test_is_silent_without_a_running_clock(self) -> None:
        """A pending, paused or stopped clock rings for nobody."""
        stopped = [opened(at(2, 9)), moved(at(2, 10), "review", "done")]
        for history in ([], [opened(at(2, 9)), waits(at(2, 9, 30))], stopped):
            assert next_alarm(read(history, at(2, 11), self.CLOCK), ()) is None

    def test_is_set_again_after_a_pause(self) -> None:
        """What moved with the pause rings at its new time."""
        history = [opened(at(2, 9)), waits(at(2, 10)), answered(at(2, 12))]
        assert next_alarm(read(history, at(2, 12), self.CLOCK), ()) == ("goal", at(2, 15))


class TestDisagreeingServers:
    """The order of the log is what happened, also where the clock of one server is behind that of another."""

    def test_time_that_goes_back_is_not_paused_twice(self) -> None:
        """A pause that seems to begin before the last one ended begins there."""
        log = [opened(at(2, 9)), waits(at(2, 10)), answered(at(2, 12)), waits(at(2, 11)), answered(at(2, 13))]
        assert read(log, at(2, 14)).paused_for == timedelta(hours=3)

    def test_a_stop_is_never_before_the_start(self) -> None:
        """A clock that seems to stop before it started stopped at once."""
        state = read([opened(at(2, 10)), moved(at(2, 9, 59), "review", "done")], at(2, 11))
        assert (state.status, state.stopped_at) == (ClockStatus.MET, at(2, 10))

    def test_a_pause_is_never_negative(self) -> None:
        """What seems to begin after now has lasted no time yet, and holds all the same."""
        clock = replace(RESOLVE, deadline=hours(8))
        state = read([opened(at(2, 9)), waits(at(2, 12))], at(2, 11), clock)
        assert (state.status, state.paused_for, state.deadline_at) == (ClockStatus.PAUSED, timedelta(0), at(2, 17))


def test_naive_datetimes_are_refused() -> None:
    """Neither an event nor now may leave its zone open."""
    naive = datetime(2026, 3, 2, 9)  # noqa: DTZ001
    with pytest.raises(Invalid, match="no time zone"):
        read([opened(naive)], at(3))
    with pytest.raises(Invalid, match="no time zone"):
        read([opened(at(2))], naive)


def test_a_pause_through_the_night_of_the_change_is_as_long_as_it_was() -> None:
    """Waiting from 22 to 6 while the clocks go forward is seven hours, where the wall clock says eight."""
    berlin = ZoneInfo("Europe/Berlin")
    evening = datetime(2026, 3, 28, 22, tzinfo=berlin)
    morning = datetime(2026, 3, 29, 6, tzinfo=berlin)
    clock = replace(RESOLVE, deadline=hours(24))
    state = read([opened(evening), waits(evening), answered(morning)], morning, clock)
    assert (state.paused_for, morning - evening) == (timedelta(hours=7), timedelta(hours=8))
    assert state.deadline_at == at(30, 4)
