"""Letting another decide one's approvals for a while."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.approving import Delegated
from casewright.errors import Invalid, Refused
from casewright.fields import check_given, check_time
from casewright.operations.change import absent
from casewright.operations.rows import check_row
from casewright.platform import Platform


async def delegate_approvals(
    platform: Platform,
    actor: Actor,
    *,
    delegate: str,
    until: datetime,
    since: datetime | None = None,
    roles: Sequence[str] | None = None,
    reason: str | None = None,
) -> UUID:
    """Another decides what waits for one's roles, all of them unless some are named; returns the id."""
    now = platform.now()
    since = since or now
    check_given(delegate, "say who decides for you", field="delegate")
    for field, moment in (("since", since), ("until", until)):
        check_time(moment, field=field)
    if delegate == actor.subject:
        raise Invalid("name somebody else", rule="delegation.delegate", field="delegate")
    if until <= max(since, now):
        raise Invalid("a delegation ends after it begins, and not in the past", rule="delegation.until", field="until")
    passed_on = actor.roles if roles is None else frozenset(roles)
    if foreign := sorted(passed_on - actor.roles):
        raise Invalid(f"you do not have the role {', '.join(foreign)}", rule="delegation.roles", field="roles")
    row = models.Delegation(
        id=uuid7(),
        tenant_id=actor.tenant,
        subject=actor.subject,
        delegate=delegate,
        roles=sorted(passed_on),
        teams=sorted(actor.teams),
        limits={name: str(amount) for name, amount in actor.limits.items()},
        since=since,
        until=until,
        reason=reason,
        made_at=now,
    )
    check_row(row)
    await row.save(force_create=True)
    return row.id


async def end_delegation(platform: Platform, actor: Actor, delegation_id: UUID) -> None:
    """Decide one's approvals oneself again; raises NotFound for another's, Refused when it is over."""
    row = await models.Delegation.get_or_none(id=delegation_id, tenant_id=actor.tenant, subject=actor.subject)
    if row is None:
        raise absent()
    now = platform.now()
    if not await models.Delegation.filter(id=delegation_id, until__gt=now).update(until=max(now, row.since)):
        raise Refused("this delegation is over already", rule="delegation.over")


async def delegated_to(actor: Actor, now: datetime) -> list[Delegated]:
    """What others let the actor decide at this moment."""
    rows = await models.Delegation.filter(
        tenant_id=actor.tenant, delegate=actor.subject, since__lte=now, until__gt=now
    ).order_by("id")
    return [
        Delegated(
            subject=row.subject,
            roles=frozenset(row.roles),
            teams=frozenset(row.teams),
            limits={name: Decimal(amount) for name, amount in row.limits.items()},
        )
        for row in rows
    ]
