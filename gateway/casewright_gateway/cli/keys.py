"""`casewright keys`: letting programs in, from the outside."""

import argparse
import asyncio
from typing import Any
from uuid import UUID

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import NotFound
from casewright.operations.api_keys import create_api_key, revoke_api_key, rotate_api_key
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway.cli.data import check_migrated
from casewright_gateway.cli.platforms import platform_of
from casewright_gateway.cli.progress import say
from casewright_gateway.issuer import actor_of, claims_of


def add_commands(commands: Any) -> None:
    """Declare the commands."""
    verbs = commands.add_parser("keys", help="API keys of programs").add_subparsers(required=True, metavar="VERB")
    create = verbs.add_parser("create", help="print a new key, which acts as a subject")
    create.add_argument("--subject", required=True, help="whom it acts as: a service of its own, or a person")
    create.add_argument("--name", required=True, help="what it is for")
    create.add_argument("--role", nargs="+", required=True, action="extend", help="roles")
    create.add_argument("--team", nargs="+", default=[], action="extend", help="teams")
    create.add_argument("--tenant", required=True)
    create.add_argument("--days", type=int, help="how long it is good; 90 unless said otherwise")
    create.set_defaults(run=lambda options: asyncio.run(_create(options)))
    show = verbs.add_parser("list", help="the keys, the newest first")
    show.add_argument("--tenant", help="only this tenant")
    show.set_defaults(run=lambda options: asyncio.run(_list(options)))
    rotate = verbs.add_parser("rotate", help="print a new secret; for a day the one before is good too")
    rotate.add_argument("id", type=UUID, metavar="ID")
    rotate.add_argument("--days", type=int, help="how long it is good; 90 unless said otherwise")
    rotate.set_defaults(run=lambda options: asyncio.run(_rotate(options)))
    revoke = verbs.add_parser("revoke", help="have a key be good for nothing any more")
    revoke.add_argument("id", type=UUID, metavar="ID")
    revoke.set_defaults(run=lambda options: asyncio.run(_revoke(options)))


async def _create(options: argparse.Namespace) -> int:
    described = Actor(
        tenant=options.tenant,
        subject=options.subject,
        roles=frozenset(options.role),
        teams=frozenset(options.team),
    )
    wanted = actor_of(claims_of(described))
    async with await _opened() as platform:
        _, secret = await create_api_key(
            platform,
            Actor.platform(wanted.tenant, "operator"),
            name=options.name,
            roles=wanted.roles,
            teams=wanted.teams,
            days=options.days,
            subject=wanted.subject,
        )
    print(secret)
    return 0


async def _list(options: argparse.Namespace) -> int:
    async with await _opened() as platform:
        found = models.ApiKey.filter(tenant_id=options.tenant) if options.tenant else models.ApiKey.all()
        for key in await found.order_by("-id"):
            state = "revoked" if key.revoked_at else "expired" if key.expires_at <= platform.now() else "good"
            whose = f"{key.tenant_id} {key.subject} {','.join(key.roles)}"
            print(f"{key.id} {state} until {key.expires_at:%Y-%m-%d}: {whose} ({key.name})")
    return 0


async def _rotate(options: argparse.Namespace) -> int:
    async with await _opened() as platform:
        print(await rotate_api_key(platform, await _operator_of(options.id), options.id, days=options.days))
    return 0


async def _revoke(options: argparse.Namespace) -> int:
    async with await _opened() as platform:
        await revoke_api_key(platform, await _operator_of(options.id), options.id)
    say("revoked")
    return 0


async def _opened() -> Platform:
    platform = platform_of(Settings())
    await check_migrated(platform)
    return platform


async def _operator_of(key_id: UUID) -> Actor:
    key = await models.ApiKey.filter(id=key_id).first()
    if key is None:
        raise NotFound("there is no key of this id; casewright keys list shows them")
    return Actor.platform(key.tenant_id, "operator")
