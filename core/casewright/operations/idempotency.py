"""Once per key: whoever does not know whether their request arrived asks again with the same key.

All that is done under a key is one transaction, in which the operations' own transactions are savepoints: first the row
of the key, at which a simultaneous duplicate waits, then the effects, then the answer. However it ends, killed or not,
there is all of it or nothing. A key belongs to one person of one tenant.
"""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import orjson
from uuid_utils.compat import uuid7

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright.errors import CasewrightError, Invalid, Refused
from casewright.fields import check_text
from casewright.operations.sealing import about
from casewright.platform import Platform

KEPT = timedelta(hours=24)
"""How long an answer is kept at least."""
LONGEST_KEY = 200
_BATCH = 1000
_TABLE = models.IdempotencyKey._meta.db_table
_FORGOTTEN = ""
"""What stands in the place of an answer that told of somebody who was erased."""


class KeyReused(CasewrightError):
    """The key was used for something else; a new request needs a new key."""

    code = "IDEMPOTENCY_KEY_REUSED"


@dataclass
class Run:
    """One asking under a key. `answer` is that of the first asking; None: this is the first, and gives it."""

    answer: str | None


class _Undone(Exception):
    """Nothing is to be kept of this run."""


@asynccontextmanager
async def once(platform: Platform, actor: Actor, key: str, fingerprint: str) -> AsyncIterator[Run]:
    """Around everything done under a key; `fingerprint` tells the same request from another one.

    The block does nothing when the run has an answer already. Else it works and sets the answer; when it sets none, all
    is rolled back and the key stays unused. Raises Invalid for a key that is none, KeyReused, and Refused when the
    answer was forgotten.
    """
    _check_key(key)
    with suppress(_Undone):
        async with platform.database.transaction():
            run = Run(await _claim(platform, actor, key, fingerprint))
            first = run.answer is None
            yield run
            if run.answer is None:
                raise _Undone
            if first:
                await _keep(platform, actor, key, run.answer)


def _check_key(key: str) -> None:
    if not 0 < len(key) <= LONGEST_KEY:
        raise Invalid(f"an idempotency key has 1 to {LONGEST_KEY} characters")
    check_text(key)


async def _claim(platform: Platform, actor: Actor, key: str, fingerprint: str) -> str | None:
    """Take the key, waiting for whoever is taking it, or find the answer it has."""
    while not await _insert(platform, actor, key, fingerprint):
        row = await models.IdempotencyKey.get_or_none(tenant_id=actor.tenant, subject=actor.subject, key=key)
        if row is None:
            continue  # thrown away in between
        if row.fingerprint != fingerprint:
            raise KeyReused("this idempotency key was used for another request; take a new key for a new request")
        return None if row.answer is None else _opened(platform, actor, row.answer)
    return None


def _opened(platform: Platform, actor: Actor, stored: str) -> str:
    answer = platform.keyring.open(stored, about(actor.tenant, _TABLE))
    if answer == _FORGOTTEN:
        message = "this was done, and its answer is gone with a person who was erased since; read what you need again"
        raise Refused(message, rule="idempotency.forgotten")
    return answer


async def _insert(platform: Platform, actor: Actor, key: str, fingerprint: str) -> int:
    return await platform.database.execute(
        Sql(
            "INSERT INTO idempotency_key (id, tenant_id, subject, key, fingerprint, created_at)"
            " VALUES (?, ?, ?, ?, ?, ?) ON CONFLICT (tenant_id, subject, key) DO NOTHING",
            (uuid7(), actor.tenant, actor.subject, key, fingerprint, platform.now()),
        )
    )


async def _keep(platform: Platform, actor: Actor, key: str, answer: str) -> None:
    sealed = platform.keyring.seal(answer, about(actor.tenant, _TABLE))
    mine = models.IdempotencyKey.filter(tenant_id=actor.tenant, subject=actor.subject, key=key)
    await mine.update(answer=sealed)


async def forget_answers(platform: Platform, tenant: str, words: Collection[str]) -> None:
    """Throw away the answers in which one of the words stands; their keys stay, so that nothing is done twice."""
    written = [orjson.dumps(word).decode()[1:-1] for word in words]
    forgotten = platform.keyring.seal(_FORGOTTEN, about(tenant, _TABLE))
    last = UUID(int=0)
    answered = models.IdempotencyKey.filter(tenant_id=tenant, answer__isnull=False)
    while rows := await answered.filter(id__gt=last).order_by("id").limit(_BATCH):
        opened = {row.id: platform.keyring.open(row.answer, about(tenant, _TABLE)) for row in rows}
        told = [key for key, answer in opened.items() if any(word in answer for word in written)]
        await models.IdempotencyKey.filter(id__in=told).update(answer=forgotten)
        last = rows[-1].id


def check_alone(platform: Platform) -> None:
    """For what talks to another system, during which no transaction may be open; raises Refused."""
    if platform.database.in_transaction:
        message = "this waits for another system and takes no idempotency key; ask without one"
        raise Refused(message, rule="idempotency.alone")


async def purge_keys(platform: Platform) -> int:
    """Throw away the keys that were kept long enough; returns how many."""
    old = Sql("SELECT id FROM idempotency_key WHERE created_at < ? LIMIT ?", (platform.now() - KEPT, _BATCH))
    purge = Sql("DELETE FROM idempotency_key WHERE id IN (") + old + Sql(")")
    purged = 0
    while count := await platform.database.execute(purge):
        purged += count
    return purged
