"""What ends a subscription, and what one may cost."""

import asyncio
import gc
import socket as sockets
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from websockets.exceptions import ConnectionClosed

from casewright import models
from casewright.access.actor import Actor
from casewright.db.sql import Sql
from casewright_gateway import bell as bells
from casewright_gateway.auth import LocalAuthenticator, Session, Unauthenticated
from kit import Person
from stack_production import live as support
from stack_production.live import (
    CASE,
    CLERK,
    FEED,
    Elsewhere,
    Live,
    by_sse,
    closed,
    following,
    global_id,
    opened_socket,
    receive,
    subscribe,
    until,
)

FORBIDDEN = 4403
RESTART = 1012


class Register:
    """An authenticator that looks everybody up, so that rights can be taken away."""

    def __init__(self) -> None:
        self.sessions: dict[str, Session] = {}

    def enter(self, token: str, *roles: str) -> None:
        """From now on the token stands for a person with these roles."""
        actor = Actor(tenant="demo", subject="carla", roles=frozenset(roles))
        self.sessions[token] = Session(actor, time.time() + 3600)

    async def authenticate(self, token: str) -> Session:
        """Who is in the register."""
        if token not in self.sessions:
            raise Unauthenticated("nobody knows you")
        return self.sessions[token]


@pytest.fixture
async def live(database_url: str, tmp_path: Path) -> AsyncIterator[Live]:
    """A gateway without a worker."""
    async with support.live(database_url, tmp_path) as served:
        yield served


@pytest.fixture
async def other(live: Live) -> AsyncIterator[Elsewhere]:
    """Another process."""
    async with support.elsewhere(live) as process:
        yield process


