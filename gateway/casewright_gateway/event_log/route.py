"""`GET /event-log.json` and `GET /event-log.xes`, with the same bearer token as the API."""

from collections.abc import Awaitable, Callable
from types import ModuleType

from starlette.requests import Request
from starlette.responses import JSONResponse, Response, StreamingResponse
from starlette.routing import Route

from casewright.errors import CasewrightError, Invalid
from casewright.platform import Platform
from casewright_gateway.auth import Authenticator, Unauthenticated, bearer
from casewright_gateway.event_log import ocel, xes
from casewright_gateway.event_log.reading import traces

FORMATS: dict[str, ModuleType] = {"json": ocel, "xes": xes}
"""By the ending of the file."""


def event_log_routes(platform: Platform, authenticator: Authenticator) -> list[Route]:
    """What the holder of the token may see; `?caseType=` for one case type only."""

    def answering(form: ModuleType) -> Callable[[Request], Awaitable[Response]]:
        async def answer(request: Request) -> Response:
            try:
                session = await authenticator.authenticate(bearer(request.headers.get("authorization")))
                case_type = request.query_params.get("caseType")
                if case_type is not None:
                    platform.case_type(case_type)
            except CasewrightError as error:
                return _refused(error)
            log = form.written(traces(platform, session.actor, case_type))
            return StreamingResponse(log, media_type=form.MEDIA_TYPE, headers={"cache-control": "private, no-store"})

        return answer

    return [Route(f"/event-log.{name}", answering(form), methods=["GET"]) for name, form in FORMATS.items()]


def _refused(error: CasewrightError) -> Response:
    told = {"code": error.code, "message": error.message}
    if isinstance(error, Unauthenticated):
        return JSONResponse(told, 401, {"www-authenticate": "Bearer"})
    return JSONResponse(told, 400 if isinstance(error, Invalid) else 503)
