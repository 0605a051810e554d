"""Figures over the cases with one value of a field, for all values at once."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import strawberry
from strawberry.dataloader import DataLoader

from casewright import figures
from casewright.declarations import Metric
from casewright_gateway.reads.figures import flow, value
from casewright_gateway.reads.figures.apart import labels, shown, told_apart
from casewright_gateway.reads.figures.scope import LABEL, Label, Scope
from casewright_gateway.types.declared_figures import MetricTotal, totals
from casewright_gateway.types.figures import ClockAttainment, Count, Spread, clocks_of, counts_of, spread_of


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
        return counts_of((await self.apart.outcomes).by("outcome", label=self.label))

    @strawberry.field(description="From opening to the last end, of the cases that have ended.")
    async def cycle_time(self) -> Spread:
        """In whole seconds."""
        return spread_of((await self.apart.cycle_times).get(self.label))

    @strawberry.field(description="How long the cases that have not ended are open.")
    async def backlog_age(self) -> Spread:
        """Suspended ones included."""
        return spread_of((await self.apart.ages).get(self.label))

    @strawberry.field(description="The clocks, by name.")
    async def clocks(self) -> list[ClockAttainment]:
        """Those that were started."""
        return clocks_of((await self.apart.clocks).get(self.label))

    @strawberry.field(description="The figures the case type declares; with `names`, these of them.")
    async def declared(self, names: list[str] | None = None) -> list[MetricTotal]:
        """Over the cases that have one."""
        metrics = value.shown_metrics(self.apart.scope, names)
        return totals(metrics, (await self.apart.sums(self.label, metrics)).figures)


async def groups_of(scope: Scope, field: str) -> list[MetricGroup]:
    """A group for each value that the field has; raises what `told_apart` raises."""
    apart = _Apart(told_apart(scope, field))
    found = await labels(apart.scope)
    return [MetricGroup(apart=apart, label=label, value=shown(apart.scope, label)) for label in found]
