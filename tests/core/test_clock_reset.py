"""A clock that begins anew while it runs, here whenever the supplier is asked."""

from dataclasses import replace
from datetime import timedelta

from casewright.clocks import ClockStatus
from casewright.conditions import left, waiting_for
from core.test_clocks import RESOLVE, answered, at, moved, opened, read, waits

CLOCK = replace(RESOLVE, reset=waiting_for("supplier").begins)


def test_counts_from_the_reset() -> None:
    """What it ran and what paused it before count no more, and nothing is said of the run that it ended."""
    history = [opened(at(2, 9)), waits(at(2, 10)), answered(at(2, 12)), waits(at(3, 11), "supplier")]
    state = read(history, at(3, 12), CLOCK)
    assert (state.status, state.started_at, state.deadline_at) == (ClockStatus.RUNNING, at(3, 11), at(4, 11))
    assert (state.pauses, state.paused_for) == ((), timedelta(0))
    assert state.explanation[0] == "started again 2026-03-03 11:00 UTC by waiting"


def test_a_pause_that_lasts_holds_it_up_all_the_same() -> None:
    """From the reset on."""
    history = [opened(at(2, 9)), waits(at(2, 10)), waits(at(2, 12), "supplier"), answered(at(2, 14))]
    assert read(history, at(2, 15), CLOCK).deadline_at == at(3, 14)


def test_one_that_has_stopped_stays_stopped() -> None:
    """As one that has not begun does not begin by it."""
    ended = [opened(at(2, 9)), moved(at(2, 15), "review", "done"), waits(at(2, 16), "supplier")]
    assert read(ended, at(3, 9), CLOCK).stopped_at == at(2, 15)
    waiting = [opened(at(2, 9), "draft"), waits(at(2, 10), "supplier")]
    assert read(waiting, at(3, 9), CLOCK).status is ClockStatus.PENDING


def test_stopping_goes_before() -> None:
    """A moment that matches both ends it."""
    clock = replace(RESOLVE, reset=left("review"))
    state = read([opened(at(2, 9)), moved(at(2, 15), "review", "done")], at(3, 9), clock)
    assert (state.status, state.stopped_at) == (ClockStatus.MET, at(2, 15))
