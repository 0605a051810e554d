"""Whether this process lives, and whether it can serve."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Set

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from casewright.broker import IN_PROCESS, check_broker
from casewright.db import migrations
from casewright.db.sql import Sql
from casewright.errors import Unavailable
from casewright.operations.heartbeat import worker_alive
from casewright.platform import Platform
from casewright.storage import LocalStore
from casewright_gateway.bounded import Recent, within

_FRESH = 1.0
_PATIENCE = 2.0

Check = Callable[[], Awaitable[object]]
"""Raises Unavailable when the part is not well."""


def health_routes(platform: Platform, needed: Set[str]) -> list[Route]:
    """`/health/live` answers while the process runs, `/health/ready` tells how each part is.

    It is 503 when one of the `needed` parts is away: then no request is to come here. When another is away the process
    is degraded and serves what it can; taking it out of service would only make things worse.
    """
    recent = Recent(_FRESH, lambda: _look(_checks(platform)))

    async def live(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> JSONResponse:
        parts = await recent.get()
        away = {name for name, well in parts.items() if not well}
        status = "unavailable" if away & needed else "degraded" if away else "ok"
        words = {name: "ok" if well else "unavailable" for name, well in parts.items()}
        return JSONResponse({"status": status, **words}, 503 if away & needed else 200)

    return [Route("/health/live", live), Route("/health/ready", ready)]


def needed_to_serve(platform: Platform) -> Set[str]:
    """Without what a gateway cannot answer: of documents, only those it keeps itself."""
    return {"database", "migrations"} | ({"store"} if isinstance(platform.store, LocalStore) else set())


NEEDED_TO_WORK = frozenset({"database", "migrations", "broker", "worker"})
"""Without what a worker can do nothing."""


def _checks(platform: Platform) -> Mapping[str, Check]:
    checks: dict[str, Check] = {
        "database": lambda: platform.database.rows(Sql("SELECT 1")),
        "migrations": lambda: _migrated(platform),
        "store": platform.store.prepare,
        "worker": lambda: _worker(platform),
    }
    url = platform.settings.broker_url
    return checks if url == IN_PROCESS else {**checks, "broker": lambda: check_broker(url)}


async def _migrated(platform: Platform) -> None:
    if await migrations.pending(platform.database):
        raise Unavailable("the database is not up to date; run casewright migrate first")


async def _worker(platform: Platform) -> None:
    if not await worker_alive(platform):
        raise Unavailable("no worker gave a sign of life; start one with casewright worker")


async def _look(checks: Mapping[str, Check]) -> dict[str, bool]:
    answers = await asyncio.gather(*(_answers(check) for check in checks.values()))
    return dict(zip(checks, answers, strict=True))


async def _answers(check: Check) -> bool:
    try:
        await within(_PATIENCE, check())
    except Exception:  # a part that fails in an unknown way is not well either
        return False
    return True
