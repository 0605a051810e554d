"""Limits of many by one timer: who is late is stopped, and nobody else."""

import asyncio

import pytest

from casewright.deadlines import Deadlines


async def endless(deadlines: Deadlines) -> None:
    """Waits for what never happens."""
    with deadlines.limit():
        await asyncio.Event().wait()


async def test_who_is_late_is_stopped() -> None:
    """Each of many, also those who began later than the first; who ended in time is not."""
    deadlines = Deadlines(0.01)
    with deadlines.limit():
        pass
    late = [asyncio.create_task(endless(deadlines)) for _ in range(3)]
    await asyncio.sleep(0)
    with pytest.raises(TimeoutError):
        await endless(deadlines)
    for task in late:
        with pytest.raises(TimeoutError):
            await task
    assert asyncio.current_task().cancelling() == 0  # type: ignore[union-attr]


async def test_one_timer_serves_all() -> None:
    """However many begin while it runs."""
    deadlines = Deadlines(60)
    with deadlines.limit():
        timer = deadlines._timer
        with deadlines.limit():
            assert timer is not None
            assert deadlines._timer is timer
    assert not deadlines._open


async def test_who_else_cancels_is_obeyed() -> None:
    """Before the time is over, and at the same moment."""
    deadlines = Deadlines(60)
    for stopped_too in (False, True):
        task = asyncio.create_task(endless(deadlines))
        await asyncio.sleep(0)
        [limit] = deadlines._open
        task.cancel()
        if stopped_too:
            limit.stop()
        with pytest.raises(asyncio.CancelledError):
            await task


def test_each_event_loop_has_limits_of_its_own() -> None:
    """What was left over when a loop ended holds up nobody in the next."""
    deadlines = Deadlines(0.01)

    async def leave_behind() -> None:
        deadlines.limit().__enter__()

    asyncio.run(leave_behind())
    with pytest.raises(TimeoutError):
        asyncio.run(endless(deadlines))
