"""The figures that a case type declares, over many cases."""

from collections.abc import Mapping, Sequence
from decimal import Decimal

import strawberry

from casewright.declarations import Metric


@strawberry.type(description="A declared figure, over the cases that have one.")
class MetricTotal:
    """Count, sum and mean."""

    name: str = strawberry.field(description="The name of the metric.")
    unit: str = strawberry.field(description="What it is counted in.")
    count: int = strawberry.field(description="How many cases have a figure.")
    sum: Decimal = strawberry.field(description="The sum.")
    mean: Decimal | None = strawberry.field(description="The mean; empty without cases.")


def totals(metrics: Sequence[Metric], figures: Mapping[str, tuple[int, Decimal]]) -> list[MetricTotal]:
    """One for each metric, also of no cases."""
    found = [(metric, *figures.get(metric.name, (0, Decimal(0)))) for metric in metrics]
    return [
        MetricTotal(name=metric.name, unit=metric.unit, count=count, sum=total, mean=total / count if count else None)
        for metric, count, total in found
    ]
