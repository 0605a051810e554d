"""The application as a whole: who gets in, what is too large, what else is served."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest
import uvicorn
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

import casewright_insurance
from casewright.access.actor import Actor
from casewright.settings import Settings
from casewright_gateway.issuer import LocalIssuer
from databases import new_database
from kit import Stack, running

QUERY = {"query": "{ me { subject } cases { totalCount } }"}


@pytest.fixture(scope="module")
async def stack(sqlite_template: str, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """The embedded platform with the insurance plugin; what is asked here is the same on either database."""
    folder = tmp_path_factory.mktemp("app")
    with new_database("sqlite", folder, sqlite_template) as url:
        async with running(url, folder, {"insurance": casewright_insurance}) as stack:
            yield stack


@pytest.mark.parametrize("header", [None, "Bearer", "Basic abc", "Bearer not.a.token", "Bearer " + "x" * 9000])
async def test_without_a_good_token_nobody_gets_in(stack: Stack, header: str | None) -> None:
    """401 in the shape of GraphQL, and no data."""
    headers = {"authorization": header} if header else {}
    response = await stack.client.post("/graphql", json=QUERY, headers=headers)
    assert response.status_code == 401
    assert response.headers["www-authenticate"] == "Bearer"
    answer = response.json()
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAUTHENTICATED"]
    assert "data" not in answer


async def test_a_token_of_another_issuer_is_forged(stack: Stack, tmp_path: Path) -> None:
    """The same claims, signed by somebody else."""
    stranger = LocalIssuer.load(Settings(data_dir=tmp_path / "other"))
    forged = stranger.mint(
        Actor(tenant="demo", subject="ada", roles=frozenset({"adjuster"})), lifetime=timedelta(hours=1)
    )
    response = await stack.client.post("/graphql", json=QUERY, headers={"authorization": f"Bearer {forged}"})
    assert response.status_code == 401


async def test_a_body_over_a_megabyte_is_refused(stack: Stack) -> None:
    """Before it is parsed."""
    ada = stack.person("ada", "adjuster")
    headers = {"authorization": f"Bearer {ada.token}", "content-type": "application/json"}
    body = json.dumps({"query": "{ me { subject } }", "variables": {"padding": "x" * 1_000_001}})
    assert (await stack.client.post("/graphql", content=body, headers=headers)).status_code == 413


async def test_a_query_over_the_limits_is_refused(stack: Stack) -> None:
    """Depth, breadth and page size have limits, with a stable code."""
    ada = stack.person("ada", "adjuster")
    for query in (
        "{ cases(first: 100) { edges { node { tasks(first: 100) { case { tasks(first: 100) { title } } } } } } }",
        "{" + " ".join(f"a{number}: me {{ subject }}" for number in range(40)) + "}",
    ):
        answer = await ada.send(query)
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"QUERY_TOO_EXPENSIVE"}
    answer = await ada.send("{ cases(first: 101) { totalCount } }")
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["BAD_USER_INPUT"]


@pytest.mark.parametrize(
    ("path", "words"),
    [
        ("/ide", "<title>"),
        ("/health/live", "ok"),
        ("/health/ready", "ok"),
        ("/.well-known/jwks.json", '"kty"'),
    ],
)
async def test_what_else_is_served(stack: Stack, path: str, words: str) -> None:
    """The page to try the API, health, and the public key; without a token."""
    response = await stack.client.get(path)
    assert response.status_code == 200
    assert words in response.text


@pytest.fixture
async def address(stack: Stack) -> AsyncIterator[str]:
    """The application behind a real server."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    app = stack.client._transport.app  # type: ignore[attr-defined]
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="error", ws_max_size=100_000))
    serving = asyncio.create_task(server.serve([listener]))
    while not server.started:  # uvicorn has no event for it
        await asyncio.sleep(0.01)
    yield f"ws://127.0.0.1:{listener.getsockname()[1]}/graphql"
    server.should_exit = True
    await serving


async def test_a_websocket_answers_a_query(stack: Stack, address: str) -> None:
    """graphql-transport-ws, with the token in the first message."""
    ada = stack.person("ada", "adjuster")
    async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {ada.token}"}}))
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": QUERY}))
        answer = json.loads(await socket.recv())
    assert answer["payload"]["data"] == {"me": {"subject": "ada"}, "cases": {"totalCount": 0}}


async def test_a_websocket_without_a_token_is_closed(address: str) -> None:
    """4403, before any operation."""
    async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
        await socket.send(json.dumps({"type": "connection_init"}))
        with pytest.raises(ConnectionClosed) as closed:
            await socket.recv()
    assert closed.value.rcvd is not None
    assert closed.value.rcvd.code == 4403
