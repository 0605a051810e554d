"""How answers leave: in as few pieces as they can."""

import asyncio
from typing import Any, cast

from casewright_gateway.cli.http import _MOST_BYTES, Gathering


class Wire:
    """A transport that remembers what is written, and when it was closed."""

    def __init__(self) -> None:
        self.written: list[bytes] = []

    def write(self, data: bytes) -> None:
        """One system call."""
        self.written.append(data)

    def close(self) -> None:
        """The end."""
        self.written.append(b"closed")

    def is_closing(self) -> bool:
        """Something else that a transport tells."""
        return b"closed" in self.written


def gathering() -> tuple[Wire, Any]:
    """A wire, and the transport in front of it."""
    wire = Wire()
    return wire, Gathering(cast("asyncio.Transport", wire), asyncio.get_running_loop())


async def test_head_and_body_are_written_at_once() -> None:
    """What comes in one turn of the loop; the next turn is another piece, so that a stream flows."""
    wire, transport = gathering()
    transport.write(b"head")
    transport.write(b"body")
    assert wire.written == []
    await asyncio.sleep(0)
    transport.write(b"more")
    await asyncio.sleep(0)
    assert wire.written == [b"headbody", b"more"]


async def test_nothing_is_lost_by_closing() -> None:
    """What was written is on its way before the end, and once."""
    wire, transport = gathering()
    transport.write(b"last words")
    transport.close()
    await asyncio.sleep(0)
    assert wire.written == [b"last words", b"closed"]
    assert transport.is_closing()


async def test_much_is_not_kept_back() -> None:
    """So that whoever sends a large document is told when the client is slower."""
    wire, transport = gathering()
    transport.write(b"head")
    transport.write(bytes(_MOST_BYTES + 1))
    assert [len(data) for data in wire.written] == [_MOST_BYTES + 5]


async def test_a_websocket_writes_by_itself() -> None:
    """What was said before the upgrade is out before it."""
    wire, transport = gathering()
    transport.write(b"answer")
    assert transport.released() is wire
    assert wire.written == [b"answer"]
