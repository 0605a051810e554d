"""The sender connects to what was checked, and to nothing else."""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from ipaddress import ip_address

import httpx2
import pytest
from httpx2 import AsyncBaseTransport, AsyncClient, AsyncHTTPTransport, ConnectError, Request, Response

from casewright.errors import Invalid
from casewright.webhooks.sending import Sender
from casewright.webhooks.targets import Targets

PUBLIC = "93.184.215.14"


@dataclass
class Canary:
    """A server inside that nobody may reach; it counts who did."""

    port: int = 0
    hits: int = 0
    heads: list[str] = field(default_factory=list)
    answer: bytes = b"HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Count."""
        self.hits += 1
        try:
            self.heads.append((await reader.readuntil(b"\r\n\r\n")).decode())
            writer.write(self.answer)
            await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            pass
        finally:
            writer.close()


@asynccontextmanager
async def canary() -> AsyncIterator[Canary]:
    """A canary on this machine."""
    bird = Canary()
    server = await asyncio.start_server(bird.serve, "127.0.0.1", 0)
    bird.port = server.sockets[0].getsockname()[1]
    async with server:
        yield bird


class Rebinding:
    """A name whose address is public when it is looked at first, and inside ever after."""

    def __init__(self) -> None:
        self.asked = 0

    async def resolve(self, host: str, port: int) -> Sequence[str]:
        """The next answer."""
        self.asked += 1
        return [PUBLIC] if self.asked == 1 else ["127.0.0.1"]


class Network(AsyncBaseTransport):
    """Looks up names as a computer does, and has nothing outside this machine."""

    def __init__(self, names: Rebinding) -> None:
        self._names = names
        self._wire = AsyncHTTPTransport()
        self.reached: list[str] = []

    async def handle_async_request(self, request: Request) -> Response:
        """Connect to whatever the name means now."""
        host = request.url.host
        try:
            address = str(ip_address(host))
        except ValueError:
            [address] = await self._names.resolve(host, request.url.port or 80)
        self.reached.append(address)
        if address != "127.0.0.1":
            raise ConnectError("nothing there")
        port = request.url.port
        inside = self._wire.handle_async_request(
            Request(request.method, f"http://127.0.0.1:{port}/", content=await request.aread())
        )
        return await inside

    async def aclose(self) -> None:
        """Close the wire."""
        await self._wire.aclose()


async def naive_post(names: Rebinding, network: Network, url: str) -> None:
    """Checks the name, then lets the client look it up again."""
    await Targets(resolve=names.resolve).locate(url)
    async with AsyncClient(transport=network) as client:
        await client.post(url)


async def test_an_address_that_changes_after_the_check_is_not_reached() -> None:
    """The connection goes to the address that was checked; the name is not looked up again."""
    async with canary() as bird:
        names = Rebinding()
        network = Network(names)
        async with Sender(Targets(resolve=names.resolve), transport=network) as sender:
            with pytest.raises(ConnectError):
                await sender.post(f"https://rebinding.example:{bird.port}/", {}, b"{}")
        assert [bird.hits, names.asked, network.reached] == [0, 1, [PUBLIC]]


async def test_the_control_a_naive_sender_is_led_inside() -> None:
    """It checks one answer and connects to the next."""
    async with canary() as bird:
        names = Rebinding()
        network = Network(names)
        await naive_post(names, network, f"https://rebinding.example:{bird.port}/")
        assert [bird.hits, names.asked] == [1, 2]


FORMS = [
    "http://127.0.0.1:{}/",
    "http://127.1:{}/",
    "http://2130706433:{}/",
    "http://0x7f000001:{}/",
    "http://0177.0.0.1:{}/",
    "http://localhost:{}/",
    "http://user@127.0.0.1:{}/",
    "http://[::ffff:127.0.0.1]:{}/",
    "http://0.0.0.0:{}/",
    "https://127.0.0.1:{}/",
]


