"""The Starlette application: a platform from start to end, the API in front of it."""

from collections.abc import AsyncIterator, Mapping
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from functools import partial
from typing import Any

from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.routing import BaseRoute, Route, WebSocketRoute

from casewright.knocking import knocking
from casewright.platform import Platform
from casewright.webhooks.message import Render
from casewright.worker import working
from casewright_gateway.auth import Authenticator, Unauthenticated, bearer
from casewright_gateway.bell import Bell
from casewright_gateway.browsers import browser_middleware, origins_of
from casewright_gateway.calendar_feed import calendar_route
from casewright_gateway.context import Context, Execution
from casewright_gateway.documents import document_routes
from casewright_gateway.event_log.route import event_log_routes
from casewright_gateway.following import Following
from casewright_gateway.health import health_routes, needed_to_serve
from casewright_gateway.ide import ide_routes
from casewright_gateway.key_auth import WithKeys
from casewright_gateway.late_refusals import LateRefusals
from casewright_gateway.limits import DEFAULT
from casewright_gateway.measuring import measure, planned
from casewright_gateway.metering import Budgets
from casewright_gateway.metrics import Metrics
from casewright_gateway.planner.planner import Planner
from casewright_gateway.planner.short_way import Observe, ShortWay
from casewright_gateway.rendering import renderer
from casewright_gateway.request_log import RequestLog
from casewright_gateway.schema import Composition, compose
from casewright_gateway.spans import trace
from casewright_gateway.streams import begun_by_signal
from casewright_gateway.trusted import Documents, documents_of
from casewright_gateway.view import View
from casewright_gateway.websocket import ContextMaker

_LARGEST_BODY = 1_000_000
_PLAN = "x-casewright-plan"
"""The header by which an operator asks, with the value 1, whether an answer was planned."""
_COST = "x-casewright-cost"
"""The header by which a client asks, with the value 1, what an operation costs."""

_HEARD = ("authorization", _PLAN, _COST)


def application(platform: Platform, authenticator: Authenticator, routes: list[BaseRoute]) -> Starlette:
    """The API of a platform, which is opened and closed with it; `routes` are served beside it.

    With a broker in memory the worker runs in this process.
    """
    authenticator = WithKeys(platform, authenticator)
    composition, bell, metrics = compose(platform), Bell(platform), Metrics(platform)
    traced = trace(composition.schema, platform.tracing)
    measure(composition.schema, metrics)
    render = renderer(platform, composition.schema, composition.case_classes)
    settings = platform.settings
    documents = documents_of(settings.trusted_documents, composition.schema._schema)
    origins, budgets = origins_of(settings.allowed_origins), Budgets(settings.rate_limit)
    context = _context_maker(platform, authenticator, composition, bell, budgets)
    view = View(
        composition.schema,
        context=context,
        seconds_left=_seconds_left,
        allowed_origins=origins,
        documents=documents,
        missed=budgets.miss,
    )
    graphql = Route("/graphql", view, max_body_size=_LARGEST_BODY)

    @asynccontextmanager
    async def lifespan(app: Starlette) -> AsyncIterator[dict[str, Any]]:
        async with AsyncExitStack() as stack:
            await platform.open(everywhere=True)
            stack.push_async_callback(platform.close)
            await stack.enter_async_context(_reactions(platform, render, metrics))
            await stack.enter_async_context(bell.at_work())
            await stack.enter_async_context(budgets.shared(platform.database))
            stack.enter_context(begun_by_signal(view.ending))
            yield {"platform": platform, "bell": bell}

    return Starlette(
        routes=[
            graphql,
            WebSocketRoute("/graphql", view),
            *_beside_graphql(platform, authenticator),
            metrics.route(),
            *routes,
        ],
        middleware=[
            Middleware(RequestLog, answered=metrics.answered),
            Middleware(LateRefusals, ending=view.ending),
            *browser_middleware(origins, settings.public_url),
            *traced,
            *_short_way(composition.schema.planner, graphql, context, documents, planned(metrics)),
        ],
        lifespan=lifespan,
    )


def _beside_graphql(platform: Platform, authenticator: Authenticator) -> list[BaseRoute]:
    settings = platform.settings
    return [
        *document_routes(platform.store, settings.max_document_size),
        calendar_route(platform, authenticator),
        *event_log_routes(platform, authenticator),
        *(ide_routes() if settings.introspection == "on" else ()),
        *health_routes(platform, needed_to_serve(platform)),
    ]


def _reactions(platform: Platform, render: Render, metrics: Metrics) -> AbstractAsyncContextManager[None]:
    """The worker in this process, or, where there are others, the knocking that wakes them."""
    if platform.settings.broker_url == "memory://":
        return working(platform, render, breached=metrics.breaches.inc)
    return knocking(platform)


def _short_way(
    planner: Planner | None, route: Route, context: ContextMaker, documents: Documents, observe: Observe
) -> list[Middleware]:
    if planner is None:
        return []
    way = partial(ShortWay, route=route, planner=planner, context=context, documents=documents, observe=observe)
    return [Middleware(way, seconds=DEFAULT.seconds, largest_body=_LARGEST_BODY, heard=_HEARD)]


def _context_maker(
    platform: Platform, authenticator: Authenticator, composition: Composition, bell: Bell, budgets: Budgets
) -> ContextMaker:
    async def make(headers: Mapping[str, str], params: dict[str, Any] | None, key: str | None) -> Context:
        authorization = headers.get("authorization") if params is None else params.get("authorization")
        if authorization is not None and not isinstance(authorization, str):
            raise Unauthenticated("the authorization must be a text: Bearer and the token")
        renew = partial(authenticator.authenticate, bearer(authorization))
        session = await renew()
        following = Following(bell, session, renew)
        execution = Execution(
            explained=headers.get(_PLAN) == "1",
            priced=headers.get(_COST) == "1",
            spend=budgets.of(session.actor),
        )
        return Context(platform, session.actor, composition.case_classes, key, following, execution, composition.lists)

    return make


def _seconds_left(context: Context) -> float | None:
    return context.following.session.seconds_left() if context.following else None
