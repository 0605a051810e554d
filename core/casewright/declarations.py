"""What a case type is made of: small frozen declarations, which answer about themselves and change nothing."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Any

from casewright.calendars import Duration
from casewright.fields import FieldSet
from casewright.instruments import Assessment
from casewright.process import Priority, Risk, Verdict


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
    SEARCH_NAMES = "search_names"
    """Learn how often those who are in a case are known in others, whether one may see those or not."""
    INTEGRATE = "integrate"
    """Subscribe other systems to the events of these cases."""


class Confidentiality(StrEnum):
    """How far a case is kept from others (levels of HL7 v3 `Confidentiality`: N, R, V), the most open first."""

    NORMAL = "normal"
    RESTRICTED = "restricted"
    VERY_RESTRICTED = "very_restricted"

    @property
    def rank(self) -> int:
        """Higher is closer."""
        return list(Confidentiality).index(self)

    @property
    def levels(self) -> tuple["Confidentiality", ...]:
        """The levels that somebody cleared for this one sees."""
        return tuple(Confidentiality)[: self.rank + 1]


class Scope(StrEnum):
    """Which cases of a type a grant reaches."""

    ALL = "all"
    TEAM = "team"
    """Cases of one of the actor's teams."""
    ASSIGNED = "assigned"
    """Cases assigned to the actor."""
    PARTY = "party"
    """Cases in which the actor is a party."""
    EMERGENCY = "emergency"
    """Cases whose glass the actor has broken, with a reason and for hours at most."""


PARTS = frozenset(
    {
        "alert",
        "appointment",
        "approval",
        "assessment",
        "assignment",
        "case_access",
        "case_link",
        "case_party",
        "clock",
        "contact",
        "cost_entry",
        "document",
        "education",
        "emergency_access",
        "event",
        "feedback",
        "legal_hold",
        "lesson",
        "need",
        "note",
        "outcome",
        "phase_visit",
        "plan",
        "risk",
        "screening",
        "service",
        "tag",
        "task",
        "transition_record",
    }
)
"""What a grant can hide of a case beside field groups: tables, and `risk` for level, points, readings and priority."""


@dataclass(frozen=True)
class Grant:
    """Role, actions, scope, and what this role does not see: field groups, and parts of the case by their `PARTS`.

    It reaches no case that is closer than its `clearance`.
    """

    role: str
    actions: frozenset[Action]
    scope: Scope
    hide: frozenset[str]
    party_roles: tuple[str, ...] = ()
    """With the scope party: only as a party in one of these roles; empty: in any."""
    clearance: Confidentiality = Confidentiality.NORMAL


@dataclass(frozen=True)
class Approval:
    """Another person must agree before a transition happens (four-eyes principle).

    `role` is one role, or the levels of a chain, lowest first. `when(case, **arguments)` tells whether approval is due;
    without it, always. `suffices(case, **arguments)` is asked with the decider as `case.actor`: while it is false, the
    decision is recorded and the request climbs to the next level. `quorum`: so many people of a level must agree, each
    with sufficient authority. A level that decided nothing within `escalates` leaves it to the next one; what is not
    decided within `expires` is over, and may be asked for again. `declined` is the transition that the platform makes
    at once when somebody declines; it needs no arguments and no approval. Without it the case stays where it is.
    """

    role: str | tuple[str, ...]
    when: Callable[..., bool] | None = None
    suffices: Callable[..., bool] | None = None
    quorum: int = 1
    expires: Duration | None = None
    escalates: Duration | None = None
    declined: str = ""

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
class InstrumentUse:
    """An instrument that a case type works with, asked for at the stage; a required one holds the case there.

    `points` are what each band adds to the risk; without them a band adds what its own risk is worth on the scale.
    """

    instrument: str
    stage: str
    required: bool = False
    points: Mapping[str, int] | None = None

    def risk_points(self, assessment: Assessment, scale: RiskScale) -> int:
        """What the assessment adds to the risk."""
        if self.points is not None:
            return self.points.get(assessment.band, 0)
        worth = {Risk.HIGH: scale.high, Risk.MODERATE: scale.moderate}
        return worth.get(assessment.risk, 0) if assessment.risk else 0


@dataclass(frozen=True)
class Obligation:
    """What a risk level obliges to, from when the case has it.

    `priority`: at least. `review`: the risk is assessed again within this time, or an alert is raised. `escalate_to`:
    the role that is told and for which a task comes up, because the case is beyond whoever handles it now; the task
    stays as long as the level does.
    """

    priority: Priority = Priority.ROUTINE
    review: Duration | None = None
    escalate_to: str | None = None


@dataclass(frozen=True)
class ScreeningRules:
    """How a case type is screened: by whom, for which reasons, and the outcome that each closing verdict brings.

    `reasons` are rules by id, each a sentence.
    """

    roles: tuple[str, ...]
    reasons: Mapping[str, str]
    outcomes: Mapping[Verdict, str]


@dataclass(frozen=True)
class TaskTemplate:
    """Work that comes up when a case enters a stage; `when(case)` may say that this case needs it not.

    It is done after the tasks of its stage whose titles are in `after`, and with everything on its `checklist`.
    """

    name: str
    title: str
    stage: str
    role: str
    due: Duration | Callable[[Any], datetime | None] | None = None
    """A time after it came up, or a function of the case that tells the moment."""
    required: bool = False
    when: Callable[[Any], bool] | None = None
    after: tuple[str, ...] = ()
    checklist: tuple[str, ...] = ()


@dataclass(frozen=True)
class RequiredDocument:
    """A document that holds a case at a stage until one of its category is part of the case."""

    title: str
    category: str
    stage: str


@dataclass(frozen=True)
class TimedMove:
    """A transition that the platform makes of a case that has been at a stage for so long."""

    transition: str
    stage: str
    after: Duration


@dataclass(frozen=True, kw_only=True)
class PlanRules:
    """Who accepts a plan, and what it must have first; see `CaseType.plans`."""

    client: tuple[str, ...] = ()
    approver: tuple[str, ...] = ()
    client_goal: bool = False
    strengths: bool = False


@dataclass(frozen=True)
class ContactProgramme:
    """Contacts after a transition: when each is due at the latest, and how often one is tried.

    `since(case)` tells from when the times count; without it, or when it tells nothing, from entering the stage.
    """

    due: tuple[Duration, ...]
    attempts: int
    since: Callable[[Any], datetime | None] | None = None


@dataclass(frozen=True)
class Metric:
    """A figure of one case, summed up over many: `function(fields)` gives a number or None.

    From whom a grant hides its `group`, the figure is hidden as well.
    """

    name: str
    function: Callable[[Any], Any]
    unit: str
    group: str = ""


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
