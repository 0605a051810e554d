"""What figures over many cases are told as: counts, rates, spreads, and how promises are kept."""

from collections.abc import Iterable, Sequence
from decimal import Decimal

import strawberry

from casewright import figures
from casewright.evaluation import FeedbackSource
from casewright.process import Phase
from casewright_gateway.reads.figures import value


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


def counts_of(found: Iterable[tuple[str, int]]) -> list[Count]:
    """How many cases have each value."""
    return [Count(value=value, count=count) for value, count in found]


def rate_of(rate: figures.Rate) -> Rate:
    """A part of a whole, and its share."""
    return Rate(part=rate.part, whole=rate.whole, share=rate.share)


def spread_of(spread: figures.Spread | None) -> Spread:
    """How long something took; None: nothing did."""
    if spread is None or not spread.count:
        return Spread(count=0, median=None, p90=None)
    return Spread(count=spread.count, median=spread.median, p90=spread.p90)


def clocks_of(standings: Sequence[value.Standing] | None) -> list[ClockAttainment]:
    """How the promises are kept; None: none was made."""
    return [_clock(standing) for standing in standings or ()]


def _clock(standing: value.Standing) -> ClockAttainment:
    return ClockAttainment(
        name=standing.name,
        attained=rate_of(figures.Rate(standing.met, standing.met + standing.missed)),
        running=standing.running,
        paused=standing.paused,
        with_pauses=standing.with_pauses,
        paused_seconds=standing.paused_seconds,
    )