async def test_no_form_of_this_machine_is_reached() -> None:
    """Zero hits, whatever the form."""
    async with canary() as bird, Sender(Targets()) as sender:
        for form in FORMS:
            with pytest.raises(Invalid):
                await sender.post(form.format(bird.port), {}, b"{}")
        assert bird.hits == 0


async def test_the_control_a_naive_client_reaches_this_machine() -> None:
    """Several of the forms work for a client that trusts the URL."""
    async with canary() as bird, AsyncClient(trust_env=False) as client:
        for form in FORMS:
            try:
                await client.post(form.format(bird.port), content=b"{}", timeout=2)
            except (httpx2.HTTPError, httpx2.InvalidURL):
                continue
        assert bird.hits >= 5


async def test_a_redirect_inside_is_not_followed() -> None:
    """Its status is the answer."""
    async with canary() as inside, canary() as outside, Sender(Targets("127.0.0.1")) as sender:
        location = f"location: http://127.0.0.1:{inside.port}/\r\n".encode()
        outside.answer = b"HTTP/1.1 302 Found\r\n" + location + b"content-length: 0\r\n\r\n"
        assert await sender.post(f"http://127.0.0.1:{outside.port}/", {}, b"{}") == 302
        assert [outside.hits, inside.hits] == [1, 0]


async def test_the_environment_names_no_proxy(monkeypatch: pytest.MonkeyPatch) -> None:
    """A proxy would look the name up itself."""
    async with canary() as proxy, canary() as bird:
        for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        async with Sender(Targets("127.0.0.1")) as sender:
            assert await sender.post(f"http://127.0.0.1:{bird.port}/", {}, b"{}") == 200
        assert [proxy.hits, bird.hits] == [0, 1]


async def test_the_name_is_kept_for_the_receiver() -> None:
    """The Host header has the name, though the connection goes to an address."""
    names = Rebinding()
    names.asked = 1
    async with canary() as bird, Sender(Targets("127.0.0.0/8", names.resolve)) as sender:
        url = f"http://shop.example:{bird.port}/hook?x=1"
        assert await sender.post(url, {"webhook-id": "one"}, b"{}") == 200
    head = bird.heads[0].lower()
    assert head.startswith("post /hook?x=1 ")
    assert f"host: shop.example:{bird.port}\r\n" in head and "webhook-id: one\r\n" in head


async def test_an_endless_answer_is_not_read() -> None:
    """The status is all that is wanted of it."""
    async with canary() as bird, Sender(Targets("127.0.0.1"), seconds=5) as sender:
        bird.answer = b"HTTP/1.1 200 OK\r\ncontent-length: 1000000000\r\n\r\n" + b"a" * 1000
        assert await sender.post(f"http://127.0.0.1:{bird.port}/", {}, b"{}") == 200


async def test_a_dripping_answer_ends_with_the_time() -> None:
    """The limit is for the whole message, not for each byte."""

    async def drip(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                writer.write(b"H")
                await writer.drain()
                await asyncio.sleep(0.02)
        except (ConnectionError, asyncio.CancelledError):
            writer.close()

    server = await asyncio.start_server(drip, "127.0.0.1", 0)
    async with server, Sender(Targets("127.0.0.1"), seconds=0.3) as sender:
        port = server.sockets[0].getsockname()[1]
        with pytest.raises((TimeoutError, httpx2.HTTPError)):
            await sender.post(f"http://127.0.0.1:{port}/", {}, b"{}")


async def test_the_next_address_is_tried_when_one_does_not_answer() -> None:
    """A name may have an address that is down."""

    async def two(host: str, port: int) -> Sequence[str]:
        return ["127.0.0.2", "127.0.0.1"]

    async with canary() as bird, Sender(Targets("127.0.0.0/8", two)) as sender:
        assert await sender.post(f"http://two.example:{bird.port}/", {}, b"{}") == 200
    assert bird.hits == 1
