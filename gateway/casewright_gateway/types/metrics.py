"""Figures over many cases."""

from decimal import Decimal

import strawberry


@strawberry.type(description="How many cases have a value.")
class Count:
    """A value and a number."""

    value: str = strawberry.field(description="The value.")
    count: int = strawberry.field(description="How many cases have it.")


@strawberry.type(description="A declared figure, over the cases that have one.")
class MetricTotal:
    """Count, sum and mean."""

    name: str = strawberry.field(description="The name of the metric.")
    unit: str = strawberry.field(description="What it is counted in.")
    count: int = strawberry.field(description="How many cases have a figure.")
    sum: Decimal = strawberry.field(description="The sum.")
    mean: Decimal | None = strawberry.field(description="The mean; empty without cases.")


@strawberry.type(description="Figures over the cases of a type that you may see.")
class Metrics:
    """Counts, times and declared figures."""

    opened: int = strawberry.field(description="Cases opened in the period.")
    closed: int = strawberry.field(description="Those of them that have ended.")
    by_status: list[Count] = strawberry.field(description="By status.")
    by_phase: list[Count] = strawberry.field(description="By phase.")
    by_risk_level: list[Count] = strawberry.field(description="By risk level.")
    by_outcome: list[Count] = strawberry.field(description="By outcome.")
    cycle_time_median: float | None = strawberry.field(description="Median seconds from opening to end.")
    cycle_time_p90: float | None = strawberry.field(description="90th percentile of the seconds from opening to end.")
    declared: list[MetricTotal] = strawberry.field(description="The figures the case type declares.")
