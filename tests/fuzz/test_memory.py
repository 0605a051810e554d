"""Thousands of texts that nobody sent before: what is kept of them fills up, and then the process grows no further.

Client and server are one process here, so all that is sent is made before anything is measured.
"""

import gc
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import httpx2
import pytest
from hypothesis import given

from casewright_gateway.reads import keyset
from fuzz.conftest import TIMES, asked, encoded
from fuzz.operations import Operations

pytestmark = pytest.mark.skipif(TIMES == 1, reason="memory is watched by `make fuzz`")

FILLING, MORE = 6_000, 1_500
"""Texts: after the first, whatever keeps some of them is full."""

MOST_GROWTH = 48 << 20
"""Bytes: while all that fills up, as many texts take about three times as much."""


def resident() -> int:
    """Bytes of this process that are in memory."""
    gc.collect()
    [line] = [line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmRSS")]
    return int(line.split()[1]) << 10


def made(operations: Operations, count: int) -> list[bytes]:
    """So many requests, each with a text of its own."""
    found: list[bytes] = []

    @asked(1 + count // TIMES)
    @given(operations.requests("query"))
    def each(request: dict[str, Any]) -> None:
        found.append(encoded({**request, "query": f"{request['query']} # {len(found)}"}).encode())

    each()
    return found[:count]


def growth(client: httpx2.Client, requests: Sequence[bytes]) -> int:
    """Bytes by which the process is larger after them."""
    before = resident()
    for request in requests:
        client.post("/graphql", content=request)
    return resident() - before


def test_memory_stays_level(operations: Operations, client: httpx2.Client) -> None:
    """After the caches are full, as many texts again leave nothing behind."""
    requests = made(operations, FILLING + MORE)
    filled = growth(client, requests[:FILLING])
    more = growth(client, requests[FILLING:])
    print(f"{FILLING} texts: {filled >> 20} MB; then {MORE}: {more >> 20} MB")
    assert more < MOST_GROWTH


def test_control_a_leak_is_found(
    operations: Operations, client: httpx2.Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A server that keeps a little of every page it reads."""
    kept: list[bytes] = []
    read = keyset.page_of

    def leaking(*page: Any) -> Any:
        kept.append(b"x" * (1 << 20))
        return read(*page)

    monkeypatch.setattr("casewright_gateway.lists.keyset.page_of", leaking)
    query = encoded({"query": "{ cases(first: 1) { totalCount } }"}).encode()
    assert growth(client, [query] * 100) > MOST_GROWTH
