"""Being away: told by oneself, or by whoever keeps the directory."""

from datetime import datetime
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Invalid, Refused
from casewright.fields import check_time
from casewright.operations.change import absent
from casewright.operations.members import check_keeper
from casewright.operations.rows import check_row
from casewright.platform import Platform


async def record_absence(
    platform: Platform,
    actor: Actor,
    *,
    until: datetime,
    subject: str | None = None,
    since: datetime | None = None,
    substitute: str | None = None,
    reason: str | None = None,
) -> UUID:
    """Somebody, oneself unless another is named, is away from now or later on; returns the id of the absence."""
    now = platform.now()
    who, since = subject or actor.subject, since or now
    if who != actor.subject:
        check_keeper(platform, actor)
    for field, moment in (("since", since), ("until", until)):
        check_time(moment, field=field)
    if until <= max(since, now):
        raise Invalid("an absence ends after it begins, and not in the past", rule="absence.until", field="until")
    if substitute == who:
        raise Invalid("name somebody else as the substitute", rule="absence.substitute", field="substitute")
    absence = models.Absence(
        id=uuid7(),
        tenant_id=actor.tenant,
        subject=who,
        substitute=substitute,
        since=since,
        until=until,
        reason=reason,
        recorded_by=actor.subject,
        recorded_at=now,
    )
    check_row(absence)
    await absence.save(force_create=True)
    return absence.id


async def end_absence(platform: Platform, actor: Actor, absence_id: UUID) -> None:
    """Somebody is back, or does not go; raises NotFound where the actor may not know of it, Refused when it is over."""
    absence = await models.Absence.get_or_none(id=absence_id, tenant_id=actor.tenant)
    if absence is None or not (absence.subject == actor.subject or platform.policy.keeps_staff(actor)):
        raise absent()
    now = platform.now()
    if not await models.Absence.filter(id=absence_id, until__gt=now).update(until=max(now, absence.since)):
        raise Refused("this absence is over already", rule="absence.over")