class TestRights:
    @pytest.mark.parametrize("roles", [("visitor",), None], ids=["other roles", "no longer known"])
    async def test_lost_rights_end_everything(
        self, database_url: str, tmp_path: Path, roles: tuple[str, ...] | None
    ) -> None:
        """Whose roles change while 20 subscriptions run gets no event more, and the socket and the stream end."""
        register = Register()
        register.enter("t", "clerk")
        async with support.live(database_url, tmp_path, register) as live, support.elsewhere(live) as other:
            case = await other.opened()
            await other.placed()
            carla = Person(live.client, "t")
            async with opened_socket(live, carla) as socket, by_sse(live, carla, FEED) as stream:
                for number in range(20):
                    await subscribe(socket, CASE, str(number), id=global_id(case))
                    assert (await receive(socket))["type"] == "next"
                await until(lambda: len(live.bell) == 21)
                if roles is None:
                    del register.sessions["t"]
                else:
                    register.enter("t", *roles)
                await other.noted(case)
                await other.placed()
                assert await messages_until_closed(socket) == ([], FORBIDDEN)
                [payload] = [payload async for payload in stream]
                assert payload["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
                assert payload["data"] is None
            await until(lambda: len(live.bell) == 0)

    async def test_kept_rights_end_nothing(self, database_url: str, tmp_path: Path) -> None:
        """The control: whose roles stay the same gets the event."""
        register = Register()
        register.enter("t", "clerk")
        async with support.live(database_url, tmp_path, register) as live, support.elsewhere(live) as other:
            case = await other.opened()
            async with opened_socket(live, Person(live.client, "t")) as socket:
                await subscribe(socket, CASE, id=global_id(case))
                await receive(socket)
                await other.noted(case)
                await other.placed()
                assert (await receive(socket))["type"] == "next"

    async def test_the_token_expires(self, live: Live, other: Elsewhere) -> None:
        """Within five seconds of its expiry, and not before, a socket in use, an idle one and a stream have ended."""
        case = await other.opened()
        token = live.issuer.mint(CLERK, lifetime=timedelta(seconds=4))
        expiry, carla = int(time.time()) + 4, Person(live.client, token)
        async with (
            opened_socket(live, carla) as used,
            opened_socket(live, carla) as idle,
            by_sse(live, carla, CASE, id=global_id(case)) as stream,
        ):
            await subscribe(used, CASE, id=global_id(case))
            await receive(used)
            await following(stream)
            assert [await closed(used), await closed(idle)] == [FORBIDDEN, FORBIDDEN]
            [last] = [payload async for payload in stream]
            assert last["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"
            assert -1 <= time.time() - expiry <= 5

    async def test_a_token_within_the_leeway_starts_no_subscription(self, live: Live) -> None:
        """Clocks may differ by half a minute for a request, but nobody follows anything with an expired token."""
        carla = Person(live.client, live.issuer.mint(CLERK, lifetime=timedelta(seconds=1)))
        session = await LocalAuthenticator(live.issuer).authenticate(carla.token)
        await until(lambda: session.seconds_left() < 0)
        assert (await carla.ask("{ me { subject } }"))["me"]["subject"] == "carla"
        async with by_sse(live, carla, FEED) as stream:
            [payload] = [payload async for payload in stream]
            assert payload["errors"][0]["extensions"]["code"] == "UNAUTHENTICATED"


class TestCost:
    async def test_a_hundred_quiet_subscriptions_cost_one_statement(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """A round of the poll is one statement for all of them; an event makes only those read whom it concerns."""
        monkeypatch.setattr(bells, "_POLL_SECONDS", 3600)
        async with (
            support.live(database_url, tmp_path) as live,
            support.elsewhere(live) as other,
            AsyncExitStack() as stack,
        ):
            cases = [await other.opened() for _ in range(2)]
            await other.placed()
            carla = live.person("carla", "clerk")
            for number in range(5):
                socket = await stack.enter_async_context(opened_socket(live, carla))
                for name in range(20):
                    await subscribe(socket, CASE, str(name), id=global_id(cases[number == 4]))
                    await receive(socket)
            asked = counting(live, monkeypatch)
            await live.bell.poll()
            await until(lambda: len(asked) == 1 + 100)
            for _ in range(3):
                await live.bell.poll()
            assert len(asked) == 101 + 3
            await other.noted(cases[1])
            await other.placed()
            await live.bell.poll()
            for _ in range(20):
                assert (await receive(socket))["type"] == "next"
            assert len(asked) == 104 + 1 + 20

    async def test_nobody_listening_costs_nothing(self, live: Live, monkeypatch: pytest.MonkeyPatch) -> None:
        """Without subscriptions there is no poll."""
        asked = counting(live, monkeypatch)
        await live.bell.poll()
        assert asked == []

    async def test_a_slow_follower_holds_no_events(self, database_url: str, tmp_path: Path) -> None:
        """While the follower reads nothing, hardly anything is read for it; later it gets every event in order."""
        async with support.live(database_url, tmp_path, send_buffer=4096) as live, support.elsewhere(live) as other:
            carla = live.person("carla", "clerk")
            held_before = events_in_memory()
            small = sockets.socket()
            small.setsockopt(sockets.SOL_SOCKET, sockets.SO_RCVBUF, 4096)
            host, port = live.host.split(":")
            small.connect((host, int(port)))
            options = {"sock": small, "max_queue": 1, "compression": None, "ping_interval": None}
            async with opened_socket(live, carla, **options) as socket:
                await subscribe(socket, FEED)
                await until(lambda: len(live.bell) == 1)
                for number in range(100):
                    await other.opened(place=f"Place {number}", remark="x" * 20_000)
                await other.placed()
                await until(lambda: stalled(live))
                await live.bell.poll()
                assert len(live.bell) == 1
                assert events_in_memory() - held_before <= 10
                assert await held(other) == 100
                titles = [(await receive(socket))["payload"]["data"]["events"]["case"]["title"] for _ in range(100)]
                assert titles == [f"Fountain at Place {number}" for number in range(100)]

    async def test_a_socket_that_vanishes_leaves_nothing(self, live: Live, other: Elsewhere) -> None:
        """Cut off in the middle of events, sockets and streams leave no task, no listener and no connection in use."""
        carla = live.person("carla", "clerk")
        case = await other.opened()
        before = asyncio.all_tasks()
        for _ in range(5):
            async with opened_socket(live, carla) as socket, by_sse(live, carla, FEED):
                for number in range(20):
                    await subscribe(socket, FEED if number % 2 else CASE, str(number), id=global_id(case))
                await until(lambda: len(live.bell) == 21)
                for _ in range(3):
                    await other.noted(case)
                await other.placed()
                await receive(socket)
                socket.transport.abort()
        await until(lambda: len(live.bell) == 0)
        await until(lambda: asyncio.all_tasks() <= before)
        assert connections_in_use(live) == 0


class TestTheEnd:
    async def test_the_worker_in_the_process_rings(
        self, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """In the embedded mode a change is followed at once, without the poll."""
        monkeypatch.setattr(bells, "_POLL_SECONDS", 3600)
        async with support.live(database_url, tmp_path, broker_url="memory://") as live:
            carla = live.person("carla", "clerk")
            case = (await carla.done("openFountain", "fountain { id }", place="Market"))["fountain"]["id"]
            async with opened_socket(live, carla) as socket:
                await subscribe(socket, CASE, id=case)
                await receive(socket)
                for version in (2, 3):
                    await carla.done(
                        "updateFountain", "fountain { id }", id=case, expectedVersion=version - 1, place=f"{version}"
                    )
                    changed = (await receive(socket))["payload"]["data"]["caseChanged"]
                    assert changed["version"] == version

    async def test_the_server_stops(self, live: Live, other: Elsewhere) -> None:
        """A socket gets a close frame that says come back."""
        case = await other.opened()
        async with opened_socket(live, live.person("carla", "clerk")) as socket:
            await subscribe(socket, CASE, id=global_id(case))
            await receive(socket)
            live.server.should_exit = True
            assert await messages_until_closed(socket) == ([], RESTART)


async def messages_until_closed(socket: Any) -> tuple[list[dict[str, Any]], int]:
    """What still comes before a socket is closed, and the code of its end."""
    messages: list[dict[str, Any]] = []
    try:
        while True:
            messages.append(await receive(socket))
    except ConnectionClosed as end:
        assert end.rcvd is not None
        return messages, end.rcvd.code


def counting(live: Live, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The statements that the gateway sends from now on."""
    asked: list[str] = []
    fetch = live.platform.database.fetch

    async def counted(text: str, values: Any) -> Any:
        asked.append(text)
        return await fetch(text, values)

    monkeypatch.setattr(live.platform.database, "fetch", counted)
    return asked


def events_in_memory() -> int:
    """How many event rows the process holds."""
    gc.collect()
    return sum(isinstance(thing, models.Event) for thing in gc.get_objects())


async def held(other: Elsewhere) -> int:
    """The control: how many event rows there are when somebody holds them."""
    rows = await other.platform.database.rows(Sql("SELECT * FROM event"))
    events = [models.Event._init_from_db(**row) for row in rows]
    assert events_in_memory() >= len(events)
    return len(events)


def stalled(live: Live) -> bool:
    """Whether the server waits for a client that does not read."""
    return any(not writable.is_set() for writable in writables(live))


def writables(live: Live) -> list[asyncio.Event]:
    """Of each socket whether it takes more."""
    return [
        connection.writable for connection in live.server.server_state.connections if hasattr(connection, "writable")
    ]


def connections_in_use(live: Live) -> int:
    """Of the database."""
    client: Any = live.platform.database.connection
    if live.platform.database.dialect == "sqlite":
        return int(client._lock.locked())
    return int(client._pool.get_size() - client._pool.get_idle_size())
