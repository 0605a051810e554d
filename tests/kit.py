"""What whole-stack tests stand on: a platform on a fresh database, and people who talk to it over HTTP."""

import json
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema
from httpx2 import ASGITransport, AsyncClient
from starlette.applications import Starlette
from starlette.routing import Route

from casewright import migrations
from casewright.access.actor import Actor
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform, utc_now
from casewright.settings import Settings
from casewright.tracing import Tracing
from casewright_gateway.app import application
from casewright_gateway.auth import LocalAuthenticator, issuer_routes
from casewright_gateway.issuer import LocalIssuer

CORE_MIGRATIONS = tuple(sorted(f"core.{file.stem}" for file in Path(migrations.__path__[0]).glob("0*.py")))
"""What a fresh database of the core goes through."""


@dataclass(frozen=True)
class Person:
    """Somebody with a token."""

    client: AsyncClient
    token: str

    async def send(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The whole answer."""
        response = await self.client.post(
            "/graphql",
            json={"query": query, "variables": variables},
            headers={"authorization": f"Bearer {self.token}"},
        )
        answer: dict[str, Any] = json.loads(response.text)
        return answer

    async def ask(self, query: str, /, **variables: Any) -> dict[str, Any]:
        """The data of an answer without errors."""
        answer = await self.send(query, **variables)
        assert "errors" not in answer, answer["errors"]
        data: dict[str, Any] = answer["data"]
        return data

    async def do(self, mutation: str, selection: str, /, **values: Any) -> dict[str, Any]:
        """The payload of a mutation: `do("addNote", "note { text }", id=..., text=...)`; problems always come along."""
        input_type = _INPUTS.get(mutation, f"{mutation[0].upper()}{mutation[1:]}Input")
        selected = f"problems {{ code message path rule plugin }} {selection}"
        text = f"mutation($input: {input_type}!) {{ {mutation}(input: $input) {{ {selected} }} }}"
        data = await self.ask(text, input=values)
        payload: dict[str, Any] = data[mutation]
        return payload

    async def done(self, mutation: str, selection: str, /, **values: Any) -> dict[str, Any]:
        """The payload of a mutation that had no problems."""
        payload = await self.do(mutation, selection, **values)
        assert payload["problems"] == [], payload["problems"]
        return payload


_INPUTS = {
    "claimCase": "CaseInput",
    "resumeCase": "CaseInput",
    "assessRisk": "CaseInput",
    "releaseCase": "CaseReasonInput",
    "reopenCase": "CaseReasonInput",
    "migrateCase": "CaseInput",
    "applyTaskTemplates": "CaseInput",
    "claimTask": "TaskInput",
    "releaseTask": "TaskInput",
    "placeHold": "CaseReasonInput",
    "proposeDisposal": "CaseInput",
    "searchNames": "CaseInput",
}
"""Inputs that several mutations share; every other one is named like its mutation."""


@dataclass(frozen=True)
class Stack:
    """A running platform and its door."""

    platform: Platform
    client: AsyncClient
    issuer: LocalIssuer
    app: Starlette

    @property
    def schema(self) -> GraphQLSchema:
        """The schema by which it answers."""
        return schema_of(self.app)

    def person(
        self,
        subject: str,
        *roles: str,
        tenant: str = "demo",
        teams: tuple[str, ...] = (),
        limits: Mapping[str, int] | None = None,
    ) -> Person:
        """Somebody with these roles."""
        amounts = {name: Decimal(amount) for name, amount in (limits or {}).items()}
        actor = Actor(tenant=tenant, subject=subject, roles=frozenset(roles), teams=frozenset(teams), limits=amounts)
        return Person(self.client, self.issuer.mint(actor, lifetime=timedelta(hours=1)))


@asynccontextmanager
async def running(
    database_url: str,
    folder: Path,
    plugins: Mapping[str, object] | None,
    now: Callable[[], Any] = utc_now,
    tracing: Tracing | None = None,
    migrated: bool = False,
    **settings: Any,
) -> AsyncIterator[Stack]:
    """The whole stack on a database, which may be `migrated` already; `plugins` None: all that are installed."""
    chosen = Settings(data_dir=folder, database_url=database_url, **settings)
    issuer = LocalIssuer.load(chosen)
    platform = Platform(chosen, plugins=plugins, now=now, link_secret=issuer.secret, tracing=tracing)
    if not migrated:
        await bring_up(platform, lambda sentence: None)
    app = application(platform, LocalAuthenticator(issuer), [*issuer_routes(issuer)])
    async with (
        app.router.lifespan_context(app),
        AsyncClient(transport=ASGITransport(app), base_url="http://test") as client,
    ):
        yield Stack(platform, client, issuer, app)


def schema_of(app: Starlette) -> GraphQLSchema:
    """The schema by which an application answers: to compose it once more takes seconds."""
    [view] = [route.endpoint for route in app.routes if isinstance(route, Route) and route.path == "/graphql"]
    schema: GraphQLSchema = view.schema._schema
    return schema
