"""Who has a case: given to a person or a team, claimed from the team's queue, or put back into it."""

from collections.abc import Sequence
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.errors import Forbidden, Invalid, Refused
from casewright.fields import check_given
from casewright.operations.change import Draft, change
from casewright.platform import Platform


async def assign_case(
    platform: Platform,
    actor: Actor,
    case_id: UUID,
    *,
    subject: str | None,
    team: str | None,
    reason: str | None = None,
) -> None:
    """Give the case to a person, to a team's queue, or to a person of a team."""
    if subject is None and team is None:
        raise Invalid("name a person or a team", rule="assignment.nobody", field="subject")
    async with change(platform, actor, case_id, Action.ASSIGN) as draft:
        await hand_over(draft, subject, team or draft.row.team, "assigned", reason)


async def claim_case(platform: Platform, actor: Actor, case_id: UUID) -> None:
    """Take a case that waits in the queue of one of one's teams; raises Refused when somebody has it."""
    async with change(platform, actor, case_id, Action.WORK) as draft:
        if draft.row.assignee is not None:
            raise Refused(f"{draft.row.number} is taken already", rule="assignment.taken")
        if draft.row.team is not None and draft.row.team not in actor.teams:
            raise Forbidden(f"{draft.row.number} waits for the team {draft.row.team}", rule="assignment.team")
        await hand_over(draft, actor.subject, draft.row.team, "claimed", None)


async def release_case(platform: Platform, actor: Actor, case_id: UUID, *, reason: str) -> None:
    """Put one's case back into the queue of its team, with a reason."""
    check_given(reason, "say why the case goes back to the queue", field="reason")
    async with change(platform, actor, case_id, Action.WORK) as draft:
        if draft.row.assignee != actor.subject:
            raise Refused(f"{draft.row.number} is not yours to release", rule="assignment.owner")
        await hand_over(draft, None, draft.row.team, "released", reason)


async def hand_over(
    draft: Draft,
    subject: str | None,
    team: str | None,
    event: str,
    reason: str | None,
    *,
    choice: Sequence[str] | None = None,
) -> None:
    """Begin another stretch of responsibility, under an event of that name; `choice` is why routing chose them."""
    row = draft.row
    told = {"reason": reason, "subject_before": row.assignee, "team_before": row.team}
    draft.record(event, subject=subject, team=team, **told, **({} if choice is None else {"choice": choice}))
    draft.amend(models.Assignment, Sql("until IS NULL"), until=draft.now)
    if team != row.team:
        draft.amend(models.Task, Sql("state = 'open'"), team=team)
    draft.put(assignee=subject, team=team)
    draft.insert(
        models.Assignment,
        subject=subject,
        team=team,
        assigned_by=draft.actor.subject,
        since=draft.now,
        reason=reason,
        choice=choice,
        holders=await _holders(draft, subject),
    )


async def _holders(draft: Draft, subject: str | None) -> int:
    """How many people have had the case one after the other, with this one."""
    last = "SELECT subject, holders FROM assignment WHERE case_id = ? AND subject IS NOT NULL ORDER BY id DESC LIMIT 1"
    rows = await draft.platform.database.rows(Sql(last, (draft.row.id,)))
    before, holders = (rows[0]["subject"], rows[0]["holders"]) if rows else (None, 0)
    return int(holders) + (subject not in (None, before))
