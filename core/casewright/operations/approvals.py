"""Deciding an approval: another person, one level after the other, and then the move on the fresh case."""

from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.case import Case
from casewright.db.sql import Sql
from casewright.declarations import Action, Approval, Transition
from casewright.errors import Forbidden, Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, absent, change
from casewright.operations.parties import case_of
from casewright.operations.transitions import carry_out, decide, keywords
from casewright.platform import Platform
from casewright.plugins import call


async def decide_approval(
    platform: Platform, actor: Actor, approval_id: UUID, *, approve: bool, reason: str | None = None
) -> UUID:
    """Agree or decline; returns the id of the case.

    The asker never decides (four-eyes principle), and nobody decides twice. Agreeing beyond one's own authority is
    recorded as an endorsement and climbs to the next level. On the last agreement the transition's function runs again
    with the stored arguments on the case as it is now; if it refuses then, so does the approval.
    """
    if not approve:
        check_given(reason, "say why it is declined", field="reason")
    case_id = await case_of(models.Approval, actor, approval_id)
    async with change(platform, actor, case_id, Action.WORK) as draft:
        row = await _pending(approval_id)
        await _check_decider(draft, row)
        transition, approval = _declared(draft, row)
        case = await draft.case()
        if not approve:
            await _decline(draft, row, reason)
        elif await _suffices(draft, case, approval, row):
            await _agree(draft, case, transition, row, reason)
        else:
            await _climb(draft, approval, row, reason)
    return case_id


async def _pending(approval_id: UUID) -> models.Approval:
    row = await models.Approval.get_or_none(id=approval_id)
    if row is None:
        raise absent()
    if row.state != "pending":
        raise Refused(f"this approval is {row.state} already", rule="approval.pending")
    return row


async def _check_decider(draft: Draft, row: models.Approval) -> None:
    actor = draft.actor
    if actor.subject == row.asked_by:
        raise Refused("whoever asks for an approval does not decide it", rule="approval.four_eyes")
    if any(step["by"] == actor.subject for step in row.steps):
        raise Refused("you have endorsed this already; the next level decides", rule="approval.four_eyes")
    if row.role not in actor.roles:
        raise Forbidden(f"this approval is for the role {row.role}", rule="approval.role")
    this_case = Sql('SELECT 1 FROM "case" c WHERE c.id = ? AND ', (row.case_id,))
    reached = draft.platform.policy.predicate(actor, Action.WORK, roles=(row.role,))
    if not await draft.platform.database.rows(this_case + reached):
        raise Forbidden(f"as {row.role} you have nothing to do with this case", rule="approval.role")


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
    draft: Draft, case: Case[Any], transition: Transition, row: models.Approval, reason: str | None
) -> None:
    values = keywords(transition, row.arguments)
    fields = await decide(draft, case, transition, values)
    await _settle(draft, row, "approved", reason)
    more = {"approval": str(row.id), "asked_by": row.asked_by, "approval_reason": reason}
    await carry_out(draft, case, transition, fields, row.reason, values, **more)


async def _decline(draft: Draft, row: models.Approval, reason: str | None) -> None:
    await _settle(draft, row, "declined", reason)
    draft.record("approval_declined", approval=str(row.id), transition=row.transition, reason=reason)


async def _climb(draft: Draft, approval: Approval, row: models.Approval, reason: str | None) -> None:
    level = row.level + 1
    if level == len(approval.levels):
        raise Refused("this is above your authority, and nobody stands above you", rule="approval.authority")
    role = approval.levels[level]
    steps = [*row.steps, _step(draft, row, "endorsed", reason)]
    await models.Approval.filter(id=row.id).update(level=level, role=role, steps=steps)
    draft.record("approval_endorsed", approval=str(row.id), transition=row.transition, role=role, reason=reason)


async def _settle(draft: Draft, row: models.Approval, state: str, reason: str | None) -> None:
    steps = [*row.steps, _step(draft, row, state, reason)]
    await models.Approval.filter(id=row.id).update(
        state=state, steps=steps, decided_by=draft.actor.subject, decided_at=draft.now
    )


def _step(draft: Draft, row: models.Approval, decision: str, reason: str | None) -> dict[str, Any]:
    return {
        "by": draft.actor.subject,
        "role": row.role,
        "decision": decision,
        "reason": reason,
        "at": draft.now.isoformat(),
    }


async def withdraw_approval(platform: Platform, actor: Actor, approval_id: UUID) -> UUID:
    """Take back one's own request; returns the id of the case."""
    case_id = await case_of(models.Approval, actor, approval_id)
    async with change(platform, actor, case_id, Action.WORK) as draft:
        row = await _pending(approval_id)
        if row.asked_by != actor.subject:
            raise Forbidden("only the asker withdraws a request", rule="approval.asker")
        await _settle(draft, row, "withdrawn", None)
        draft.record("approval_withdrawn", approval=str(row.id), transition=row.transition)
    return case_id
