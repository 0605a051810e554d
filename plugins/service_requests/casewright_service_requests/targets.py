"""How soon an incident is answered, diagnosed and over: by its priority, in an edition with a version. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from casewright import Duration, Priority, hours


@dataclass(frozen=True, kw_only=True)
class IncidentTarget:
    """What is promised for one priority. Hours pass by night too."""

    response: Duration
    """What the desk promises: somebody takes it up."""
    diagnosis: Duration
    """What the groups behind the desk promise to the desk, so that it can keep its own word: the cause is known."""
    restoration: Duration
    """What the desk promises: the service works again."""


@dataclass(frozen=True, kw_only=True)
class IncidentTargets:
    """The targets of one edition."""

    version: str
    valid_from: date
    source: str
    by_priority: Mapping[Priority, IncidentTarget]


TARGETS = IncidentTargets(
    version="2026-01",
    valid_from=date(2026, 1, 1),
    source="a practice of this plugin, no norm",
    by_priority={
        Priority.STAT: IncidentTarget(response=hours(1), diagnosis=hours(2), restoration=hours(4)),
        Priority.ASAP: IncidentTarget(response=hours(2), diagnosis=hours(4), restoration=hours(8)),
        Priority.URGENT: IncidentTarget(response=hours(4), diagnosis=hours(12), restoration=hours(24)),
        Priority.ROUTINE: IncidentTarget(response=hours(8), diagnosis=hours(36), restoration=hours(72)),
    },
)

SUPPLIER = hours(8)
"""What a supplier has promised to the desk, from being asked: a practice, until the contract says otherwise."""
