"""Keeping the clocks of a case, and the timers they ring by, as its events say."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from casewright import models
from casewright.casetype import CaseType
from casewright.clocks import Clock, ClockState, Moment, next_alarm, read_clock
from casewright.events import moments
from casewright.platform import Platform

_ALWAYS = frozenset({"opened", "closed", "reopened", "suspended", "resumed", "clock_passed"})


async def refresh_clocks(platform: Platform, case: models.Case, event: models.Event) -> None:
    """Read the clocks again that this event may have moved, and set their next alarm."""
    case_type = platform.case_types[case.case_type]
    fresh = list(moments([event]))
    moved = [clock for clock in case_type.clocks if any(_concerns(clock, moment) for moment in fresh)]
    if not moved:
        return
    history = fresh if event.sequence == 1 else list(moments(await _events(case)))
    states = {clock.name: _read(platform, case_type, clock, history, event.at) for clock in moved}
    await models.Clock.bulk_create(
        [_clock_row(case, name, state) for name, state in states.items()],
        on_conflict=["case_id", "name"],
        update_fields=["status", "started_at", "stopped_at", "goal_at", "deadline_at"],
    )
    await models.Timer.bulk_create(
        [_timer_row(case, name, state, _rung(name, state, history), event.at) for name, state in states.items()],
        on_conflict=["case_id", "name"],
        update_fields=["kind", "due_at", "state"],
    )


def _concerns(clock: Clock, moment: Moment) -> bool:
    conditions = [clock.start, clock.stop, *(edge for pause in clock.pauses for edge in (pause.begins, pause.ends))]
    return moment.name in _ALWAYS or any(condition.matches(moment) for condition in conditions)


async def _events(case: models.Case) -> list[models.Event]:
    return await models.Event.filter(case_id=case.id).order_by("sequence")


def _read(
    platform: Platform, case_type: CaseType[Any], clock: Clock, history: list[Moment], now: datetime
) -> ClockState:
    return read_clock(clock, history, platform.calendar(clock.calendar or case_type.calendar), now)


def _clock_row(case: models.Case, name: str, state: ClockState) -> models.Clock:
    return models.Clock(
        tenant_id=case.tenant_id,
        case_id=case.id,
        name=name,
        status=state.status,
        started_at=state.started_at,
        stopped_at=state.stopped_at,
        goal_at=state.goal_at,
        deadline_at=state.deadline_at,
    )


def _rung(name: str, state: ClockState, history: list[Moment]) -> set[str]:
    """Which marks of the clock's present run are recorded as passed."""
    passed = [moment for moment in history if moment.name == "clock_passed" and moment.data["clock"] == name]
    return {moment.data["mark"] for moment in passed if state.started_at is None or moment.at >= state.started_at}


def _timer_row(case: models.Case, name: str, state: ClockState, rung: set[str], now: datetime) -> models.Timer:
    alarm = next_alarm(state, rung)
    kind, due_at = alarm or ("none", now)
    return models.Timer(
        tenant_id=case.tenant_id,
        case_id=case.id,
        name=name,
        kind=kind,
        due_at=due_at,
        state="pending" if alarm else "idle",
    )


def explain(
    platform: Platform, case: models.Case, events: Iterable[models.Event], now: datetime
) -> dict[str, ClockState]:
    """Every clock of the case, recomputed from its events."""
    case_type = platform.case_types[case.case_type]
    history = list(moments(events))
    return {clock.name: _read(platform, case_type, clock, history, now) for clock in case_type.clocks}
