"""Clocks: when a case owes something and what held it up, as a pure fold over the events of the case.

Nothing is accumulated: every value is recomputed from the events, so a changed policy keeps the pauses, a repaired log
repairs the clock, and each figure can be explained. Only the last reading is stored, for lists and figures.
"""

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from functools import cached_property
from typing import Any, TypeAlias
from zoneinfo import ZoneInfo

from casewright.calendars import Calendar, Duration, Unit, in_utc
from casewright.conditions import CLOSING, SUSPENSION, Condition, Moment, PauseWhile, tells, told

MARKS = ("goal", "deadline")
"""The moments at which a clock rings, beside its warnings."""

WARNING = "warning_"
"""What a warning is called, before the percentage at which it comes."""

AT_DEADLINE = 100
"""The percentage that is no warning; one above it comes when the deadline has passed, and nothing was done since."""

Term: TypeAlias = Duration | Callable[[Any], Duration | None]
"""How long something may take: the same for all cases, or as the fields of the case say; None: no such promise."""


@dataclass(frozen=True)
class Clock:
    """A promise of the case type: from `start` to `stop` no longer than `deadline`, better within `goal`.

    The start condition is ignored while the clock runs, unless it corrects the date counted from, and begins a fresh
    run after it stopped. A moment that matches both ends one run and begins the next. `reset` begins anew while the
    clock runs, without a verdict on the run it ends; stopping goes before. A term may depend on the fields
    of the case as they are when the clock is read; what paused it stays. `warnings` are percentages of the deadline:
    the clock rings as well when so much of it is used up, pauses left out; those above 100 are tiers after the
    deadline. `calendar` names a calendar; empty: the case type's.
    """

    name: str
    start: Condition
    stop: Condition
    deadline: Term
    goal: Term | None = None
    pause: PauseWhile | tuple[PauseWhile, ...] = ()
    calendar: str = ""
    warnings: tuple[int, ...] = ()
    reset: Condition | None = None

    @property
    def depends_on_fields(self) -> bool:
        """Whether another value of a field may move the clock."""
        return callable(self.deadline) or callable(self.goal)

    @property
    def conditions(self) -> tuple[Condition, ...]:
        """Everything that starts, stops, resets, pauses or resumes this clock."""
        edges = (edge for pause in self.pauses for edge in (pause.begins, pause.ends))
        return (self.start, self.stop, *((self.reset,) if self.reset else ()), *edges)

    @property
    def pauses(self) -> tuple[PauseWhile, ...]:
        """Everything that pauses this clock, a suspension of the case included."""
        declared = self.pause if isinstance(self.pause, tuple) else (self.pause,)
        return (SUSPENSION, *declared)


class ClockStatus(StrEnum):
    """Met and missed are verdicts on the deadline; a clock can be missed and still go on."""

    PENDING = "pending"
    RUNNING = "running"
    PAUSED = "paused"
    MET = "met"
    MISSED = "missed"


@dataclass(frozen=True)
class Pause:
    """One stretch in which the clock stood still, with every reason that held then. No `end`: it still lasts.

    The pauses of a clock follow one another and never overlap.
    """

    begin: datetime
    end: datetime | None
    reason: str


@dataclass(frozen=True)
class ClockState:
    """What a clock says, about its latest run, which began at `started_at` and was told of at `told_at`.

    While it is paused, `goal_at` and `deadline_at` are as if the pause ended now. `paused_for` is what all pauses
    cover, in the time the deadline counts: working time for business units, else time as it passes. A pause that
    began after the deadline is in it, but extended nothing.
    """

    status: ClockStatus
    started_at: datetime | None = None
    told_at: datetime | None = None
    stopped_at: datetime | None = None
    goal_at: datetime | None = None
    deadline_at: datetime | None = None
    warnings_at: tuple[tuple[int, datetime], ...] = ()
    """Percentages of the deadline, and when so much of it is used up."""
    pauses: tuple[Pause, ...] = ()
    paused_for: timedelta = timedelta(0)
    explanation: tuple[str, ...] = ()


