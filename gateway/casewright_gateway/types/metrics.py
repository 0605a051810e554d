"""Figures over many cases, each computed when it is asked for."""

import asyncio
from collections.abc import Awaitable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import NamedTuple

import strawberry
from strawberry.dataloader import DataLoader

from casewright import figures
from casewright.declarations import Metric
from casewright.evaluation import FeedbackSource
from casewright.planning import GoalStatus
from casewright.process import Phase, Status
from casewright_gateway.reads.figures import flow, load, value
from casewright_gateway.reads.figures.apart import labels, shown, told_apart
from casewright_gateway.reads.figures.scope import ALL, LABEL, Label, Scope
from casewright_gateway.types.declared_figures import MetricTotal, totals
from casewright_gateway.types.evaluation import CaseEconomy, economy_of

_MOST = 100


@strawberry.type(description="How many cases have a value.")
class Count:
    """A value and a number."""

    value: str = strawberry.field(description="The value.")
    count: int = strawberry.field(description="How many have it.")


@strawberry.type(description="A part of a whole.")
class Rate:
    """Both numbers, so that rates of several answers can be added up."""

    part: int = strawberry.field(description="How many are meant.")
    whole: int = strawberry.field(description="Of how many.")
    share: Decimal | None = strawberry.field(description="part / whole, to four places; empty of nothing.")


@strawberry.type(description="How long something took, in whole seconds.")
class Spread:
    """Nearest-rank quantiles: each is a time that was measured."""

    count: int = strawberry.field(description="How many were measured.")
    median: float | None = strawberry.field(description="Half of them took no longer; empty of nothing.")
    p90: float | None = strawberry.field(description="Nine of ten took no longer; empty of nothing.")


@strawberry.type(description="What happened in a period.")
class Throughput:
    """Each as often as it happened."""

    opened: int = strawberry.field(description="Cases opened.")
    ended: int = strawberry.field(description="Ends of cases.")
    reopened: int = strawberry.field(description="Ended cases that were taken up again.")


@strawberry.type(description="The time that cases spent in a phase.")
class PhaseTime:
    """All finished stays of a case in the phase together."""

    phase: Phase = strawberry.field(description="The phase.")
    time: Spread = strawberry.field(description="How long the cases were in it.")


@strawberry.type(description="How a promise of the case type is kept.")
class ClockAttainment:
    """The clocks of one name."""

    name: str = strawberry.field(description="The name of the clock.")
    attained: Rate = strawberry.field(description="Those that met their deadline, of those that met or missed it.")
    running: int = strawberry.field(description="How many run and may still meet it.")
    paused: int = strawberry.field(description="How many pause, which is known of now only.")
    with_pauses: int = strawberry.field(description="How many paused at some time, those included.")
    paused_seconds: float = strawberry.field(
        description="What their pauses cover in all, in the time their deadlines count, as of each clock's last event."
    )


@strawberry.type(description="How much somebody has to do.")
class Workload:
    """Open cases, and what is to be done in open cases."""

    name: str = strawberry.field(description="Who, or which team.")
    cases: int = strawberry.field(description="Cases that are active.")
    suspended: int = strawberry.field(description="Cases that are suspended.")
    tasks: int | None = strawberry.field(description="Open tasks assigned to them; empty for a team.")


@strawberry.type(description="What people think, in ratings from 1 to 5.")
class Satisfaction:
    """Whose ratings, how many, and their mean."""

    source: FeedbackSource = strawberry.field(description="Whose.")
    count: int = strawberry.field(description="How many ratings.")
    mean: Decimal | None = strawberry.field(description="Their mean, to two places.")


class _Asked(NamedTuple):
    """What a field counts by, and whether it is about cases that have not ended alone."""

    by: tuple[str, ...]
    still_open: bool = False


