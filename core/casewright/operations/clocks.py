"""Keeping the clocks of a case, and the timers they ring by, as its events say."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

from casewright import models
from casewright.casetype import CaseType
from casewright.clocks import MARKS, WARNING, Clock, ClockState, next_alarm, read_clock
from casewright.conditions import Moment
from casewright.db.sql import Sql
from casewright.events import moments
from casewright.operations.rows import Rows
from casewright.platform import Platform
from casewright.plugins import blaming

RINGS = Sql("(") + Sql.one_of("kind", MARKS) + Sql(" OR kind LIKE ?)", (f"{WARNING}%",))
"""The timers that are marks of clocks, as `is_mark` says."""

_ALWAYS = frozenset({"opened", "closed", "reopened", "suspended", "resumed", "clock_passed", "migrated"})


async def keep_clocks(platform: Platform, case: models.Case, event: models.Event, rows: Rows) -> None:
    """Read the clocks again that this event, not written yet, may have moved; note them and their next alarms."""
    case_type = platform.definition(case)
    fresh = moments([event.body])
    moved = [clock for clock in case_type.clocks if any(concerns(clock, moment) for moment in fresh)]
    if not moved:
        return
    history = moments([*await _history(platform, case), event.body])
    fields = _fields(platform, case, moved)
    owner = {"tenant_id": case.tenant_id, "case_id": case.id}
    typed = {**owner, "case_type": case.case_type}
    for clock in moved:
        state = _read(platform, case_type, clock, history, event.at, fields, explained=False)
        rows.insert(models.Clock, **typed, **_clock_columns(clock.name, state))
        rung = _rung(clock.name, state, history)
        rows.insert(models.Timer, **owner, **_timer_columns(clock.name, state, rung, event.at))


def concerns(clock: Clock, moment: Moment) -> bool:
    """Whether the clock may read otherwise after this moment."""
    if moment.name in _ALWAYS or (clock.depends_on_fields and moment.data.get("changes")):
        return True
    return any(condition.matches(moment) for condition in clock.conditions)


def _fields(platform: Platform, case: models.Case, clocks: Iterable[Clock]) -> Any:
    """The fields of the case, where a clock asks for them."""
    if not any(clock.depends_on_fields for clock in clocks):
        return None
    with blaming(platform.plugin_of(case.case_type), "reading the case"):
        return platform.definition(case).load(case.fields_json, case.schema_version)


async def _history(platform: Platform, case: models.Case) -> list[str]:
    """The bodies of the events before; none, when the case is being opened."""
    if case.sequence == 0:
        return []
    bodies = Sql("SELECT body FROM event WHERE case_id = ? ORDER BY sequence", (case.id,))
    return [row["body"] for row in await platform.database.rows(bodies)]


def _read(
    platform: Platform,
    case_type: CaseType[Any],
    clock: Clock,
    history: list[Moment],
    now: datetime,
    fields: Any,
    *,
    explained: bool = True,
) -> ClockState:
    calendar = platform.calendar(clock.calendar or case_type.calendar)
    with blaming(platform.plugin_of(case_type.name), f"the clock {clock.name!r}"):
        return read_clock(clock, history, calendar, now, fields, explained=explained)


def _clock_columns(name: str, state: ClockState) -> dict[str, Any]:
    return {
        "name": name,
        "status": state.status,
        "started_at": state.started_at,
        "stopped_at": state.stopped_at,
        "goal_at": state.goal_at,
        "deadline_at": state.deadline_at,
        "paused_seconds": state.paused_for // timedelta(seconds=1),
    }


def _rung(name: str, state: ClockState, history: list[Moment]) -> set[str]:
    """Which marks of the clock's present run are recorded as passed, since it is counted from where it is now."""
    passed = [moment for moment in history if moment.name == "clock_passed" and moment.data["clock"] == name]
    return {moment.data["mark"] for moment in passed if state.told_at is None or moment.at >= state.told_at}


def _timer_columns(name: str, state: ClockState, rung: set[str], now: datetime) -> dict[str, Any]:
    alarm = next_alarm(state, rung)
    kind, due_at = alarm or ("none", now)
    return {"name": name, "kind": kind, "due_at": due_at, "state": "pending" if alarm else "idle"}


def explain(
    platform: Platform, case: models.Case, events: Iterable[models.Event], now: datetime
) -> dict[str, ClockState]:
    """Every clock of the case, recomputed from its events."""
    case_type = platform.definition(case)
    history = moments(event.body for event in events)
    fields = _fields(platform, case, case_type.clocks)
    return {clock.name: _read(platform, case_type, clock, history, now, fields) for clock in case_type.clocks}
