"""Whatever people send and however it fails: nothing of it is in the log, in the metrics, or at the broker."""

import asyncio
import json
import os
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx2
import pytest
from websockets.asyncio.client import connect
from websockets.exceptions import ConnectionClosed

from faults.callers import caller
from faults.crowd import Crowd
from faults.outcome import rows
from faults.papers import CONFIRM, REQUEST
from faults.processes import Process, Site
from faults.proxy import Proxy, proxy_for

CANARY = "Kanari"
"""Part of every word that a client sends here and that must not be found anywhere else."""

MEET = "mutation($input: OpenPersonInput!) { openPerson(input: $input) { problems { code } person { id version } } }"
FAILED = "SELECT count(*) FROM delivery WHERE attempts > 0"


@pytest.fixture
async def gateway(database_url: str, tmp_path: Path, request: pytest.FixtureRequest) -> AsyncIterator[Process]:
    """A gateway with its worker and a plugin that cannot keep a secret; it may lack a guard."""
    site = Site(tmp_path / "site", database_url, plugin="leaks")
    async with Process(site, "serve", WELLS_WITHOUT=getattr(request, "param", "")) as process:
        yield process


def operations(person: dict[str, Any]) -> list[dict[str, Any]]:
    """Everything that goes wrong in an operation, and some things that go right."""
    case, version = person["id"], person["version"]

    def move(name: str, **more: Any) -> dict[str, Any]:
        kind = name[0].upper() + name[1:]
        text = f"mutation($input: {kind}PersonInput!) {{ {name}Person(input: $input) {{ problems {{ message }} }} }}"
        return {"query": text, "variables": {"input": {"id": case, "expectedVersion": version, **more}}}

    note = "mutation($input: AddNoteInput!) { addNote(input: $input) { problems { code } } }"
    return [
        {"query": note, "variables": {"input": {"id": case, "text": f"{CANARY} is ill"}}},
        {"query": note, "variables": {"input": {"id": case, "text": {CANARY: CANARY}}}},
        {"query": note, "variables": {"input": {"id": f"{CANARY}", "text": "x"}}},
        {"query": note, "variables": {CANARY: CANARY}},
        move("explode", word=f"{CANARY}\r\nERROR forged"),
        move("deny", word=CANARY),
        {"query": f"query($id: ID!) {{ {CANARY}: node(id: $id) {{ ... on Person {{ {CANARY}2: broken }} }} }}"}
        | {"variables": {"id": case}},
        {"query": f'{{ node(id: "{CANARY}") {{ id }} }}'},
        {"query": f'{{ persons(where: {{ name: {{ eq: "{CANARY}" }} }}) {{ totalCount }} }}'},
        {"query": f'{{ persons(after: "{CANARY}") {{ totalCount }} }}'},
        {"query": f"{{ {CANARY} {{ {CANARY} }} }}"},
        {"query": f"{{ me {{ subject }} # {CANARY}"},
        {"query": f'{{ me(subject: "{CANARY}") {{ subject }} }}'},
        {"query": "{ me { subject } }", "operationName": f"{CANARY} and others"},
        {"query": "{ me { subject } }", "variables": f"{CANARY}"},
        {"query": "{ me { subject } }" + " " * 100_001 + CANARY},
        move("hear"),
    ]


async def http(client: httpx2.AsyncClient, gateway: Process, person: dict[str, Any]) -> None:
    """Over HTTP: bad bodies, bad headers, bad paths, bad operations."""
    token = {"authorization": f"Bearer {gateway.site.token(f'{CANARY}-subject')}"}
    graphql = f"{gateway.url}/graphql"
    for number, operation in enumerate(operations(person)):
        key = {"idempotency-key": f"{CANARY}-{number}", "x-request-id": f"{CANARY} is not well formed"}
        await client.post(graphql, json=operation, headers=token | key)
        await client.post(graphql, json=operation, headers=token | {"accept": "text/event-stream"})
    for body in (f'{{"{CANARY}', f'["{CANARY}"]', f'"{CANARY}"', f'{{"query": ["{CANARY}"]}}'):
        await client.post(graphql, content=body, headers=token | {"content-type": "application/json"})
    for authorization in (f"Bearer {CANARY}", f"Basic {CANARY}", f"Bearer {CANARY}.{CANARY}.{CANARY}", CANARY * 2000):
        await client.post(graphql, json={"query": "{ a }"}, headers={"authorization": authorization})
    for path in (f"/{CANARY}", f"/graphql?query={CANARY}", f"/documents/{CANARY}?signature={CANARY}", f"/ide/{CANARY}"):
        await client.get(gateway.url + path, headers={"referer": CANARY, "user-agent": CANARY})
        await client.request(f"{CANARY}", gateway.url + path)


async def upload(client: httpx2.AsyncClient, crowd: Crowd, person: dict[str, Any]) -> None:
    """A document whose name and content nobody may see."""
    content = f"{CANARY} content".encode()
    announced = await crowd.done(
        client, REQUEST, id=person["id"], name=f"{CANARY}.txt", mediaType="text/plain", size=len(content)
    )
    link = announced["upload"]
    headers = {header["name"]: header["value"] for header in link["headers"]}
    address = link["url"] if link["url"].startswith("http") else crowd.url + link["url"]
    assert (await client.put(address, content=content, headers=headers)).is_success
    await client.put(address, content=content * 2, headers=headers)
    await client.get(address)
    await crowd.attempt(client, CONFIRM, versionId=announced["versionId"], sha256=CANARY)


