"""From committed events to notifications: written with the deliveries of an event, so that none is lost or repeated."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.db.sql import Sql
from casewright.events import view
from casewright.notices import TELLING, Notice, NoticeKind, Preference, notice
from casewright.platform import Platform


@dataclass(frozen=True)
class _Told:
    """One event that concerns somebody, and the case as it is now."""

    event: models.Event
    notice: Notice
    assignee: str | None
    team: str | None


async def notifications(platform: Platform, events: Sequence[models.Event]) -> list[models.Notification]:
    """Whom the events tell what: not who did it themselves, and who stands in for those who are away as well."""
    concerning = [(event, notice(view(event))) for event in events if event.name in TELLING]
    told = [(event, found) for event, found in concerning if found is not None]
    if not told:
        return []
    cases = {row.id: row for row in await models.Case.filter(id__in={event.case_id for event, _ in told})}
    made: list[models.Notification] = []
    for event, found in told:
        case = cases[event.case_id]
        people = await _people(platform, _Told(event, found, case.assignee, case.team))
        made += await _written(platform, event, found, people)
    return made


async def _people(platform: Platform, told: _Told) -> list[str]:
    tenant, now = told.event.tenant_id, platform.now()
    named = list(told.notice.people)
    if told.notice.role is not None:
        named += await _members(platform, tenant, "role", told.notice.role)
        named += await _delegates(tenant, told.notice.role, now)
    if told.notice.holder and told.assignee is not None:
        named.append(told.assignee)
    elif told.notice.holder and told.team is not None:
        named += await _members(platform, tenant, "team", told.team)
    named += await _substitutes(tenant, named, now)
    left_out = {told.event.actor, *told.notice.without}
    return [each for each in dict.fromkeys(named) if each not in left_out]


async def _members(platform: Platform, tenant: str, kind: str, name: str) -> list[str]:
    rows = await platform.database.rows(
        Sql(
            "SELECT m.subject FROM membership g JOIN member m ON m.id = g.member_id"
            " WHERE g.tenant_id = ? AND g.kind = ? AND g.name = ? AND m.active = ? ORDER BY m.subject",
            (tenant, kind, name, True),
        )
    )
    return [row["subject"] for row in rows]


async def _delegates(tenant: str, role: str, now: datetime) -> list[str]:
    rows = await models.Delegation.filter(tenant_id=tenant, since__lte=now, until__gt=now).order_by("id")
    return [row.delegate for row in rows if role in row.roles]


async def _substitutes(tenant: str, people: Iterable[str], now: datetime) -> list[str]:
    rows = models.Absence.filter(tenant_id=tenant, subject__in=list(people), since__lte=now, until__gt=now)
    return [row.substitute for row in await rows.order_by("id") if row.substitute is not None]


async def _written(
    platform: Platform, event: models.Event, told: Notice, people: Sequence[str]
) -> list[models.Notification]:
    preferences = await _preferences(event.tenant_id, told.kind, people)
    reached = await _reached(platform, event.tenant_id, people)
    found = []
    for person in people:
        wanted = preferences.get(person, Preference())
        mailed = wanted.email and person in reached
        if wanted.in_app or mailed:
            found.append(_notification(platform, event, told, person, wanted.in_app, mailed))
    return found


async def _preferences(tenant: str, kind: NoticeKind, people: Sequence[str]) -> dict[str, Preference]:
    rows = await models.NotificationPreference.filter(tenant_id=tenant, kind=kind, subject__in=list(people))
    return {row.subject: Preference(row.in_app, row.email) for row in rows}


async def _reached(platform: Platform, tenant: str, people: Sequence[str]) -> set[str]:
    """Who has an address, where e-mail is sent at all."""
    if platform.mail is None:
        return set()
    rows = models.Member.filter(tenant_id=tenant, subject__in=list(people), active=True, email__isnull=False)
    return {row.subject for row in await rows}


def _notification(
    platform: Platform, event: models.Event, told: Notice, person: str, in_app: bool, mailed: bool
) -> models.Notification:
    now: Any = platform.now()
    identity: UUID = uuid7()
    return models.Notification(
        id=identity,
        tenant_id=event.tenant_id,
        case_id=event.case_id,
        event_id=event.id,
        recipient=person,
        kind=told.kind,
        part=told.part,
        caused_by=event.actor,
        made_at=event.at,
        in_app=in_app,
        mail_state="queued" if mailed else None,
        mail_due_at=now if mailed else None,
    )
