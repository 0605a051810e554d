"""Whether this process lives, and whether it can serve."""

from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from casewright.db.sql import Sql
from casewright.errors import CasewrightError
from casewright.platform import Platform


def health_routes(platform: Platform) -> list[Route]:
    """`/health/live` answers while the process runs; `/health/ready` once the database and the store answer too."""

    async def live(request: Request) -> JSONResponse:
        return JSONResponse({"status": "ok"})

    async def ready(request: Request) -> JSONResponse:
        parts = {"database": await _answers(_database(platform)), "store": await _answers(platform.store.prepare)}
        well = all(parts.values())
        words = {name: "ok" if answers else "unavailable" for name, answers in parts.items()}
        return JSONResponse({"status": "ok" if well else "unavailable", **words}, 200 if well else 503)

    return [Route("/health/live", live), Route("/health/ready", ready)]


def _database(platform: Platform) -> Callable[[], Awaitable[object]]:
    return lambda: platform.database.rows(Sql("SELECT 1"))


async def _answers(ask: Callable[[], Awaitable[object]]) -> bool:
    try:
        await ask()
    except CasewrightError:
        return False
    return True
