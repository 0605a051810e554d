"""When a message is sent again, and when a receiver is left alone."""

from datetime import timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from casewright.webhooks.schedule import THRESHOLD, WAITS, closed_for, wait_after


def test_the_waits_are_those_of_standard_webhooks() -> None:
    """5 s, 5 min, 30 min, 2 h, 5 h, 10 h, 14 h, 20 h, 24 h: three days in all."""
    hours = [round(wait / timedelta(hours=1), 4) for wait in WAITS]
    assert hours == [0.0014, 0.0833, 0.5, 2, 5, 10, 14, 20, 24]


@given(st.integers(1, len(WAITS)), st.uuids())
def test_a_wait_is_up_to_a_tenth_longer(attempt: int, message: UUID) -> None:
    """Never shorter than the schedule says, and always the same for the same message."""
    wait = wait_after(attempt, message)
    assert wait is not None
    assert WAITS[attempt - 1] <= wait <= WAITS[attempt - 1] * 1.1
    assert wait == wait_after(attempt, message)


def test_messages_that_fail_together_do_not_return_together() -> None:
    """The tenth is spread over them."""
    waits = {wait_after(5, UUID(int=number)) for number in range(100)}
    assert len(waits) > 50


@given(st.integers(len(WAITS) + 1, 1000), st.uuids())
def test_after_the_last_attempt_there_is_none(attempt: int, message: UUID) -> None:
    """A message is dead then."""
    assert wait_after(attempt, message) is None


def test_the_circuit_opens_at_the_threshold() -> None:
    """One minute, then twice as long for each probe that fails."""
    assert [closed_for(failures) for failures in range(THRESHOLD)] == [None] * THRESHOLD
    minutes = [closed_for(THRESHOLD + more) for more in range(8)]
    assert minutes == [timedelta(minutes=number) for number in (1, 2, 4, 8, 16, 32, 60, 60)]


@given(st.integers(THRESHOLD, 10**9))
def test_a_receiver_is_never_left_alone_for_longer_than_an_hour(failures: int) -> None:
    """However long it failed, it is asked every hour."""
    pause = closed_for(failures)
    assert pause is not None
    assert timedelta(minutes=1) <= pause <= timedelta(hours=1)
