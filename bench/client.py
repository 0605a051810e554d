"""A lean client for machines without `wrk`: raw sockets, requests made beforehand, one process of its own.

    python -m bench.client '{"port": ..., "path": ..., "headers": {...}, "bodies": FILE, "expected": ..., ...}'

It costs several times what wrk costs, so that fast servers look slower with it.
"""

import asyncio
import json
import statistics
import sys
import time
from itertools import cycle
from pathlib import Path
from typing import Any, cast

import httptools
import uvloop


class _Connection(asyncio.Protocol):
    """Sends the next request when the answer to the last has come."""

    def __init__(self, run: "_Run") -> None:
        self._run = run
        self._transport: asyncio.Transport | None = None
        self._parser: Any = None
        self._body: list[bytes] = []
        self._began = 0.0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._transport = cast("asyncio.Transport", transport)  # uvloop's are not of that class
        self._parser = httptools.HttpResponseParser(self)
        self._send()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, exc: Exception | None) -> None:
        self._run.left()

    def on_body(self, body: bytes) -> None:
        self._body.append(body)

    def on_message_complete(self) -> None:
        self._run.note(time.perf_counter() - self._began, self._parser.get_status_code(), b"".join(self._body))
        self._body.clear()
        self._send()

    def _send(self) -> None:
        request = self._run.next_request()
        assert self._transport
        if request is None:
            self._transport.close()
            return
        self._began = time.perf_counter()
        self._transport.write(request)


class _Run:
    """One measurement: what is sent, how long, what came back."""

    def __init__(self, plan: dict[str, Any]) -> None:
        bodies = Path(plan["bodies"]).read_bytes().splitlines()
        head = f"POST {plan['path']} HTTP/1.1\r\nhost: 127.0.0.1\r\n"
        head += "".join(f"{name}: {value}\r\n" for name, value in plan["headers"].items())
        requests = [head.encode() + b"content-length: %d\r\n\r\n" % len(body) + body for body in bodies]
        self._requests = iter(requests) if plan["once"] else cycle(requests)
        self._expected = plan["expected"].encode() if plan["once"] else b""
        self._seconds = plan["seconds"]
        self._open = plan["connections"]
        self._finished = asyncio.get_running_loop().create_future()
        self._began = time.perf_counter()
        self._times: list[float] = []
        self._failed = 0

    def next_request(self) -> bytes | None:
        over = time.perf_counter() - self._began > self._seconds
        return None if over else next(self._requests, None)

    def note(self, seconds: float, status: int, body: bytes) -> None:
        self._times.append(seconds)
        self._failed += status != 200 or self._expected not in body

    def left(self) -> None:
        self._open -= 1
        if not self._open:
            self._finished.set_result(None)

    async def figures(self) -> dict[str, float]:
        await self._finished
        percentiles = statistics.quantiles(self._times, n=100)
        return {
            "requests": len(self._times),
            "seconds": time.perf_counter() - self._began,
            "p50_ms": 1000 * percentiles[49],
            "p99_ms": 1000 * percentiles[98],
            "failed": self._failed,
        }


async def _main(plan: dict[str, Any]) -> None:
    run, loop = _Run(plan), asyncio.get_running_loop()
    for _ in range(plan["connections"]):
        await loop.create_connection(lambda: _Connection(run), "127.0.0.1", plan["port"])
    print(json.dumps(await run.figures()))


if __name__ == "__main__":
    uvloop.run(_main(json.loads(sys.argv[1])))
