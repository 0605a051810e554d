"""What must be there before a case leaves a stage, and how far the case is with it. Pure."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from casewright.instruments import Assessment
from casewright.names import NameSearch
from casewright.planning import GoalStatus, PlanState
from casewright.process import Verdict


class Gate(StrEnum):
    """What holds a case at a stage until it is there."""

    VERDICT_RECORDED = "screening.verdict"
    """The screening found that the case is needed."""
    ASSESSMENTS_COMPLETE = "assessments.required"
    """Every instrument required at the stage is answered, and none of the answers is due again."""
    RISK_ASSESSED = "risk.assessed"
    """The risk was assessed since the case came to the stage, and the newest reading misses nothing."""
    DOCUMENTS_PRESENT = "documents.required"
    """A document of each category required at the stage is part of the case."""
    RECORDS_KEPT = "model.records"
    """What the model by which the case is worked asks for is on record."""
    PLAN_ACCEPTED = "plan.accepted"
    """A plan is in force."""
    GOALS_ASSESSED = "goals.assessed"
    """Every goal of the plan in force has a status recorded since the case came to the stage."""
    HANDOVER_COMPLETE = "handover.complete"
    """A transition was recorded since the case came to the stage, and its checklist is done."""
    PROGRAMME_OVER = "programme.over"
    """No contact programme runs."""
    REPORT_STORED = "report.stored"
    """A closing report was stored since the case came to the stage. It holds an end too."""
    CHILDREN_ENDED = "children.ended"
    """Every case that this one is linked to as its parent has ended. It holds an end too."""


BEFORE_THE_END = frozenset({Gate.REPORT_STORED, Gate.CHILDREN_ENDED})
"""The gates that hold an end too; before all others a case may end."""


@dataclass(frozen=True)
class Goal:
    """A goal of the plan in force, as gates and transitions see it."""

    description: str
    set_by: str
    status: GoalStatus | None = None
    current: bool = False
    """Whether the status was recorded since the case came to its stage."""


@dataclass(frozen=True, kw_only=True)
class Standing:
    """How far the process of a case is, beside its fields."""

    verdict: Verdict | None = None
    """What the screening found; None while there is none that holds."""
    assessments: Mapping[str, Assessment] = field(default_factory=dict)
    """The newest complete assessment by each instrument, by the instrument's name."""
    unassessed: tuple[str, ...] = ()
    """Titles of the instruments that are required at the stage and not answered, or due again."""
    unjudged: tuple[str, ...] | None = None
    """What the newest reading of the risk since the case came to its stage misses; None: there was none."""
    undocumented: tuple[str, ...] = ()
    """Titles of the documents that are required at the stage and not part of the case."""
    unrecorded: tuple[str, ...] = ()
    """What the model of the case asks for and is not on record, in words."""
    plan: PlanState | None = None
    """The state of the newest version of the plan; a version in force stays `accepted` while the next one is made."""
    goals: tuple[Goal, ...] = ()
    """Those of the plan in force."""
    handover: tuple[str, ...] | None = None
    """What is still to be handed over; None: no transition was recorded since the case came to its stage."""
    due_contacts: tuple[int, ...] = ()
    """The numbers of the contacts that a programme still asks for."""
    report_stored: bool = False
    """Since the case came to its stage."""
    open_children: int = 0
    """How many of the cases that this one is the parent of have not ended."""
    names: NameSearch | None = None
    """The last search of those who are in the case in the register of names; None: there was none."""


NOTHING_YET = Standing()
"""Of a case that has just begun, or whose type asks for none."""


def _verdict_recorded(standing: Standing) -> str | None:
    needed = standing.verdict is Verdict.NEEDS_PROCESS
    return None if needed else "record first that the screening found the case to be needed"


def _assessments_complete(standing: Standing) -> str | None:
    return f"answer first: {', '.join(standing.unassessed)}" if standing.unassessed else None


def _risk_assessed(standing: Standing) -> str | None:
    if standing.unjudged is None:
        return "assess the risk first"
    missing = ", ".join(name.replace("_", " ") for name in standing.unjudged)
    return f"tell first, for the risk: {missing}" if missing else None


def _documents_present(standing: Standing) -> str | None:
    return f"bring first: {', '.join(standing.undocumented)}" if standing.undocumented else None


def _records_kept(standing: Standing) -> str | None:
    return f"not on record yet: {', '.join(standing.unrecorded)}" if standing.unrecorded else None


def _plan_accepted(standing: Standing) -> str | None:
    return None if standing.plan is PlanState.ACCEPTED else "the plan is not accepted yet"


def _goals_assessed(standing: Standing) -> str | None:
    open_goals = [goal.description for goal in standing.goals if not goal.current]
    return f"say how far these goals are: {', '.join(open_goals)}" if open_goals else None


def _handover_complete(standing: Standing) -> str | None:
    if standing.handover is None:
        return "record the transition first"
    return f"still to be handed over: {', '.join(standing.handover)}" if standing.handover else None


def _programme_over(standing: Standing) -> str | None:
    return "the contact programme is not over; end it with a reason" if standing.due_contacts else None


def _report_stored(standing: Standing) -> str | None:
    return None if standing.report_stored else "write the closing report first"


def _children_ended(standing: Standing) -> str | None:
    count = standing.open_children
    return f"still open of the cases that this one is the parent of: {count}" if count else None


_MISSING: Mapping[Gate, Callable[[Standing], str | None]] = {
    Gate.VERDICT_RECORDED: _verdict_recorded,
    Gate.ASSESSMENTS_COMPLETE: _assessments_complete,
    Gate.RISK_ASSESSED: _risk_assessed,
    Gate.DOCUMENTS_PRESENT: _documents_present,
    Gate.RECORDS_KEPT: _records_kept,
    Gate.PLAN_ACCEPTED: _plan_accepted,
    Gate.GOALS_ASSESSED: _goals_assessed,
    Gate.HANDOVER_COMPLETE: _handover_complete,
    Gate.PROGRAMME_OVER: _programme_over,
    Gate.REPORT_STORED: _report_stored,
    Gate.CHILDREN_ENDED: _children_ended,
}


def missing(gate: Gate, standing: Standing) -> str | None:
    """What is not there yet, as a sentence; None when the gate is open."""
    return _MISSING[gate](standing)
