"""What a case type is made of: small frozen declarations, without behaviour of their own."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from casewright.calendars import Duration
from casewright.fields import FieldSet
from casewright.process import Risk


class Action(StrEnum):
    """What a grant allows on a case."""

    READ = "read"
    OPEN = "open"
    UPDATE = "update"
    """Change the domain fields."""
    WORK = "work"
    """Transitions, tasks, notes, documents, parties, waiting."""
    ASSIGN = "assign"
    """Give the case to a person or a team."""
    SUPERVISE = "supervise"
    """Suspend, resume, reopen, override risk, exclude a person."""
    INTEGRATE = "integrate"
    """Subscribe other systems to the events of these cases."""


class Scope(StrEnum):
    """Which cases of a type a grant reaches."""

    ALL = "all"
    TEAM = "team"
    """Cases of one of the actor's teams."""
    ASSIGNED = "assigned"
    """Cases assigned to the actor."""
    PARTY = "party"
    """Cases in which the actor is a party."""


PARTS = frozenset(
    {
        "approval",
        "assignment",
        "case_link",
        "case_party",
        "clock",
        "document",
        "event",
        "note",
        "phase_visit",
        "risk",
        "task",
    }
)
"""What a grant can hide of a case beside field groups: tables, and `risk` for level, points and readings."""


@dataclass(frozen=True)
class Grant:
    """Role, actions, scope, and what this role does not see: field groups, and parts of the case by their `PARTS`."""

    role: str
    actions: frozenset[Action]
    scope: Scope
    hide: frozenset[str]
    party_roles: tuple[str, ...] = ()
    """With the scope party: only as a party in one of these roles; empty: in any."""


@dataclass(frozen=True)
class Approval:
    """Another person must agree before a transition happens (four-eyes principle).

    `role` is one role, or the levels of a chain, lowest first. `when(case, **arguments)` tells whether approval is due;
    without it, always. `suffices(case, **arguments)` is asked with the decider as `case.actor`: while it is false, the
    decision is recorded and the request climbs to the next level.
    """

    role: str | tuple[str, ...]
    when: Callable[..., bool] | None = None
    suffices: Callable[..., bool] | None = None

    @property
    def levels(self) -> tuple[str, ...]:
        """The roles of the chain, lowest first."""
        return (self.role,) if isinstance(self.role, str) else self.role


@dataclass(frozen=True)
class Transition:
    """A move between stages: a pure function from a frozen case and typed arguments to new fields."""

    name: str
    sources: tuple[str, ...]
    target: str | None
    """None: the case stays at its stage."""
    roles: tuple[str, ...]
    function: Callable[..., Any]
    arguments: FieldSet[Any]
    description: str
    approval: Approval | None = None
    outcome: str | Callable[..., str] | None = None


@dataclass(frozen=True)
class RiskRule:
    """A named sentence with points; `function(fields)` answers True, a fact, False, or None for missing data."""

    name: str
    sentence: str
    points: int
    function: Callable[[Any], bool | str | None]


@dataclass(frozen=True)
class RiskScale:
    """From how many points a case counts as moderate and as high."""

    moderate: int = 25
    high: int = 50

    def level(self, points: int) -> Risk:
        """The level that belongs to the points."""
        if points >= self.high:
            return Risk.HIGH
        return Risk.MODERATE if points >= self.moderate else Risk.LOW


@dataclass(frozen=True)
class TaskTemplate:
    """Work that comes up when a case enters a stage; `when(case)` may say that this case needs it not."""

    name: str
    title: str
    stage: str
    role: str
    due: Duration | None = None
    required: bool = False
    when: Callable[[Any], bool] | None = None


@dataclass(frozen=True)
class Metric:
    """A figure of one case, summed up over many: `function(fields)` gives a number or None."""

    name: str
    function: Callable[[Any], Any]
    unit: str


@dataclass(frozen=True)
class Reaction:
    """What a plugin does after an event was committed: `event` is an event's name or a stage entered."""

    name: str
    event: str
    function: Callable[..., Any]


@dataclass(frozen=True)
class Sample:
    """One made-up case for a demonstration: its fields, names of people by party role, and how far it has come.

    `moves` are transitions with their arguments, made one after the other as long as none is refused.
    """

    fields: Any
    parties: Mapping[str, str] = field(default_factory=dict)
    moves: Sequence[tuple[str, Mapping[str, Any]]] = ()
