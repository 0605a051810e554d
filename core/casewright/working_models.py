"""Four models of working a case: how close the contact, how large the caseload, what has to be on record. Pure.

The models are those of the case management literature (strengths-based, clinical, brokerage, intensive). Intensive case
management means at most 20 cases per worker (Dieterich and others, Cochrane Database of Systematic Reviews 2017,
CD007906). The other figures are this platform's own, to be set by each case type.
"""

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

from casewright.calendars import Duration, calendar_days
from casewright.errors import Refused


class WorkingModel(StrEnum):
    """How a case is worked."""

    STRENGTHS_BASED = "strengths_based"
    """The client's strengths, goals and network come first."""
    CLINICAL = "clinical"
    """The case manager treats as well."""
    BROKERAGE = "brokerage"
    """The client is connected to services."""
    INTENSIVE = "intensive"
    """Small caseload, frequent contact and accompaniment."""


@dataclass(frozen=True)
class Practice:
    """What a model asks for.

    `contact_every`: the longest time between two contacts with those the case is about; when it passes, whoever has
    the case is told. `caseload_limit`: cases a worker has at most, for routing. `records`: what is on record before the
    case passes `Gate.RECORDS_KEPT`. `alerts`: whether a contact that is overdue raises an alert as well.
    """

    contact_every: Duration
    caseload_limit: int
    records: tuple[str, ...] = ()
    alerts: bool = False


PRACTICES = {
    WorkingModel.STRENGTHS_BASED: Practice(calendar_days(14), 20, ("strengths", "client_goal")),
    WorkingModel.CLINICAL: Practice(calendar_days(14), 30, ("treatment_notes",)),
    WorkingModel.BROKERAGE: Practice(calendar_days(30), 60, ("referrals",)),
    WorkingModel.INTENSIVE: Practice(calendar_days(3), 20, ("contacts",), alerts=True),
}
"""What each model asks for, where the case type says nothing else."""


def check_plan(model: WorkingModel | None, *, client_goals: int, strengths: Collection[str]) -> None:
    """Strengths-based, no plan is accepted without the client's own goal and strengths on record; raises Refused."""
    if model is not WorkingModel.STRENGTHS_BASED:
        return
    if not client_goals:
        raise Refused("a strengths-based plan needs a goal of the client's own", rule="model.client_goal")
    if not strengths:
        raise Refused("a strengths-based plan needs the client's strengths on record", rule="model.strengths")
