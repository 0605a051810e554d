"""Deciding an approval: another person, one level after the other, and then the move on the fresh case."""

from dataclasses import replace
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.approving import Authority, Decision, agreement, authorities
from casewright.case import Case
from casewright.db.sql import Sql
from casewright.declarations import Action, Approval, Transition
from casewright.errors import Forbidden, Refused
from casewright.fields import check_given
from casewright.models.approval import ApprovalState
from casewright.operations.approval_deadlines import forget_deadlines, wait_for_level
from casewright.operations.approval_steps import about, step
from casewright.operations.change import Draft, absent, amend, change
from casewright.operations.delegations import delegated_to
from casewright.operations.parties import case_of
from casewright.operations.timed_moves import move_soon
from casewright.operations.transitions import carry_out, decide, keywords
from casewright.platform import Platform
from casewright.plugins import call


async def decide_approval(
    platform: Platform, actor: Actor, approval_id: UUID, *, approve: bool, reason: str | None = None
) -> UUID:
    """Agree or decline; returns the id of the case.

    The asker never decides (four-eyes principle), and nobody decides twice. Whoever has not the role asked may decide
    for somebody who lets them, with that one's limits. Agreeing beyond that authority is recorded as an endorsement and
    climbs to the next level. On the last agreement the transition's function runs again with the stored arguments on
    the case as it is now; if it refuses then, so does the approval.
    """
    if not approve:
        check_given(reason, "say why it is declined", field="reason")
    case_id = await case_of(models.Approval, actor, approval_id)
    async with change(platform, actor, case_id, Action.WORK) as draft:
        row = await _pending(approval_id)
        by = await _authority(draft, row)
        transition, approval = _declared(draft, row)
        case = replace(await draft.case(), actor=by.actor)
        if not approve:
            await _decline(draft, approval, row, by, reason)
            return case_id
        suffices = await _suffices(draft, case, approval, row)
        decision = agreement(approval, row.level, row.steps, suffices=suffices)
        if decision is Decision.APPROVED:
            await _agree(draft, case, transition, row, by, reason)
        elif decision is Decision.AGREED:
            await _wait_for_others(draft, row, by, reason)
        else:
            await _climb(draft, approval, row, by, reason)
    return case_id


async def _pending(approval_id: UUID) -> models.Approval:
    row = await models.Approval.get_or_none(id=approval_id)
    if row is None:
        raise absent()
    if row.state != ApprovalState.PENDING:
        raise Refused(f"this approval is {row.state} already", rule="approval.pending")
    return row


async def _authority(draft: Draft, row: models.Approval) -> Authority:
    """By whose rights the actor decides: of those that reach the case the first; raises Refused or Forbidden."""
    delegated = await delegated_to(draft.actor, draft.now)
    for authority in authorities(draft.actor, row.role, row.asked_by, row.steps, delegated):
        concerned = {draft.actor.subject, authority.on_behalf_of or draft.actor.subject}
        reached = [await _reaches(draft, replace(authority.actor, subject=each), row) for each in sorted(concerned)]
        if all(reached):
            return authority
    raise Forbidden(f"as {row.role} you have nothing to do with this case", rule="approval.role")


async def _reaches(draft: Draft, actor: Actor, row: models.Approval) -> bool:
    this_case = Sql('SELECT 1 FROM "case" c WHERE c.id = ? AND ', (row.case_id,))
    reached = draft.platform.policy.predicate(actor, Action.WORK, roles=(row.role,))
    return bool(await draft.platform.database.rows(this_case + reached))


def _declared(draft: Draft, row: models.Approval) -> tuple[Transition, Approval]:
    transition = draft.case_type.transitions.get(row.transition)
    if transition is None or transition.approval is None:
        raise Refused(f"{row.transition} needs no approval any more; start it again", rule="approval.declared")
    return transition, transition.approval


async def _suffices(draft: Draft, case: Case[Any], approval: Approval, row: models.Approval) -> bool:
    if approval.suffices is None:
        return True
    values = keywords(draft.case_type.transitions[row.transition], row.arguments)
    plugin = draft.platform.plugin_of(case.type)
    return bool(await call(plugin, f"approval of {row.transition!r}", approval.suffices, case, **values))


async def _agree(
    draft: Draft, case: Case[Any], transition: Transition, row: models.Approval, by: Authority, reason: str | None
) -> None:
    values = keywords(transition, row.arguments)
    fields = await decide(draft, case, transition, values)
    await _settle(draft, row, Decision.APPROVED, by, reason)
    more = {"approval": str(row.id), "asked_by": row.asked_by, "approval_reason": reason}
    await carry_out(draft, case, transition, fields, row.reason, values, **more)


async def _decline(draft: Draft, approval: Approval, row: models.Approval, by: Authority, reason: str | None) -> None:
    await _settle(draft, row, Decision.DECLINED, by, reason)
    if approval.declined:
        move_soon(draft, approval.declined)
    draft.record("approval_declined", **about(row), reason=reason)


async def _wait_for_others(draft: Draft, row: models.Approval, by: Authority, reason: str | None) -> None:
    await amend(row, steps=[*row.steps, _step(draft, row, Decision.AGREED, by, reason)])
    draft.record("approval_agreed", **about(row), reason=reason)


async def _climb(draft: Draft, approval: Approval, row: models.Approval, by: Authority, reason: str | None) -> None:
    steps = [*row.steps, _step(draft, row, Decision.ENDORSED, by, reason)]
    row.level += 1
    role = approval.levels[row.level]
    wait_for_level(draft, row, approval)
    await amend(row, level=row.level, role=role, escalates_at=row.escalates_at, steps=steps)
    draft.record("approval_endorsed", **about(row), role=role, reason=reason)


async def _settle(draft: Draft, row: models.Approval, state: Decision, by: Authority, reason: str | None) -> None:
    forget_deadlines(draft, row)
    steps = [*row.steps, _step(draft, row, state, by, reason)]
    await amend(row, state=state, steps=steps, decided_by=draft.actor.subject, decided_at=draft.now)


def _step(draft: Draft, row: models.Approval, decision: Decision, by: Authority, reason: str | None) -> dict[str, Any]:
    return {**step(draft, row, decision, reason), "for": by.on_behalf_of}


async def withdraw_approval(platform: Platform, actor: Actor, approval_id: UUID) -> UUID:
    """Take back one's own request; returns the id of the case."""
    case_id = await case_of(models.Approval, actor, approval_id)
    async with change(platform, actor, case_id, Action.WORK) as draft:
        row = await _pending(approval_id)
        if row.asked_by != actor.subject:
            raise Forbidden("only the asker withdraws a request", rule="approval.asker")
        await _settle(draft, row, Decision.WITHDRAWN, Authority(actor), None)
        draft.record("approval_withdrawn", **about(row))
    return case_id
