"""Asking a broker whether it answers."""

import socket
from collections.abc import Iterator

import pytest

from casewright.broker import check_broker, make_broker
from casewright.errors import Invalid, Unavailable


@pytest.fixture
def silent() -> Iterator[int]:
    """The port of a server that takes connections and says nothing."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield int(server.getsockname()[1])


async def test_the_broker_of_this_process_always_answers() -> None:
    """There is nothing to ask."""
    await check_broker("memory://")


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
async def test_a_broker_that_is_not_there_is_unavailable(scheme: str) -> None:
    """Refused connections."""
    with pytest.raises(Unavailable):
        await check_broker(f"{scheme}://127.0.0.1:1/0")


@pytest.mark.parametrize("scheme", ["redis", "amqp"])
async def test_a_silent_broker_is_unavailable(silent: int, scheme: str) -> None:
    """Within seconds."""
    with pytest.raises(Unavailable):
        await check_broker(f"{scheme}://127.0.0.1:{silent}/0")


def test_another_url_is_refused() -> None:
    """By the name of the setting."""
    with pytest.raises(Invalid) as caught:
        make_broker("kafka://nowhere", [])
    assert caught.value.field == "CASEWRIGHT_BROKER_URL"
