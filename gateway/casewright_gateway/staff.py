"""What can be asked about people and the work that waits for them: queues, the directory, candidates, delegations."""

import strawberry

from casewright import models
from casewright.access.actor import Actor
from casewright.approving import Delegated
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.models.task import DUE_LAST
from casewright.operations import routing
from casewright.operations.delegations import delegated_to
from casewright.platform import Platform
from casewright_gateway import ids
from casewright_gateway.connections import Connection
from casewright_gateway.context import Info
from casewright_gateway.lists import PRIORITY, check_priority
from casewright_gateway.paging import listed, paged
from casewright_gateway.reads.keyset import Key
from casewright_gateway.reads.listing import Arguments, Listing, readable
from casewright_gateway.reads.visible import visible
from casewright_gateway.sources import source
from casewright_gateway.types.case import Case
from casewright_gateway.types.members import Absence, Candidate, Delegation, Member
from casewright_gateway.types.work import Approval, Task


def _waiting(platform: Platform, actor: Actor) -> Sql:
    waits = Sql("c.assignee IS NULL AND c.status = 'active'")
    return Sql.all_of([waits, platform.policy.predicate(actor, Action.READ)])


def _of_team(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    check_priority(platform, actor)
    team = given.get("team")
    return Sql.one_of("c.team", sorted(actor.teams) if team is None else [team])


_FIRST_DUE = (Key(PRIORITY, "number", descending=True), Key("c.opened_at", "time"), Key("c.id", "id"))
_QUEUE = Listing(models.Case, lambda given: _FIRST_DUE, _waiting, _of_team, alias="c")


def _open(platform: Platform, actor: Actor) -> Sql:
    return Sql.all_of([Sql("t.state = 'open'"), visible(platform.policy, actor, models.Task, "t")])


def _work_of_team(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    return Sql("t.team = ?", (given["team"],))


MOST_URGENT = (Key(f"coalesce(t.due_at, '{DUE_LAST}')", "time"), Key("t.id", "id"))
"""Tasks by due date, those without one last."""
_WORK = Listing(models.Task, lambda given: MOST_URGENT, _open, _work_of_team)


def _known(platform: Platform, actor: Actor) -> Sql:
    return visible(platform.policy, actor, models.Member, "t")


def _in_team(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    team = given.get("team")
    belongs = "SELECT g.member_id FROM membership g WHERE g.tenant_id = t.tenant_id AND g.kind = 'team' AND g.name = ?"
    return Sql("1 = 1") if team is None else Sql(f"t.id IN ({belongs})", (team,))


_MEMBERS = Listing(models.Member, lambda given: (Key("t.subject", "text"), Key("t.id", "id")), _known, _in_team)


def _away(platform: Platform, actor: Actor) -> Sql:
    return visible(platform.policy, actor, models.Absence, "t")


def _not_over(platform: Platform, actor: Actor, given: Arguments) -> Sql:
    return Sql("t.until > ?", (platform.now(),))


_ABSENCES = Listing(models.Absence, lambda given: (Key("t.since", "time"), Key("t.id", "id")), _away, _not_over)


def _told(platform: Platform, actor: Actor) -> Sql:
    return visible(platform.policy, actor, models.Delegation, "t")


_DELEGATIONS = Listing(models.Delegation, lambda given: (Key("t.since", "time"), Key("t.id", "id")), _told, _not_over)


def _asked_of(delegated: Delegated, actor: Actor) -> Sql:
    """What waits for the roles that somebody lets the actor decide in, but not what either of them asked for."""
    of_others = Sql("t.asked_by <> ? AND t.asked_by <> ?", (actor.subject, delegated.subject))
    return Sql.all_of([of_others, Sql.one_of("t.role", sorted(delegated.roles))])


@strawberry.type
class StaffQuery:
    """Queues, the directory, candidates."""

    @strawberry.field(
        description="Cases that nobody has, in the queues of your teams or of the one named: the most urgent first,"
        " then those that wait longest.",
        metadata=source(_QUEUE),
    )
    async def queue(
        self,
        info: Info,
        team: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Case]:
        """Those that you may see."""
        return await paged(info, Case, _QUEUE, {"team": team}, first, after, last, before)

    @strawberry.field(
        description="The open tasks of the cases of a team, whoever has them or nobody: the most urgent first, those"
        " without a due date last.",
        metadata=source(_WORK),
    )
    async def team_worklist(
        self,
        info: Info,
        team: str,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Task]:
        """Those that you may see."""
        return await paged(info, Task, _WORK, {"team": team}, first, after, last, before)

    @strawberry.field(
        description="Who works on cases, by subject: all, or those of a team. Whoever neither gives cases to people"
        " nor keeps the directory sees themselves only.",
        metadata=source(_MEMBERS),
    )
    async def members(
        self,
        info: Info,
        team: str | None = None,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Member]:
        """As the directory knows them."""
        return await paged(info, Member, _MEMBERS, {"team": team}, first, after, last, before)

    absences: Connection[Absence] = listed(
        Absence,
        _ABSENCES,
        "Absences that are not over, the first one first; of everybody for whoever sees the directory.",
    )
    delegations: Connection[Delegation] = listed(
        Delegation,
        _DELEGATIONS,
        "Who decides approvals for whom: yours, and those of everybody for whoever sees the directory.",
    )

    @strawberry.field(
        description="Approvals that wait for a role in which somebody lets you decide, of cases you see; oldest first."
    )
    async def delegated_approvals(
        self,
        info: Info,
        first: int | None = None,
        after: str | None = None,
        last: int | None = None,
        before: str | None = None,
    ) -> Connection[Approval]:
        """As of now."""
        platform, actor = info.context.platform, info.context.actor
        asked = Sql.any_of(_asked_of(each, actor) for each in await delegated_to(actor, platform.now()))
        pending = Sql.all_of([Sql("t.state = 'pending'"), asked])
        order = (Key("t.asked_at", "time"), Key("t.id", "id"))
        listing = readable(models.Approval, order, lambda actor: [pending])
        return await paged(info, Approval, listing, {}, first, after, last, before)

    @strawberry.field(description="Who might have a case, best first, each with the reasons; needs `assign`.")
    async def candidates(self, info: Info, case_id: strawberry.ID, team: str | None = None) -> list[Candidate]:
        """As `routeCase` would look at them now."""
        context = info.context
        found = await routing.candidates(
            context.platform, context.actor, ids.row_id(case_id, field="case_id"), team=team
        )
        return [Candidate(subject=each.subject, eligible=each.eligible, reasons=list(each.reasons)) for each in found]