@dataclass
class _Apart:
    """The figures of all values of a field: each is computed once, however many values ask for it."""

    scope: Scope

    @cached_property
    def outcomes(self) -> asyncio.Task[figures.Tally]:
        return asyncio.create_task(flow.tally(self.scope, (LABEL, "outcome")))

    @cached_property
    def cycle_times(self) -> asyncio.Task[dict[Label, figures.Spread]]:
        return asyncio.create_task(flow.cycle_time(self.scope))

    @cached_property
    def ages(self) -> asyncio.Task[dict[Label, figures.Spread]]:
        return asyncio.create_task(flow.age(self.scope))

    @cached_property
    def clocks(self) -> asyncio.Task[dict[Label, list[value.Standing]]]:
        return asyncio.create_task(value.clocks(self.scope))

    async def sums(self, label: Label, metrics: Sequence[Metric] = ()) -> value.Sums:
        """Of the cases with one value."""
        found = await self._sums.load(tuple(metrics))
        return found.get(label, value.Sums(0, {}))

    @cached_property
    def _sums(self) -> DataLoader[tuple[Metric, ...], dict[Label, value.Sums]]:
        """Whatever is asked for at once is added up in one pass."""

        async def add_up(asked: list[tuple[Metric, ...]]) -> list[dict[Label, value.Sums]]:
            metrics = list(dict.fromkeys(metric for each in asked for metric in each))
            return [await value.sums(self.scope, metrics)] * len(asked)

        return DataLoader(add_up)


@strawberry.type(description="The cases with one value of a field.")
class MetricGroup:
    """How many they are, and what they come to."""

    apart: strawberry.Private[_Apart]
    label: strawberry.Private[Label]
    value: str | None = strawberry.field(description="The value as it is stored; empty: those without one.")

    @strawberry.field(description="How many cases have it.")
    async def count(self) -> int:
        """All of the scope."""
        return (await self.apart.sums(self.label)).cases

    @strawberry.field(description="By outcome.")
    async def by_outcome(self) -> list[Count]:
        """Most first; without those that have none."""
        return _counted((await self.apart.outcomes).by("outcome", label=self.label))

    @strawberry.field(description="From opening to the last end, of the cases that have ended.")
    async def cycle_time(self) -> Spread:
        """In whole seconds."""
        return _spread((await self.apart.cycle_times).get(self.label))

    @strawberry.field(description="How long the cases that have not ended are open.")
    async def backlog_age(self) -> Spread:
        """Suspended ones included."""
        return _spread((await self.apart.ages).get(self.label))

    @strawberry.field(description="The clocks, by name.")
    async def clocks(self) -> list[ClockAttainment]:
        """Those that were started."""
        return _clocks((await self.apart.clocks).get(self.label))

    @strawberry.field(description="The figures the case type declares; with `names`, these of them.")
    async def declared(self, names: list[str] | None = None) -> list[MetricTotal]:
        """Over the cases that have one."""
        metrics = value.shown_metrics(self.apart.scope, names)
        return totals(metrics, (await self.apart.sums(self.label, metrics)).figures)


