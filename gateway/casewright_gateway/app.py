"""The Starlette application: a platform from start to end, the API in front of it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.routing import BaseRoute, Route, WebSocketRoute
from starlette.websockets import WebSocket

from casewright.platform import Platform
from casewright.worker import working
from casewright_gateway.auth import Authenticator, Unauthenticated, bearer
from casewright_gateway.bell import Bell
from casewright_gateway.context import Context
from casewright_gateway.documents import document_routes
from casewright_gateway.following import Following
from casewright_gateway.health import health_routes, needed_to_serve
from casewright_gateway.ide import ide_routes
from casewright_gateway.idempotency import HEADER
from casewright_gateway.measuring import measure
from casewright_gateway.metrics import Metrics
from casewright_gateway.reads.reader import Reader
from casewright_gateway.rendering import renderer
from casewright_gateway.request_log import RequestLog
from casewright_gateway.schema import Composition, compose
from casewright_gateway.streams import begun_by_signal
from casewright_gateway.view import View
from casewright_gateway.websocket import ContextMaker

_LARGEST_BODY = 1_000_000


def application(platform: Platform, authenticator: Authenticator, routes: list[BaseRoute]) -> Starlette:
    """The API of a platform, which is opened and closed with it; `routes` are served beside it.

    With a broker in memory the worker runs in this process.
    """
    composition, bell, metrics = compose(platform), Bell(platform), Metrics(platform)
    measure(composition.schema, metrics)
    render = renderer(platform, composition.schema, composition.case_classes)
    context = _context_maker(platform, authenticator, composition, bell)
    view = View(composition.schema, context=context, seconds_left=_seconds_left)
    documents = document_routes(platform.store, platform.settings.max_document_size)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with AsyncExitStack() as stack:
            await platform.open(everywhere=True)
            stack.push_async_callback(platform.close)
            if platform.settings.broker_url == "memory://":
                await stack.enter_async_context(working(platform, render, breached=metrics.breaches.inc))
            await stack.enter_async_context(bell.at_work())
            stack.enter_context(begun_by_signal(view.ending))
            yield {"platform": platform, "bell": bell}

    return Starlette(
        routes=[
            Route("/graphql", view, max_body_size=_LARGEST_BODY),
            WebSocketRoute("/graphql", view),
            *documents,
            *ide_routes(),
            *health_routes(platform, needed_to_serve(platform)),
            metrics.route(),
            *routes,
        ],
        middleware=[Middleware(RequestLog, answered=metrics.answered)],
        lifespan=lifespan,
    )


def _context_maker(
    platform: Platform, authenticator: Authenticator, composition: Composition, bell: Bell
) -> ContextMaker:
    async def make(connection: Request | WebSocket, params: dict[str, Any] | None) -> Context:
        authorization = connection.headers.get("authorization") if params is None else params.get("authorization")
        if authorization is not None and not isinstance(authorization, str):
            raise Unauthenticated("the authorization must be a text: Bearer and the token")
        renew = partial(authenticator.authenticate, bearer(authorization))
        session = await renew()
        key = connection.headers.get(HEADER) if params is None else None
        reader, following = Reader(platform, session.actor), Following(bell, session, renew)
        return Context(platform, session.actor, reader, composition.case_classes, key, following)

    return make


def _seconds_left(context: Context) -> float | None:
    return context.following.session.seconds_left() if context.following else None