def read_clock(
    clock: Clock,
    moments: Iterable[Moment],
    calendar: Calendar,
    now: datetime,
    fields: Any = None,
    *,
    explained: bool = True,
) -> ClockState:
    """The state of the clock after these moments, which come in the order of the log, at the time `now`.

    `fields` are those of the case, for terms that depend on them; without such a promise the clock never starts.
    The explanation is left out when nobody asks for it: it takes as long again.

    `now` only bounds what has not ended yet: for the state as of an earlier time leave out the later moments.
    A start with an earlier date than moments before it in the log is retroactive: their pauses count.
    Stopping exactly at the deadline meets it; not having stopped by then misses it.

    Raises Invalid for a naive datetime.
    """
    log = tuple(replace(moment, at=in_utc(moment.at)) for moment in moments)
    run = _latest_run(clock, log, calendar)
    if run is None:
        return ClockState(ClockStatus.PENDING, explanation=(f"not started: starts by {clock.start.description}",))
    deadline, goal = _length(clock.deadline, fields), _length(clock.goal, fields)
    if deadline is None:
        return ClockState(ClockStatus.PENDING, explanation=("no such period applies to this case",))
    pauses = tuple(_during(run, _pauses(clock, log)))
    reading = _Reading(deadline, goal, clock.warnings, run, pauses, calendar, in_utc(now))
    return ClockState(
        status=reading.status(),
        started_at=run.start,
        told_at=run.told_at,
        stopped_at=run.stop,
        goal_at=reading.goal_at,
        deadline_at=reading.deadline_at,
        warnings_at=reading.warnings_at,
        pauses=reading.pauses,
        paused_for=sum(map(reading.length, reading.pauses), timedelta(0)),
        explanation=tuple(reading.explain()) if explained else (),
    )


def next_alarm(state: ClockState, rung: Collection[str]) -> tuple[str, datetime] | None:
    """The first due mark of a clock that goes on, and when, without those that have `rung`: see `is_mark`.

    It may have passed already: then it rings at once, so that no event on the way to it silences it.
    """
    if state.stopped_at is not None or state.status in (ClockStatus.PENDING, ClockStatus.PAUSED):
        return None
    warnings = ((f"{WARNING}{percent}", due) for percent, due in state.warnings_at)
    dues = (*warnings, ("goal", state.goal_at), ("deadline", state.deadline_at))
    ahead = [(name, due) for name, due in dues if due is not None and name not in rung]
    return min(ahead, key=lambda alarm: alarm[1], default=None)


def is_mark(name: str) -> bool:
    """Whether a clock rings at it: `goal`, `deadline`, or a warning before or after it, as `warning_75`."""
    return name in MARKS or name.startswith(WARNING)


def is_late(mark: str) -> bool:
    """Whether a mark comes with the deadline or after it."""
    percent = mark.removeprefix(WARNING)
    return mark == "deadline" or (percent.isdigit() and int(percent) > AT_DEADLINE)


def _length(term: Term | None, fields: Any) -> Duration | None:
    return term(fields) if callable(term) else term


@dataclass(frozen=True)
class _Run:
    number: int
    start: datetime
    told_at: datetime
    begun_by: str
    stop: datetime | None = None
    stopped_by: str = ""


def _latest_run(clock: Clock, log: tuple[Moment, ...], calendar: Calendar) -> _Run | None:
    run: _Run | None = None
    for moment in log:
        if run and run.stop is None:
            ending = next((cause for cause in (clock.stop, CLOSING) if cause.matches(moment)), None)
            if ending:
                run = replace(run, stop=max(moment.at, run.start), stopped_by=ending.description)
            elif clock.reset and clock.reset.matches(moment):
                run = _Run(run.number + 1, moment.at, moment.at, clock.reset.description)
        if CLOSING.matches(moment) or not clock.start.matches(moment):
            continue
        start = _counted_from(clock.start, moment, calendar)
        over = run is None or (run.stop is not None and not _corrects(clock.start, moment))
        if over and clock.start.begins(moment):
            run = _Run(run.number + 1 if run else 1, start, moment.at, clock.start.description)
        elif run and clock.start.dated and tells(moment, clock.start.dated):
            run = replace(run, start=start, told_at=moment.at, stop=run.stop and max(run.stop, start))
    return run


def _counted_from(start: Condition, moment: Moment, calendar: Calendar) -> datetime:
    if not start.dated or not tells(moment, start.dated):
        return moment.at
    day_or_time = str(told(moment, start.dated)[1])
    if "T" in day_or_time:
        return in_utc(datetime.fromisoformat(day_or_time))
    return calendar.beginning(date.fromisoformat(day_or_time))


def _corrects(start: Condition, moment: Moment) -> bool:
    return bool(start.dated) and told(moment, start.dated)[0] is not None


def _pauses(clock: Clock, log: tuple[Moment, ...]) -> Iterator[Pause]:
    """The stretches in which at least one reason held, whether the clock ran or not."""
    pause: Pause | None = None
    awaited: set[tuple[PauseWhile, Any]] = set()
    for moment in log:
        for cause in clock.pauses:
            if cause.begins.matches(moment):
                awaited.add((cause, moment.data.get("for")))
            elif cause.ends.matches(moment):
                awaited.discard((cause, moment.data.get("for")))
        if CLOSING.matches(moment):
            awaited.clear()
        causes = {cause for cause, _ in awaited}
        reason = " and ".join(cause.description for cause in clock.pauses if cause in causes)
        if reason != (pause.reason if pause else ""):
            if pause:
                yield replace(pause, end=moment.at)
            pause = Pause(moment.at, None, reason) if reason else None
    if pause:
        yield pause


