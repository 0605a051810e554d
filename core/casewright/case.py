"""A case as rules, transitions and reactions see it: frozen, without database."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Generic, TypeVar
from uuid import UUID

from casewright.access.actor import Actor
from casewright.gates import NOTHING_YET, Gate, Standing
from casewright.process import Phase, Priority, Status
from casewright.risk import RiskReading
from casewright.working_models import WorkingModel

F = TypeVar("F")


@dataclass(frozen=True, kw_only=True)
class Case(Generic[F]):
    """One case at one moment, for one actor."""

    id: UUID
    number: str
    """For people; empty while the case is being opened."""
    type: str
    stage: str
    phase: Phase
    status: Status
    fields: F
    actor: Actor
    now: datetime
    opened_at: datetime
    version: int = 1
    risk: RiskReading = field(default_factory=RiskReading)
    priority: Priority = Priority.ROUTINE
    model: WorkingModel | None = None
    assignee: str | None = None
    team: str | None = None
    open_tasks: tuple[str, ...] = ()
    """Titles of the required tasks of this stage that are not done."""
    visited: frozenset[str] = frozenset()
    """Stages the case has been at, the present one included."""
    behind: frozenset[str] = frozenset()
    """Those of them to which going is going back."""
    gates: tuple[Gate, ...] = ()
    """What holds the case at its stage."""
    standing: Standing = NOTHING_YET


@dataclass(frozen=True, kw_only=True)
class Event:
    """Something that happened to a case: a row of its history, never edited."""

    id: UUID
    case_id: UUID
    sequence: int
    name: str
    actor: str
    at: datetime
    data: dict[str, Any]
