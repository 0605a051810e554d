"""A plugin that keeps failing is left alone for a while, named, and tried again."""

import asyncio
import logging
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest

from casewright import PluginError, Refused, holding
from casewright.conduct import MOST_FAILURES, REST, Conduct, SwitchedOff
from casewright.plugins import Late, call

MOMENT = ("vendor", "permit")


class Clock:
    """A clock the test turns."""

    moment = datetime(2026, 3, 2, 9, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def conduct(clock: Clock) -> Conduct:
    return Conduct(clock)


def fail(conduct: Conduct, times: int = 1, error: Exception | None = None) -> None:
    """So many calls that fail."""
    for _ in range(times):
        with pytest.raises(type(error or PluginError(""))), conduct.watching(*MOMENT):
            raise error or PluginError("it broke")


def calls(conduct: Conduct, moment: tuple[str, str] = MOMENT) -> Iterator[bool]:
    """Whether the moment is called."""
    try:
        with conduct.watching(*moment):
            yield True
    except SwitchedOff:
        yield False


def test_after_failures_in_a_row_the_moment_is_not_called(conduct: Conduct, caplog: pytest.LogCaptureFixture) -> None:
    """Only that moment of that plugin; the log and the figures name it."""
    fail(conduct, MOST_FAILURES - 1)
    assert conduct.switched_off() == []
    fail(conduct)
    assert conduct.switched_off() == [MOMENT]
    assert [*calls(conduct), *calls(conduct, ("vendor", "on_event")), *calls(conduct, ("other", "permit"))] == [
        False, True, True,
    ]  # fmt: skip
    assert conduct.failures == {MOMENT: MOST_FAILURES}
    told = [(vars(record)["plugin"], vars(record)["step"]) for record in caplog.records]
    assert set(told) == {MOMENT}
    assert [record.message for record in caplog.records if record.levelno == logging.ERROR] == [
        "a plugin is switched off"
    ]


def test_a_success_in_between_begins_anew(conduct: Conduct) -> None:
    """So does a refusal: the plugin answered."""
    for answer in (None, Refused("not today")):
        fail(conduct, MOST_FAILURES - 1)
        if answer:
            fail(conduct, error=answer)
        else:
            assert list(calls(conduct)) == [True]
        fail(conduct, MOST_FAILURES - 1)
        assert conduct.switched_off() == []
        assert list(calls(conduct)) == [True]


def test_what_fails_again_and_again_says_nothing_of_the_rest(conduct: Conduct) -> None:
    """One event that a reaction cannot bear, tried six times, does not switch it off for the others."""
    for again in (False, *[True] * 10):
        with pytest.raises(PluginError), conduct.watching(*MOMENT, again=again):
            raise PluginError("it broke")
    assert conduct.switched_off() == []


def test_it_is_tried_again(conduct: Conduct, clock: Clock) -> None:
    """Once: a failure switches it off for as long again, a success lets it go on."""
    fail(conduct, MOST_FAILURES)
    clock.moment += REST - timedelta(seconds=1)
    assert list(calls(conduct)) == [False]
    clock.moment += timedelta(seconds=1)
    fail(conduct)
    assert list(calls(conduct)) == [False]
    clock.moment += REST
    assert list(calls(conduct)) == [True]
    fail(conduct, MOST_FAILURES - 1)
    assert list(calls(conduct)) == [True]


async def test_who_does_not_let_go_is_named_meanwhile(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """A plain function and a step of a coroutine; between its steps nobody holds anything. Here at once."""
    monkeypatch.setattr(holding, "_LONG_SECONDS", 0.0)

    def plain() -> None:
        holding.look()
        holding.look()

    async def stepwise() -> None:
        await asyncio.sleep(0)
        holding.look()

    await call("vendor", "permit", plain)
    await call("other", "gate", stepwise)
    told = [vars(record)["plugin"] for record in caplog.records if "does not let go" in record.message]
    assert told == ["vendor", "other"]
    caplog.clear()
    holding.look()
    assert caplog.records == []


@pytest.mark.parametrize("step", [True, False])
async def test_what_held_up_everybody_is_not_believed(monkeypatch: pytest.MonkeyPatch, step: bool) -> None:
    """It cannot be stopped; when it comes to its end it is late, plain or in a step of a coroutine."""
    moments = iter(range(0, 1_000, 6))
    monkeypatch.setattr(holding, "monotonic", lambda: next(moments))

    async def stepwise() -> bool:
        return True

    with pytest.raises(Late, match="plugin 'vendor': permit took too long and held up everybody else"):
        await call("vendor", "permit", stepwise if step else lambda: True)


async def test_a_cancellation_reaches_the_plugin() -> None:
    """To be driven step by step changes nothing for it: it may clean up, and what it raises then is told."""
    cleaned = []

    async def waits() -> None:
        try:
            await asyncio.sleep(60)
        finally:
            await asyncio.sleep(0)
            cleaned.append(True)

    task = asyncio.create_task(call("vendor", "permit", waits))
    await asyncio.sleep(0)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert cleaned == [True]
