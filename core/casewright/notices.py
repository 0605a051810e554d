"""Who is to be told of what: which events concern which people. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from casewright.case import Event
from casewright.clocks import is_late
from casewright.errors import Refused
from casewright.telling import PART_OF_EVENT


class NoticeKind(StrEnum):
    """Why somebody is told."""

    MENTION = "mention"
    """Somebody named them in a note."""
    ASSIGNMENT = "assignment"
    """They or their role were given a case or a task, or a case of theirs rests no longer."""
    DUE = "due"
    """The goal of a clock passed, or so much of its deadline that it warns."""
    OVERDUE = "overdue"
    """A deadline passed, or something that was to happen did not."""
    APPROVAL = "approval"
    """A request waits for one of their roles, or for them in another's place."""
    DECISION = "decision"
    """What they asked for was decided, or nobody decided it."""


@dataclass(frozen=True)
class Notice:
    """Whom an event concerns: people, a role, or `holder`, whoever has the case (its team, when nobody has it).

    `part` is the part of the case that it tells of, which a grant may hide. `without` are those it does not concern
    although they have the role.
    """

    kind: NoticeKind
    part: str
    people: tuple[str, ...] = ()
    role: str | None = None
    holder: bool = False
    without: tuple[str, ...] = ()


_GIVEN = frozenset({"assigned", "routed"})
_TASK_GIVEN = frozenset({"task_added", "task_assigned"})
_WAITING = frozenset({"approval_requested", "approval_endorsed", "approval_escalated"})
_DECIDED = frozenset({"transitioned", "approval_declined", "approval_expired", "screened", "merged"})
"""Also what ends a case, and with it what was asked for."""
_LATE = frozenset({"contact_due", "contact_overdue", "service_overdue", "risk_review_due"})
"""What did not happen in time."""
TELLING = (
    frozenset({"note_added", "clock_passed", "resumed", "risk_escalated"})
    | _TASK_GIVEN
    | _GIVEN
    | _WAITING
    | _DECIDED
    | _LATE
)
"""The events that concern anybody."""
PARTS = ("approval", "assignment", "clock", "contact", "note", "risk", "service", "task")
"""The parts of a case that notices tell of."""


def notice(event: Event) -> Notice | None:
    """Whom the event concerns; None: nobody."""
    data, name = event.data, event.name
    part = PART_OF_EVENT.get(name, "")
    if name == "note_added":
        return _of_people(NoticeKind.MENTION, part, data.get("mentions") or ())
    if name in _GIVEN:
        return _of_people(NoticeKind.ASSIGNMENT, part, [data.get("subject")])
    if name in _TASK_GIVEN:
        return _of_people(NoticeKind.ASSIGNMENT, part, [data.get("assignee")])
    if name == "clock_passed":
        return Notice(NoticeKind.OVERDUE if is_late(data.get("mark", "")) else NoticeKind.DUE, part, holder=True)
    if name == "resumed":
        return Notice(NoticeKind.ASSIGNMENT, "assignment", holder=True)
    if name == "risk_escalated":
        return Notice(NoticeKind.ASSIGNMENT, part, role=data.get("role"))
    if name in _LATE:
        return Notice(NoticeKind.OVERDUE, part, holder=True)
    return _of_approval(name, data)


def _of_approval(name: str, data: Mapping[str, Any]) -> Notice | None:
    asked_by = [data["asked_by"]] if data.get("asked_by") else []
    if name in _WAITING and data.get("role"):
        return Notice(NoticeKind.APPROVAL, "approval", role=data["role"], without=tuple(asked_by))
    lapsed = [each["asked_by"] for each in data.get("lapsed", ())]
    return _of_people(NoticeKind.DECISION, "approval", [*asked_by, *lapsed]) if name in _DECIDED else None


def _of_people(kind: NoticeKind, part: str, people: Iterable[str | None]) -> Notice | None:
    named = tuple(dict.fromkeys(each for each in people if each))
    return Notice(kind, part, named) if named else None


@dataclass(frozen=True)
class Preference:
    """By which ways somebody is told; both, unless they say otherwise."""

    in_app: bool = True
    email: bool = True


def check_told(kind: NoticeKind, *, in_app: bool) -> None:
    """Somebody waits for a decision, so whoever is asked for it finds it in the app at least; raises Refused."""
    if kind is NoticeKind.APPROVAL and not in_app:
        message = "others wait for your decision; it stays among your notifications"
        raise Refused(message, rule="preference.approval", field="in_app")
