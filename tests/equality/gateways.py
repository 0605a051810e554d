"""A gateway on a database, asked over HTTP: one way of answering, to be compared with another."""

import json
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from graphql import GraphQLSchema
from httpx2 import ASGITransport, AsyncClient

from casewright.access.actor import Actor
from casewright.platform import Platform
from casewright.plugins import installed
from casewright.settings import Settings
from casewright_gateway.app import application
from casewright_gateway.auth import LocalAuthenticator
from casewright_gateway.issuer import LocalIssuer
from equality.operations import Operation
from equality.rows import NOW
from kit import schema_of
from stack.town import NO_WORKER, PLUGINS

_PATIENCE = 5
_HEADERS = {
    "content-type": "application/json",
    "accept": "application/graphql-response+json",
    "x-casewright-plan": "1",
}


@dataclass(frozen=True)
class Answer:
    """What came back over HTTP."""

    status: int
    content_type: str
    body: bytes


@dataclass(frozen=True)
class Gateway:
    """A way of answering, while it is at work: the whole application on one database, without a network between.

    One at a time: Tortoise reads rows as the database that was opened last gives them.
    """

    platform: Platform
    schema: GraphQLSchema
    client: AsyncClient
    issuer: LocalIssuer

    async def __aenter__(self) -> "Gateway":
        await self.platform.open()
        return self

    async def __aexit__(self, *raised: object) -> None:
        await self.platform.close()

    async def __call__(self, operation: Operation, actor: Actor) -> Answer:
        """The answer to the operation; one that took too long on a busy machine is asked for again."""
        token = self.issuer.mint(actor, lifetime=timedelta(hours=1))
        headers = {"authorization": f"Bearer {token}", **_HEADERS}
        for _ in range(_PATIENCE):
            response = await self.client.post("/graphql", content=json.dumps(operation.request()), headers=headers)
            if b'"TIMEOUT"' not in response.content:
                break
        return Answer(response.status_code, response.headers["content-type"], response.content)


def gateway_on(database_url: str, folder: Path, **settings: Any) -> Gateway:
    """A gateway with all installed plugins and those of the town; its time is the moment of the world."""
    chosen = Settings(data_dir=folder, database_url=database_url, broker_url=NO_WORKER, **settings)
    platform = Platform(chosen, plugins={**installed(None), **PLUGINS}, now=lambda: NOW)
    platform.reads_logged = frozenset()  # else what one gateway is asked changes what it answers next
    issuer = LocalIssuer.load(chosen)
    app = application(platform, LocalAuthenticator(issuer), [])
    client = AsyncClient(transport=ASGITransport(app), base_url="http://test")
    return Gateway(platform, schema_of(app), client, issuer)