@strawberry.type(description="Figures over the cases that you may see; what a grant hides of a case is not counted.")
class Metrics:
    """Over the cases of the scope, as they were at its moment."""

    scope: strawberry.Private[Scope]

    @cached_property
    def _tallies(self) -> DataLoader[_Asked, figures.Tally]:
        """One tally for all fields that ask at once, by what they count by: the less, the faster."""

        async def count(asked: list[_Asked]) -> list[figures.Tally]:
            columns = list(dict.fromkeys(column for each in asked for column in each.by))
            still_open = all(each.still_open for each in asked)
            return [await flow.tally(self.scope, columns, still_open=still_open)] * len(asked)

        return DataLoader(count)

    def _tally(self, *columns: str) -> Awaitable[figures.Tally]:
        """All cases, counted by these columns at least."""
        return self._tallies.load(_Asked(columns))

    def _open(self, column: str) -> Awaitable[figures.Tally]:
        """The cases that have not ended at least, counted by status and this column."""
        return self._tallies.load(_Asked(("status", column), still_open=True))

    async def _by(self, name: str) -> list[Count]:
        return _counted((await self._tally(name)).by(name))

    @strawberry.field(description="Cases opened in the period.")
    async def opened(self) -> int:
        """All of the scope."""
        return (await self._tally("status")).count()

    @strawberry.field(description="Those of them that have ended.")
    async def closed(self) -> int:
        """In whatever way."""
        tally = await self._tally("status")
        return sum(tally.count(status=status.value) for status in Status if status.final)

    @strawberry.field(description="By status.")
    async def by_status(self) -> list[Count]:
        """Most first."""
        return await self._by("status")

    @strawberry.field(description="By phase.")
    async def by_phase(self) -> list[Count]:
        """Most first."""
        return await self._by("phase")

    @strawberry.field(description="By risk level: the risk mix.")
    async def by_risk_level(self) -> list[Count]:
        """Most first."""
        return await self._by("risk_level")

    @strawberry.field(description="By outcome.")
    async def by_outcome(self) -> list[Count]:
        """Most first; without those that have none."""
        return await self._by("outcome")

    @strawberry.field(description="By how they are worked.")
    async def by_model(self) -> list[Count]:
        """Most first; without those that have none."""
        return await self._by("model")

    @strawberry.field(description="From opening to the last end, of the cases that have ended.")
    async def cycle_time(self) -> Spread:
        """In whole seconds."""
        return _spread((await flow.cycle_time(self.scope)).get(ALL))

    @strawberry.field(description="How long the cases that have not ended are open: the age of the backlog.")
    async def backlog_age(self) -> Spread:
        """Suspended ones included."""
        return _spread((await flow.age(self.scope)).get(ALL))

    @strawberry.field(description="The time in each phase, by the order of the process.")
    async def time_in_phases(self) -> list[PhaseTime]:
        """Phases in which no stay is finished are left out."""
        found = await flow.time_in_phases(self.scope)
        return [PhaseTime(phase=phase, time=_spread(found[phase])) for phase in Phase if phase in found]

    @strawberry.field(description="What happened from a moment to before another.")
    async def throughput(self, since: datetime, before: datetime) -> Throughput:
        """Ends count again when a case was reopened."""
        opened, ended, reopened = await flow.throughput(self.scope, since, before)
        return Throughput(opened=opened, ended=ended, reopened=reopened)

    @strawberry.field(description="Of the cases that ever ended, those that were taken up again.")
    async def reopened(self) -> Rate:
        """The reopen rate."""
        return _rate(await flow.reopened(self.scope))

    @strawberry.field(description="Of all cases, those that went back to a stage or a phase.")
    async def rework(self) -> Rate:
        """The rework rate."""
        return _rate(await flow.rework(self.scope))

    @strawberry.field(description="Of the cases that somebody has or had, those that went to another person.")
    async def reassigned(self) -> Rate:
        """The share of reassigned cases; a team's queue is nobody."""
        return _rate(await flow.reassigned(self.scope))

    @strawberry.field(description="Of the cases that have ended, those resolved at the first contact.")
    async def first_contact(self) -> Rate:
        """By the verdict of their screening."""
        return _rate(await flow.first_contact(self.scope))

    @strawberry.field(description="The clocks, by name.")
    async def clocks(self) -> list[ClockAttainment]:
        """Those that were started."""
        return _clocks((await value.clocks(self.scope)).get(ALL))

    @strawberry.field(description="The people who have cases or tasks, most cases first; a hundred at most.")
    async def workload(self) -> list[Workload]:
        """Of open cases."""
        tasks, tally = await asyncio.gather(load.open_tasks(self.scope), self._open("assignee"))
        loads = _loads(tally, "assignee", tasks)
        idle = [_load(name, 0, 0, count) for name, count in sorted(tasks.items()) if name not in loads]
        return [*loads.values(), *idle][:_MOST]

    @strawberry.field(description="The teams that have cases, most cases first; a hundred at most.")
    async def team_workload(self) -> list[Workload]:
        """Of open cases."""
        return list(_loads(await self._open("team"), "team", None).values())[:_MOST]

    @strawberry.field(description="The goals of the plans in force, by their status.")
    async def goals(self) -> list[Count]:
        """Those that were looked at."""
        return _counted((await value.goals(self.scope)).items())

    @strawberry.field(description="Of the goals that were looked at, those that are reached.")
    async def goal_attainment(self) -> Rate:
        """Achieved, or achieved and sustained."""
        found = await value.goals(self.scope)
        reached = sum(count for status, count in found.items() if GoalStatus(status).reached)
        return _rate(figures.Rate(reached, sum(found.values())))

    @strawberry.field(description="What people think of the cases.")
    async def satisfaction(self) -> list[Satisfaction]:
        """Clients and staff apart."""
        found = await value.satisfaction(self.scope)
        return [
            Satisfaction(
                source=FeedbackSource(each.source), count=each.ratings, mean=figures.mean(each.ratings, each.total)
            )
            for each in found
        ]

    @strawberry.field(description="What the cases cost and saved, by currency, hard and soft apart.")
    async def economies(self) -> list[CaseEconomy]:
        """Sums, savings and return."""
        return [economy_of(sums) for sums in await value.economy(self.scope)]

    @strawberry.field(
        description="The figures the case type declares, none over all types; with `names`, these of them."
    )
    async def declared(self, names: list[str] | None = None) -> list[MetricTotal]:
        """Over the cases that have one."""
        metrics = value.shown_metrics(self.scope, names)
        return totals(metrics, (await value.sums(self.scope, metrics))[ALL].figures) if metrics else []

    @strawberry.field(description="Some of the figures for each value of an indexed field of the case type.")
    async def by_field(self, field: str) -> list[MetricGroup]:
        """By the value that the field has now, in the order of the values; a hundred values at most."""
        apart = _Apart(told_apart(self.scope, field))
        found = await labels(apart.scope)
        return [MetricGroup(apart=apart, label=label, value=shown(apart.scope, label)) for label in found]


