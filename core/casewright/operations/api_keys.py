"""Letting programs in: whose rights a key has, and who may take it back.

A key acts as the person who made it, with some of their roles and teams and no authority limit: what is closed to them
is closed to it, and it approves nothing they asked for. Operators make keys for services from the command line.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import replace
from uuid import UUID

from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.access.api_keys import OVERLAP, digest, expiry, new_secret, written
from casewright.errors import Forbidden, Invalid, Refused
from casewright.fields import check_given
from casewright.operations.change import absent
from casewright.operations.idempotency import check_alone
from casewright.operations.rows import check_row
from casewright.platform import Platform

_MOST = 50
"""Keys of one subject that are good."""


async def create_api_key(
    platform: Platform,
    actor: Actor,
    *,
    name: str,
    roles: Collection[str],
    teams: Collection[str] = (),
    days: int | None = None,
    subject: str | None = None,
) -> tuple[UUID, str]:
    """A key that is good for so many days, 90 unless said otherwise; its id, and the key, which is shown this once.

    `subject` is whom it acts as, for the platform itself; everybody else makes keys for themselves. Raises Forbidden
    for a service, and for a key that reaches a case type which its maker may not integrate.
    """
    check_given(name, "say what the key is for", field="name")
    _check(platform, actor, roles, teams)
    check_alone(platform)
    now, secret = platform.now(), new_secret()
    key = models.ApiKey(
        id=uuid7(),
        tenant_id=actor.tenant,
        name=name,
        subject=subject if actor.system and subject else actor.subject,
        roles=sorted(roles),
        teams=sorted(teams),
        secret_sha256=digest(secret),
        expires_at=expiry(now, days),
        created_by=actor.subject,
        created_at=now,
    )
    check_row(key)
    async with platform.database.transaction():
        held = models.ApiKey.filter(tenant_id=actor.tenant, subject=key.subject, revoked_at=None, expires_at__gt=now)
        if await held.count() >= _MOST:
            raise Refused(f"there are {_MOST} good keys already; revoke one", rule="api_key.limit")
        await key.save(force_create=True)
    return key.id, written(key.id, secret)


async def rotate_api_key(platform: Platform, actor: Actor, key_id: UUID, *, days: int | None = None) -> str:
    """A new secret, shown this once, good for so many days; for a day the one before is too. For the owner."""
    check_alone(platform)
    secret = new_secret()
    async with _managed(platform, actor, key_id) as key:
        if not actor.system and key.subject != actor.subject:
            raise Forbidden("only whom a key acts as may rotate it; you may revoke it", rule="api_key.owner")
        now = platform.now()
        key.previous_sha256, key.previous_until = key.secret_sha256, min(now + OVERLAP, key.expires_at)
        key.secret_sha256, key.expires_at = digest(secret), expiry(now, days)
    return written(key_id, secret)


async def revoke_api_key(platform: Platform, actor: Actor, key_id: UUID) -> None:
    """The key is good for nothing any more, from the next request on."""
    async with _managed(platform, actor, key_id) as key:
        key.revoked_by, key.revoked_at = actor.subject, platform.now()


def may_manage(platform: Platform, actor: Actor, key: models.ApiKey) -> bool:
    """Whether the actor may see and revoke a key: it is theirs, or they may integrate all that it reaches."""
    if key.tenant_id != actor.tenant or actor.service:
        return False
    return actor.system or key.subject == actor.subject or not _closed(platform, actor, key.roles)


def _closed(platform: Platform, actor: Actor, roles: Collection[str]) -> list[str]:
    """The case types that roles reach and that the actor may not integrate; without any reach nothing is open."""
    reached = [each for each in platform.case_types.values() if platform.policy.reaches(roles, each)]
    if not reached:
        return [""]
    return [each.name for each in reached if not platform.policy.may_integrate(actor, each)]


def _check(platform: Platform, actor: Actor, roles: Collection[str], teams: Collection[str]) -> None:
    if not roles:
        raise Invalid("name the roles that the key has", field="roles")
    if actor.system:
        return
    if actor.service:
        raise Forbidden("keys are made by people", rule="api_key.person")
    for field, given, own in (("roles", roles, actor.roles), ("teams", teams, actor.teams)):
        if not own.issuperset(given):
            raise Forbidden(f"a key has no {field} that you do not have", rule="api_key.rights", field=field)
    closed = _closed(platform, actor, roles)
    if closed:
        named = " and ".join(filter(None, closed)) or "any case type"
        raise Forbidden(f"your roles do not allow integrate on {named}", rule="grant.integrate", field="roles")
    _check_hidden(platform, actor, roles)


def _check_hidden(platform: Platform, actor: Actor, roles: Collection[str]) -> None:
    """A role may hide what another one shows, so that a key with fewer roles could see more; raises Forbidden."""
    alone = replace(actor, roles=frozenset(roles))
    for case_type in platform.case_types.values():
        shown = platform.policy.hidden(actor, case_type) - platform.policy.hidden(alone, case_type)
        if shown:
            raise Forbidden(
                f"with these roles alone a key would see of {case_type.name} what is hidden from you",
                rule="api_key.rights",
                field="roles",
            )


@asynccontextmanager
async def _managed(platform: Platform, actor: Actor, key_id: UUID) -> AsyncIterator[models.ApiKey]:
    """One change of a key that is good, under its lock; raises NotFound, and Refused for one that is not."""
    async with platform.database.transaction():
        key = await models.ApiKey.filter(id=key_id).select_for_update().first()
        if key is None or not may_manage(platform, actor, key):
            raise absent()
        if key.revoked_at is not None:
            raise Refused("this key was revoked; make another one", rule="api_key.state")
        yield key
        await key.save()
