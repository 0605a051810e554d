"""What belongs to one case and moves to another: two cases changed together, and their parts."""

from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Forbidden, Refused
from casewright.models.row import CaseRow
from casewright.operations.change import Draft, absent, change
from casewright.operations.names import register_parties
from casewright.operations.reminders import timers_of
from casewright.platform import Platform
from casewright.process import Status, check_active
from casewright.task_order import TaskState


@dataclass(frozen=True)
class Movable:
    """Rows that move: the part of the case they are, which of them, and the rows that go with each."""

    part: str
    only: Mapping[str, Any]
    with_it: Mapping[type[CaseRow], str]
    """The column of each table of such rows that leads to it."""
    emptied: tuple[str, ...] = ()
    """Columns that lead to what stays behind."""


MOVABLE: Mapping[type[CaseRow], Movable] = {
    models.Note: Movable("note", {}, {}),
    models.Document: Movable(
        "document", {}, {models.DocumentVersion: "document_id", models.DocumentShare: "document_id"}
    ),
    models.Contact: Movable("contact", {}, {models.ContactIssue: "contact_id"}, ("planned_id",)),
    models.Education: Movable("education", {}, {}),
    models.Service: Movable("service", {}, {}, ("intervention_id",)),
    models.Appointment: Movable("appointment", {}, {models.Attendance: "appointment_id"}, ("intervention_id",)),
    models.Task: Movable("task", {"state": TaskState.OPEN, "template": None}, {}),
    models.CaseParty: Movable("case_party", {"until": None}, {}),
}
"""What a case has gathered. How it was worked stays with it: visits, clocks, assessments, plans, costs, templates."""

Chosen = Mapping[type[CaseRow], Collection[UUID]]


@asynccontextmanager
async def both(
    platform: Platform, actor: Actor, case_id: UUID, other_id: UUID, action: Action, *, field: str
) -> AsyncIterator[tuple[Draft, Draft]]:
    """Two active cases changed together or not at all, on both of which the actor may do `action`.

    `field` of the input names the other one. They are locked in the order of their ids, so no two such changes wait
    for each other. Raises NotFound, Forbidden or Refused.
    """
    named = {case_id: None, other_id: field}
    first, second = sorted(named)
    async with (
        change(platform, actor, first, action, field=named[first]) as one,
        change(platform, actor, second, action, field=named[second]) as two,
    ):
        for draft in (one, two):
            check_active(Status(draft.row.status), draft.row.number)
        yield (one, two) if first == case_id else (two, one)


async def all_movable(source: Draft) -> Chosen:
    """Everything of the case that can move."""
    return {
        model: [row.id for row in await model.filter(case_id=source.row.id, **movable.only).order_by("id")]
        for model, movable in MOVABLE.items()
    }


async def move(source: Draft, target: Draft, chosen: Chosen) -> dict[str, list[str]]:
    """Move rows of one case to another; returns the ids of what moved, by part.

    A party gets its role there too and keeps it here, so that nobody loses sight of a case; whoever is excluded here
    is excluded there. Raises NotFound for what is not there or cannot move, Forbidden for what is hidden, and Refused
    when the case is held (nothing leaves it then) or when one of two goes that belong together.
    """
    if await models.LegalHold.filter(case_id=source.row.id, released_at=None).exists():
        raise Refused(f"{source.row.number} is held; nothing leaves it", rule="retention.held")
    moved: dict[str, list[str]] = {}
    for model, row_ids in chosen.items():
        if row_ids:
            _check_shown(source, target, MOVABLE[model].part)
            found = await _movable(source, model, row_ids)
            rows = await _join(target, found) if model is models.CaseParty else await _carry(model, found, target)
            moved[MOVABLE[model].part] = [str(row_id) for row_id in rows]
    await _check_material(source, target)
    await _exclude(source, target)
    return {part: ids for part, ids in moved.items() if ids}


def _check_shown(source: Draft, target: Draft, part: str) -> None:
    policy = source.platform.policy
    for draft in (source, target):
        if part in policy.hidden(draft.actor, draft.case_type):
            message = f"your roles do not show every {part.replace('_', ' ')} of both cases"
            raise Forbidden(message, rule="move.hidden")


async def _movable(source: Draft, model: type[CaseRow], row_ids: Collection[UUID]) -> list[Any]:
    found = {row.id: row for row in await model.filter(case_id=source.row.id, **MOVABLE[model].only)}
    if not found.keys() >= set(row_ids):
        raise absent("objects")
    return [found[row_id] for row_id in row_ids]


async def _carry(model: type[CaseRow], rows: list[Any], target: Draft) -> list[UUID]:
    row_ids, there = [row.id for row in rows], {"case_id": target.row.id}
    for beside, column in MOVABLE[model].with_it.items():
        await beside.filter(**{f"{column}__in": row_ids}).update(**there)
    await models.Timer.filter(name__in=timers_of(row_ids)).update(**there)
    row = target.row
    place = {"stage": row.stage, "team": row.team, "case_type": row.case_type} if model is models.Task else {}
    emptied = dict.fromkeys(MOVABLE[model].emptied)
    await model.filter(id__in=row_ids).update(**there, **place, **emptied)
    return row_ids


async def _join(target: Draft, roles: list[models.CaseParty]) -> list[UUID]:
    there = await models.CaseParty.filter(case_id=target.row.id, until=None)
    held = {(role.party_id, role.role) for role in there}
    await register_parties(target, [role.party_id for role in roles])
    return [
        target.insert(models.CaseParty, party_id=role.party_id, role=role.role, since=target.now)
        for role in roles
        if (role.party_id, role.role) not in held
    ]


async def _check_material(source: Draft, target: Draft) -> None:
    """What was taught and the document it was taught with are in one case; raises Refused."""
    taught = models.Education.filter(case_id__in=[source.row.id, target.row.id], document_id__isnull=False)
    if any(one != other for one, other in await taught.values_list("case_id", "document__case_id")):
        message = "what was taught goes over together with the document it was taught with"
        raise Refused(message, rule="move.material", field="objects")


async def _exclude(source: Draft, target: Draft) -> None:
    there = {excluded.subject for excluded in await models.Exclusion.filter(case_id=target.row.id)}
    for excluded in await models.Exclusion.filter(case_id=source.row.id):
        if excluded.subject not in there:
            by = {"created_by": excluded.created_by, "created_at": excluded.created_at}
            target.insert(models.Exclusion, subject=excluded.subject, reason=excluded.reason, **by)