async def websocket(gateway: Process, person: dict[str, Any]) -> None:
    """Over WebSockets: the same operations, and messages that are none."""
    address = gateway.url.replace("http", "ws") + "/graphql"
    good = {"type": "connection_init", "payload": {"authorization": f"Bearer {gateway.site.token()}"}}
    asked = [{"id": str(n), "type": "subscribe", "payload": p} for n, p in enumerate(operations(person)[:12])]
    for messages in (
        [good, *asked],
        [{"type": "connection_init", "payload": {"authorization": f"Bearer {CANARY}"}}],
        [good, {"type": CANARY}],
        [good, {"type": "subscribe", "id": CANARY, "payload": CANARY}],
        [f"{CANARY}"],
    ):
        async with connect(address, subprotocols=["graphql-transport-ws"]) as socket:  # type: ignore[list-item]
            for message in messages:
                await socket.send(json.dumps(message))
            with pytest.raises((TimeoutError, ConnectionClosed)):
                async with asyncio.timeout(2):
                    while True:
                        await socket.recv()


async def raw(gateway: Process) -> None:
    """What is no HTTP at all."""
    address = urlsplit(gateway.url)
    for data in (f"{CANARY}\r\n\r\n", f"GET /{CANARY} HTTP/1.1\r\nhost {CANARY}\r\n\r\n", f"GET / {CANARY}\r\n\r\n"):
        reader, writer = await asyncio.open_connection(address.hostname, address.port)
        writer.write(data.encode())
        await reader.read(1000)
        writer.close()


async def test_nothing_of_what_people_send_is_logged(gateway: Process) -> None:
    """Names, tokens, file contents, bad queries, failing plugins: every line is a record, and none has a word of it."""
    crowd = Crowd(gateway.site, gateway.url)
    async with caller() as client:
        person = (await crowd.done(client, MEET, name=f"{CANARY} Smith", secret=f"{CANARY} 078-05-1120"))["person"]
        await upload(client, crowd, person)
        await websocket(gateway, person)
        await http(client, gateway, person)
        await raw(gateway)
        async with asyncio.timeout(240):
            while await rows(gateway.site, FAILED) == [(0,)]:
                await asyncio.sleep(0.1)
        metrics = (await client.get(f"{gateway.url}/metrics")).text
    assert await gateway.stop() == 0
    text = gateway.log.read_text(encoding="utf-8")
    assert CANARY not in text, [line for line in text.splitlines() if CANARY in line]
    assert CANARY not in metrics
    assert "078-05-1120" not in text
    assert gateway.site.token()[:20] not in text
    logged = {record["message"] for record in gateway.records()}
    assert {"a plugin failed", "heard %s", "nobody told %s", "a reaction failed: RuntimeError"} <= logged
    assert any(record.get("code") == "INTERNAL" for record in gateway.records())


class Tap(Proxy):
    """Keeps what passes."""

    def __init__(self, host: str, port: int) -> None:
        super().__init__(host, port)
        self.text = bytearray()

    def saw(self, data: bytes) -> None:
        self.text += data


BROKERS = {"CASEWRIGHT_TEST_REDIS": 6379, "CASEWRIGHT_TEST_AMQP": 5672}


@pytest.mark.parametrize("dialect", ["postgres"])
@pytest.mark.parametrize("broker", BROKERS)
async def test_nothing_of_what_people_send_is_at_the_broker(
    database_url: str, postgres: str, tmp_path: Path, broker: str
) -> None:
    """It hears which job is to be done, and of nobody; the control: the ids of the jobs are in the same bytes."""
    url = os.environ.get(broker)
    if not url:
        pytest.skip(f"{broker} names no server")
    async with proxy_for(url, BROKERS[broker], Tap) as tap, caller() as client:
        site = Site(tmp_path / "site", database_url, tap.url(url), plugin="leaks")
        async with Process(site, "serve") as gateway, Process(site, "worker"):
            crowd = Crowd(site, gateway.url)
            person = (await crowd.done(client, MEET, name=f"{CANARY} Smith", secret=f"{CANARY} 078-05-1120"))["person"]
            await upload(client, crowd, person)
            await http(client, gateway, person)
            async with asyncio.timeout(240):
                while await rows(site, FAILED) == [(0,)]:
                    await asyncio.sleep(0.1)
            jobs = [str(job) for (job,) in await rows(site, "SELECT id FROM delivery WHERE attempts > 0")]
        assert all(job.encode() in tap.text for job in jobs)
        assert CANARY.encode() not in tap.text
        assert b"078-05-1120" not in tap.text


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("gateway", ["discretion"], indirect=True)
async def test_control_records_written_with_all_that_is_in_them(gateway: Process) -> None:
    """What a plugin says while somebody is heard is in the log, with the name."""
    crowd = Crowd(gateway.site, gateway.url)
    async with caller() as client:
        person = (await crowd.done(client, MEET, name=f"{CANARY} Smith", secret="none"))["person"]
        hear = operations(person)[-1]
        headers = {"authorization": f"Bearer {gateway.site.token()}"}
        assert (await client.post(f"{gateway.url}/graphql", json=hear, headers=headers)).is_success
    assert await gateway.stop() == 0
    assert f"heard {CANARY} Smith" in gateway.log.read_text(encoding="utf-8")
