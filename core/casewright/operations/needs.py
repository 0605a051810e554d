"""Needs: found, ranked, and closed when they are met or will not be."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.errors import Refused
from casewright.fields import FieldSet, check_given, check_text
from casewright.inputs import Line
from casewright.needs import NeedState, ranks
from casewright.operations.change import absent, check_part, work
from casewright.operations.parties import case_of
from casewright.platform import Platform


@dataclass(frozen=True, kw_only=True)
class NewNeed:
    """What is needed, in which area of life or business, and the assessment that showed it."""

    description: Line
    domain: Line
    assessment_id: UUID | None = None


_NEW = FieldSet(NewNeed)


async def record_need(platform: Platform, actor: Actor, case_id: UUID, **values: Any) -> UUID:
    """Write down a `NewNeed`, as the least pressing one; returns its id."""
    async with work(platform, actor, case_id, "need") as draft:
        new = _NEW.validate(values)
        if new.assessment_id is not None:
            await check_part(draft, models.Assessment, new.assessment_id, "assessment_id")
        last = await models.Need.filter(case_id=case_id, state=NeedState.OPEN).order_by("-rank").first()
        rank = last.rank + 1 if last else 1
        need_id = draft.insert(
            models.Need, **vars(new), rank=rank, state=NeedState.OPEN, found_by=actor.subject, found_at=draft.now
        )
        draft.record("need_found", need=str(need_id), rank=rank, **_NEW.dump(new))
    return need_id


async def rank_needs(platform: Platform, actor: Actor, case_id: UUID, *, needs: Sequence[UUID]) -> UUID:
    """Put the open needs in an order that names each of them, the most pressing first; returns the id of the case."""
    async with work(platform, actor, case_id, "need") as draft:
        found = {need.id: need for need in await models.Need.filter(case_id=case_id)}
        for place, need_id in enumerate(needs):
            if need_id not in found:
                raise absent(f"needs.{place}")
        before = {need.id: need.rank for need in found.values() if need.state == NeedState.OPEN}
        changed = {need_id: rank for need_id, rank in ranks(needs, before).items() if before[need_id] != rank}
        if not changed:
            raise Refused("the needs have this order already", rule="need.ranked", field="needs")
        for need_id, rank in changed.items():
            draft.amend(models.Need, Sql("id = ?", (need_id,)), rank=rank)
        draft.record("needs_ranked", order=[str(need_id) for need_id in needs])
    return case_id


async def close_need(platform: Platform, actor: Actor, need_id: UUID, *, met: bool, because: str | None = None) -> UUID:
    """Write down that a need is met, or that it will not be and why; returns the id of the case."""
    if not met:
        check_given(because, "say why it will not be met", field="because")
    if because is not None:
        check_text(because, field="because")
    case_id = await case_of(models.Need, actor, need_id)
    async with work(platform, actor, case_id, "need") as draft:
        need = await models.Need.get(id=need_id)
        if need.state != NeedState.OPEN:
            raise Refused(f"this need is {need.state} already", rule="need.closed")
        state = NeedState.MET if met else NeedState.UNMET
        closed = {"closed_by": actor.subject, "closed_at": draft.now, "closed_because": because}
        draft.amend(models.Need, Sql("id = ?", (need_id,)), state=state, **closed)
        draft.record("need_closed", need=str(need_id), description=need.description, state=state, because=because)
    return case_id