def _counted(found: Iterable[tuple[str, int]]) -> list[Count]:
    return [Count(value=value, count=count) for value, count in found]


def _rate(rate: figures.Rate) -> Rate:
    return Rate(part=rate.part, whole=rate.whole, share=rate.share)


def _spread(spread: figures.Spread | None) -> Spread:
    if spread is None or not spread.count:
        return Spread(count=0, median=None, p90=None)
    return Spread(count=spread.count, median=spread.median, p90=spread.p90)


def _clocks(standings: Sequence[value.Standing] | None) -> list[ClockAttainment]:
    return [_clock(standing) for standing in standings or ()]


def _clock(standing: value.Standing) -> ClockAttainment:
    return ClockAttainment(
        name=standing.name,
        attained=_rate(figures.Rate(standing.met, standing.met + standing.missed)),
        running=standing.running,
        paused=standing.paused,
        with_pauses=standing.with_pauses,
        paused_seconds=standing.paused_seconds,
    )


def _loads(tally: figures.Tally, name: str, tasks: dict[str, int] | None) -> dict[str, Workload]:
    """Who has open cases, most active ones first."""
    active, suspended = dict(tally.by(name, status="active")), dict(tally.by(name, status="suspended"))
    return {
        who: _load(who, active.get(who, 0), suspended.get(who, 0), None if tasks is None else tasks.get(who, 0))
        for who in [*active, *(each for each in suspended if each not in active)]
    }


def _load(name: str, cases: int, suspended: int, tasks: int | None) -> Workload:
    return Workload(name=name, cases=cases, suspended=suspended, tasks=tasks)
