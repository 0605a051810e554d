"""Warnings of a clock: at shares of its deadline, before it and after it."""

from dataclasses import replace
from datetime import datetime

import pytest

from casewright.calendars import Duration, business_days, business_hours, calendar_days, hours
from casewright.clocks import ClockStatus, is_mark, next_alarm
from core.test_clocks import RESOLVE, answered, at, moved, opened, read, waits

CLOCK = replace(RESOLVE, warnings=(50, 75))


def test_warnings_come_at_a_share_of_the_deadline() -> None:
    """Of eight hours from Friday 16:00 half are used up on Monday at 12:00, three quarters at 14:00."""
    state = read([opened(at(6, 16))], at(6, 17), CLOCK)
    assert state.warnings_at == ((50, at(9, 12)), (75, at(9, 14)))
    assert state.explanation[-3:-1] == (
        "warning 2026-03-09 12:00 UTC, after 50 % of 8 business hours",
        "warning 2026-03-09 14:00 UTC, after 75 % of 8 business hours",
    )


@pytest.mark.parametrize(
    ("deadline", "half"),
    [(hours(24), at(3, 4)), (calendar_days(3), at(4, 8)), (business_days(2), at(3, 16, 30))],
)
def test_warnings_are_a_share_of_what_the_deadline_counts(deadline: Duration, half: datetime) -> None:
    """From Monday 16:00 it is 80 hours to the end of the third day after, 17 of work to the close of the second."""
    clock = replace(CLOCK, deadline=deadline)
    assert read([opened(at(2, 16))], at(2, 17), clock).warnings_at[0] == (50, half)


def test_warnings_leave_out_the_pauses() -> None:
    """Paused before it came a warning comes later; one that came before the pause stays where it was."""
    history = [opened(at(2, 9)), waits(at(2, 14)), answered(at(2, 16))]
    assert read(history, at(2, 16), CLOCK).warnings_at == ((50, at(2, 13)), (75, at(2, 17)))


def test_warnings_go_on_when_the_deadline_has_passed() -> None:
    """Tiers after it, in the same time: of eight hours from Monday 9:00 half as much again ends on Tuesday at 13:00."""
    state = read([opened(at(2, 9))], at(3, 10), replace(CLOCK, warnings=(50, 150, 200)))
    assert state.status is ClockStatus.MISSED
    assert next_alarm(state, ["warning_50", "deadline"]) == ("warning_150", at(3, 13))
    assert next_alarm(state, ["warning_50", "deadline", "warning_150"]) == ("warning_200", at(3, 17))
    assert "late warning 2026-03-03 13:00 UTC, after 150 % of 8 business hours" in state.explanation
    stopped = read([opened(at(2, 9)), moved(at(3, 11), "review", "done")], at(3, 14), replace(CLOCK, warnings=(150,)))
    assert next_alarm(stopped, ()) is None


def test_warnings_ring_before_the_deadline_each_once() -> None:
    """Between them the goal, wherever it lies; the control: a clock without warnings rings for none."""
    clock = replace(CLOCK, goal=business_hours(5))
    state, rung = read([opened(at(2, 9))], at(2, 10), clock), list[str]()
    while alarm := next_alarm(state, rung):
        rung.append(alarm[0])
    assert rung == ["warning_50", "goal", "warning_75", "deadline"]
    assert all(is_mark(name) for name in rung)
    assert read([opened(at(2, 9))], at(2, 10)).warnings_at == ()