def _during(run: _Run, pauses: Iterable[Pause]) -> Iterator[Pause]:
    """The parts of the pauses that lie within the run, each after the one before."""
    reached = run.start
    for pause in pauses:
        begin = max(pause.begin, reached)
        end = min(pause.end or run.stop, run.stop) if run.stop else pause.end
        if end is None or begin < end:
            yield Pause(begin, end, pause.reason)
            reached = end or begin


@dataclass(frozen=True)
class _Reading:
    """One run of a clock, its pauses, and what they come to on a calendar by now."""

    deadline: Duration
    goal: Duration | None
    warnings: tuple[int, ...]
    run: _Run
    pauses: tuple[Pause, ...]
    calendar: Calendar
    now: datetime

    @cached_property
    def deadline_at(self) -> datetime:
        return self._due(self.deadline)

    @cached_property
    def goal_at(self) -> datetime | None:
        return self._due(self.goal) if self.goal else None

    @cached_property
    def warnings_at(self) -> tuple[tuple[int, datetime], ...]:
        return tuple((percent, self._used_up(percent)) for percent in self.warnings)

    def status(self) -> ClockStatus:
        if self.run.stop:
            return ClockStatus.MET if self.run.stop <= self.deadline_at else ClockStatus.MISSED
        if any(pause.end is None and pause.begin < self.deadline_at for pause in self.pauses):
            return ClockStatus.PAUSED
        return ClockStatus.MISSED if self.now >= self.deadline_at else ClockStatus.RUNNING

    def length(self, pause: Pause) -> timedelta:
        """What the pause covers, in the time the deadline counts."""
        return self._covered(pause, self.deadline.unit)

    def explain(self) -> Iterator[str]:
        again = " again" if self.run.number > 1 else ""
        yield f"started{again} {self._shown(self.run.start)} by {self.run.begun_by}"
        if self.deadline.unit is Unit.BUSINESS_HOURS:
            yield from self._counted_from()
        yield from map(self._paused, self.pauses)
        if self.deadline.unit.is_business:
            yield from self._skipped()
        for percent, due in self.warnings_at:
            late = "late " if percent > AT_DEADLINE else ""
            yield f"{late}warning {self._shown(due)}, after {percent} % of {self.deadline}"
        if self.goal_at:
            yield f"goal {self._shown(self.goal_at)}, after {self.goal}"
        yield f"deadline {self._shown(self.deadline_at)}, after {self.deadline}"
        if self.run.stop:
            yield f"stopped {self._shown(self.run.stop)} by {self.run.stopped_by}"

    def _due(self, duration: Duration) -> datetime:
        return self._after_pauses(self.calendar.add(self.run.start, duration), duration.unit)

    def _used_up(self, percent: int) -> datetime:
        start, unit = self.run.start, self.deadline.unit
        whole = self._between(start, self.calendar.add(start, self.deadline), unit)
        return self._after_pauses(self._later(start, whole * percent / 100, unit), unit)

    def _after_pauses(self, due: datetime, unit: Unit) -> datetime:
        for pause in self.pauses:
            length = self._covered(pause, unit)
            if pause.begin < due and length:
                due = self._later(due, length, unit)
        return due

    def _later(self, moment: datetime, length: timedelta, unit: Unit) -> datetime:
        return self.calendar.add_work(moment, length) if unit.is_business else moment + length

    def _covered(self, pause: Pause, unit: Unit) -> timedelta:
        return self._between(pause.begin, pause.end or max(pause.begin, self.now), unit)

    def _between(self, begin: datetime, end: datetime, unit: Unit) -> timedelta:
        return self.calendar.work_between(begin, end) if unit.is_business else end - begin

    def _counted_from(self) -> Iterator[str]:
        work_begins = self.calendar.add_work(self.run.start, timedelta(0))
        if work_begins > self.run.start:
            yield f"counts from {self._shown(work_begins)}, when work begins"

    def _paused(self, pause: Pause) -> str:
        lasting = "" if pause.end else ", still"
        late = ", too late to extend the deadline" if pause.begin >= self.deadline_at else ""
        return f"paused {_spelled(self.length(pause))} by {pause.reason}{lasting}{late}"

    def _skipped(self) -> Iterator[str]:
        skipped = self.calendar.holidays_between(self.run.start, self.deadline_at)
        if skipped:
            days = ", ".join(f"{day} {name}" for day, name in skipped)
            yield f"{len(skipped)} {'holiday' if len(skipped) == 1 else 'holidays'} skipped: {days}"

    def _shown(self, moment: datetime) -> str:
        return f"{moment.astimezone(ZoneInfo(self.calendar.zone)):%Y-%m-%d %H:%M %Z}"


def _spelled(length: timedelta) -> str:
    hours, minutes = divmod(length // timedelta(minutes=1), 60)
    parts = (f"{hours} h" if hours else "", f"{minutes} min" if minutes or not hours else "")
    return " ".join(filter(None, parts))
