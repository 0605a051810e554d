"""Two cases that turn out to be one, and one that turns out to be two: by whom, why, and what moved."""

from collections.abc import Collection
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.declarations import Action
from casewright.errors import Invalid
from casewright.fields import check_given
from casewright.models.case_link import LinkKind
from casewright.models.row import CaseRow
from casewright.operations.change import Draft
from casewright.operations.confidentiality import keep_closed
from casewright.operations.ending import end_case
from casewright.operations.moving import all_movable, both, move
from casewright.platform import Platform
from casewright.process import MERGED


async def merge_cases(platform: Platform, actor: Actor, case_id: UUID, *, survivor_id: UUID, reason: str) -> None:
    """End a case because another of its type is about the same; what it has gathered goes over to the survivor.

    How it was worked stays with it, and so does its history; both histories tell what moved. Raises Invalid for cases
    of two types, Refused for one that is not active, and what `move` raises.
    """
    check_given(reason, "say why the two cases are one", field="reason")
    _check_two(case_id, survivor_id, "survivor_id")
    async with both(platform, actor, case_id, survivor_id, Action.SUPERVISE, field="survivor_id") as (case, survivor):
        if case.row.case_type != survivor.row.case_type:
            message = f"a {case.row.case_type} is not merged into a {survivor.row.case_type}"
            raise Invalid(message, rule="merge.type", field="survivor_id")
        moved = await move(case, survivor, await all_movable(case))
        keep_closed(survivor, case)
        _link(case, survivor, LinkKind.MERGED_INTO)
        ended = await end_case(case, MERGED)
        told: dict[str, Any] = {"reason": reason, "moved": moved}
        case.record("merged", into=str(survivor_id), outcome=MERGED, **{"from": case.row.stage}, **told, **ended)
        survivor.record("absorbed", case=str(case_id), number=case.row.number, **told)


async def split_case(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    into_id: UUID,
    objects: Collection[tuple[type[CaseRow], UUID]],
    reason: str,
) -> None:
    """Move parts of a case to another one, opened for them, of whatever type; both histories tell what moved.

    Raises Invalid when there is nothing to move, Refused for a case that is not active, and what `move` raises.
    """
    check_given(reason, "say why the case is two", field="reason")
    _check_two(case_id, into_id, "into_id")
    if not objects:
        raise Invalid("name what goes over to the other case", rule="split.objects", field="objects")
    chosen = {model: [row_id for each, row_id in dict.fromkeys(objects) if each is model] for model, _ in objects}
    async with both(platform, actor, case_id, into_id, Action.WORK, field="into_id") as (case, other):
        moved = await move(case, other, chosen)
        keep_closed(other, case)
        _link(other, case, LinkKind.SPLIT_FROM)
        told: dict[str, Any] = {"reason": reason, "moved": moved}
        case.record("split", into=str(into_id), number=other.row.number, **told)
        other.record("split_off", case=str(case_id), number=case.row.number, **told)


def _check_two(case_id: UUID, other_id: UUID, field: str) -> None:
    if case_id == other_id:
        raise Invalid("name another case than this one", rule="link.itself", field=field)


def _link(case: Draft, other: Draft, kind: str) -> None:
    by = {"created_by": case.actor.subject, "created_at": case.now}
    case.insert(models.CaseLink, other_id=other.row.id, kind=kind, **by)
