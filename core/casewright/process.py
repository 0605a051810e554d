"""The case management process: nine phases, five statuses, and which move is legal. Pure.

The phases follow the case management process of the Commission for Case Manager Certification
(Case Management Body of Knowledge), which is iterative: a case may go back whenever new facts appear.
The statuses are the case states of CMMN 1.1 without *failed*.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from enum import StrEnum

from casewright.errors import Refused


class Phase(StrEnum):
    """The question a case is busy with; every stage of every case type belongs to exactly one phase."""

    SCREENING = "screening"
    ASSESSMENT = "assessment"
    STRATIFYING_RISK = "stratifying_risk"
    PLANNING = "planning"
    IMPLEMENTATION = "implementation"
    FOLLOW_UP = "follow_up"
    TRANSITION = "transition"
    POST_TRANSITION = "post_transition"
    EVALUATION = "evaluation"


class Status(StrEnum):
    """The generic life cycle, the same for every case type."""

    ACTIVE = "active"
    SUSPENDED = "suspended"
    COMPLETED = "completed"
    TERMINATED = "terminated"
    CLOSED = "closed"

    @property
    def final(self) -> bool:
        """Whether the work is over; only reopening leads on."""
        return self in (Status.COMPLETED, Status.TERMINATED, Status.CLOSED)


FINAL = tuple(status for status in Status if status.final)
"""The statuses of a case that has ended."""

RUNNING = tuple(status for status in Status if not status.final)
"""Those of one that has not."""

MERGED = "merged"
"""The outcome of a case that another one took over; no case type declares it."""


class Risk(StrEnum):
    """How serious a case is (levels as in ISO 31000 practice: three, explained by points and facts)."""

    LOW = "low"
    MODERATE = "moderate"
    HIGH = "high"


class Priority(StrEnum):
    """How soon a case is worked on (codes of FHIR R4 `request-priority`), the least urgent first."""

    ROUTINE = "routine"
    URGENT = "urgent"
    ASAP = "asap"
    STAT = "stat"

    @property
    def rank(self) -> int:
        """0 for routine, 3 for stat."""
        return tuple(Priority).index(self)


class Verdict(StrEnum):
    """What a screening found: whether this needs a case at all. Every verdict but the first ends the case."""

    NEEDS_PROCESS = "needs_process"
    RESOLVED_QUICKLY = "resolved_quickly"
    """Settled at the first contact."""
    NOT_ELIGIBLE = "not_eligible"
    DUPLICATE = "duplicate"
    """Another case is about the same."""
    WITHDRAWN = "withdrawn"


def check_active(status: Status, number: str) -> None:
    """Work goes on only in an active case; raises Refused."""
    if status.final:
        raise Refused(f"{number} is {status}; reopen it first", rule="status.final")
    if status is Status.SUSPENDED:
        raise Refused(f"{number} is suspended; resume it first", rule="status.suspended")


def check_source(transition: str, sources: Collection[str], stage: str) -> None:
    """A transition starts only from its own stages; raises Refused."""
    if stage not in sources:
        places = " or ".join(sorted(sources))
        raise Refused(f"{transition} starts from {places}, the case is at {stage}", rule="transition.stage")


def goes_back(before: Phase, after: Phase) -> bool:
    """Whether a move leads to an earlier phase."""
    order = list(Phase)
    return order.index(after) < order.index(before)


def behind(stages: Mapping[str, Phase], stage: str, visited: Collection[str]) -> frozenset[str]:
    """The stages to which going is going back: visited ones of the present phase and of earlier ones.

    A stage of a later phase lies ahead however often the case has been there, with its gates.
    """
    if stage not in stages:
        return frozenset()
    return frozenset(each for each in visited if each in stages and not goes_back(stages[each], stages[stage]))


def check_return(stage: str, behind: Collection[str], reason: str | None) -> None:
    """Going back to a stage the case has been at needs a reason; raises Refused."""
    if stage in behind and not (reason or "").strip():
        raise Refused(f"the case has been at {stage} before; say why it goes back", rule="visit.reason", field="reason")


_EPOCH, _SECOND = datetime(1970, 1, 1, tzinfo=UTC), timedelta(seconds=1)


@dataclass(frozen=True)
class Visit:
    """One stay at a stage and its phase; it is not over while nobody left."""

    stage: str
    phase: str
    entered_at: datetime
    left_at: datetime | None

    def seconds(self) -> int | None:
        """How long it took, between whole seconds; None while it lasts, or where clocks went back meanwhile."""
        if self.left_at is None or self.left_at < self.entered_at:
            return None
        return (self.left_at - _EPOCH) // _SECOND - (self.entered_at - _EPOCH) // _SECOND


def time_in(phase: str, visits: Iterable[Visit]) -> int | None:
    """The seconds of all finished stays in a phase together; None without any."""
    taken = [seconds for visit in visits if visit.phase == phase and (seconds := visit.seconds()) is not None]
    return sum(taken) if taken else None
