"""E-mails of notifications: taken as they come due, sent, and settled by what came of it.

Whoever takes one has it until its lease passes. A process that dies between the server's yes and the row leaves it to
be sent again, under the same Message-ID; nothing else sends a message twice.
"""

from datetime import timedelta
from uuid import UUID

from tortoise.expressions import F
from tortoise.queryset import QuerySet

from casewright import models
from casewright.access.actor import Actor
from casewright.db.dialect import skip_locked
from casewright.db.sql import Sql
from casewright.declarations import Action
from casewright.mail.message import compose
from casewright.mail.sending import send
from casewright.mail.server import SmtpServer
from casewright.notices import NoticeKind
from casewright.platform import Platform
from casewright.webhooks.schedule import wait_after

_LEASE = timedelta(seconds=60)
"""Longer than sending may take."""


async def take_mails(platform: Platform, limit: int) -> list[UUID]:
    """The notifications to send now, at most so many; they are the caller's until their lease passes."""
    now = platform.now()
    due = Sql("SELECT id FROM notification WHERE mail_state IN ('queued', 'sending') AND mail_due_at <= ?", (now,))
    due += Sql(" ORDER BY mail_due_at, id LIMIT ?", (limit,))
    if not await platform.database.rows(due):
        return []
    lock = skip_locked(platform.database.dialect)
    async with platform.database.transaction():
        taken = [UUID(str(row["id"])) for row in await platform.database.rows(due + Sql(lock))]
        lease = {"mail_state": "sending", "mail_attempts": F("mail_attempts") + 1, "mail_due_at": now + _LEASE}
        await models.Notification.filter(id__in=taken).update(**lease)
    return taken


async def send_mail(platform: Platform, server: SmtpServer, notification_id: UUID) -> None:
    """Send what was taken, and write down what came of it; whom the directory shows no right to the case gets none."""
    row = await models.Notification.get(id=notification_id)
    member = await models.Member.get_or_none(tenant_id=row.tenant_id, subject=row.recipient)
    number = None if member is None else await _number(platform, row, member)
    if member is None or member.email is None or number is None:
        await _settle(row, "withheld", None)
        return
    told = {"name": member.name, "email": member.email, "sender": server.sender}
    sent = await send(server, compose(row.id, NoticeKind(row.kind), number, row.made_at, **told))
    wait = None if sent.final else wait_after(row.mail_attempts, row.id)
    if sent.error is None:
        await _settle(row, "sent", None)
    elif wait is None:
        await _settle(row, "dead", sent.error)
    else:
        again = {"mail_state": "queued", "mail_due_at": platform.now() + wait, "mail_error": sent.error}
        await _mine(row).update(**again)


async def _number(platform: Platform, row: models.Notification, member: models.Member) -> str | None:
    """The number of the case, when the roles and teams of the directory let the recipient see it."""
    groups = await models.Membership.filter(member_id=member.id)
    named = {kind: frozenset(group.name for group in groups if group.kind == kind) for kind in ("role", "team")}
    actor = Actor(tenant=row.tenant_id, subject=member.subject, roles=named["role"], teams=named["team"])
    seen = platform.policy.predicate(actor, Action.READ, part=row.part)
    found = await platform.database.rows(
        Sql('SELECT c.number FROM "case" c WHERE c.id = ? AND ', (row.case_id,)) + seen
    )
    return found[0]["number"] if found else None


async def _settle(row: models.Notification, state: str, error: str | None) -> None:
    await _mine(row).update(mail_state=state, mail_due_at=None, mail_error=error)


def _mine(row: models.Notification) -> "QuerySet[models.Notification]":
    """The row, while nobody else has taken it since."""
    return models.Notification.filter(id=row.id, mail_state="sending", mail_attempts=row.mail_attempts)
