"""Figures over many cases, each computed when it is asked for."""

import asyncio
from collections.abc import Awaitable
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

import strawberry
from strawberry.dataloader import DataLoader

from casewright import figures
from casewright.evaluation import FeedbackSource
from casewright.planning import GoalStatus
from casewright.process import FINAL, Phase
from casewright_gateway.reads.figures import flow, load, value
from casewright_gateway.reads.figures.scope import ALL, Scope
from casewright_gateway.types.declared_figures import MetricTotal, totals
from casewright_gateway.types.evaluation import CaseEconomy, economy_of
from casewright_gateway.types.figures import (
    ClockAttainment,
    Count,
    PhaseTime,
    Rate,
    Satisfaction,
    Spread,
    Throughput,
    Workload,
    clocks_of,
    counts_of,
    rate_of,
    spread_of,
)
from casewright_gateway.types.metric_groups import MetricGroup, groups_of

_MOST = 100


class _Asked(NamedTuple):
    """What a field counts by, and whether it is about cases that have not ended alone."""

    by: tuple[str, ...]
    still_open: bool = False


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
        return counts_of((await self._tally(name)).by(name))

    @strawberry.field(description="Cases opened in the period.")
    async def opened(self) -> int:
        """All of the scope."""
        return (await self._tally("status")).count()

    @strawberry.field(description="Those of them that have ended.")
    async def closed(self) -> int:
        """In whatever way."""
        tally = await self._tally("status")
        return sum(tally.count(status=status.value) for status in FINAL)

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
        return spread_of((await flow.cycle_time(self.scope)).get(ALL))

    @strawberry.field(description="How long the cases that have not ended are open: the age of the backlog.")
    async def backlog_age(self) -> Spread:
        """Suspended ones included."""
        return spread_of((await flow.age(self.scope)).get(ALL))

    @strawberry.field(description="The time in each phase, by the order of the process.")
    async def time_in_phases(self) -> list[PhaseTime]:
        """Phases in which no stay is finished are left out."""
        found = await flow.time_in_phases(self.scope)
        return [PhaseTime(phase=phase, time=spread_of(found[phase])) for phase in Phase if phase in found]

    @strawberry.field(description="What happened from a moment to before another.")
    async def throughput(self, since: datetime, before: datetime) -> Throughput:
        """Ends count again when a case was reopened."""
        opened, ended, reopened = await flow.throughput(self.scope, since, before)
        return Throughput(opened=opened, ended=ended, reopened=reopened)

    @strawberry.field(description="Of the cases that ever ended, those that were taken up again.")
    async def reopened(self) -> Rate:
        """The reopen rate."""
        return rate_of(await flow.reopened(self.scope))

    @strawberry.field(description="Of all cases, those that went back to a stage or a phase.")
    async def rework(self) -> Rate:
        """The rework rate."""
        return rate_of(await flow.rework(self.scope))

    @strawberry.field(description="Of the cases that somebody has or had, those that went to another person.")
    async def reassigned(self) -> Rate:
        """The share of reassigned cases; a team's queue is nobody."""
        return rate_of(await flow.reassigned(self.scope))

    @strawberry.field(description="Of the cases that have ended, those resolved at the first contact.")
    async def first_contact(self) -> Rate:
        """By the verdict of their screening."""
        return rate_of(await flow.first_contact(self.scope))

    @strawberry.field(description="The clocks, by name.")
    async def clocks(self) -> list[ClockAttainment]:
        """Those that were started."""
        return clocks_of((await value.clocks(self.scope)).get(ALL))

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
        return counts_of((await value.goals(self.scope)).items())

    @strawberry.field(description="Of the goals that were looked at, those that are reached.")
    async def goal_attainment(self) -> Rate:
        """Achieved, or achieved and sustained."""
        found = await value.goals(self.scope)
        reached = sum(count for status, count in found.items() if GoalStatus(status).reached)
        return rate_of(figures.Rate(reached, sum(found.values())))

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
        return await groups_of(self.scope, field)


def _loads(tally: figures.Tally, name: str, tasks: dict[str, int] | None) -> dict[str, Workload]:
    """Who has open cases, most active ones first."""
    active, suspended = dict(tally.by(name, status="active")), dict(tally.by(name, status="suspended"))
    return {
        who: _load(who, active.get(who, 0), suspended.get(who, 0), None if tasks is None else tasks.get(who, 0))
        for who in [*active, *(each for each in suspended if each not in active)]
    }


def _load(name: str, cases: int, suspended: int, tasks: int | None) -> Workload:
    return Workload(name=name, cases=cases, suspended=suspended, tasks=tasks)
