"""What a write costs: its statements, and how many a second one process does against the database.

    .venv/bin/python bench/writes.py --statements

Runs the operations themselves, without HTTP, on SQLite and on the server that CASEWRIGHT_TEST_POSTGRES names, in a
throw-away database. `--profile open_claim` prints where the Python time of one operation goes.
"""

import argparse
import asyncio
import cProfile
import os
import pstats
import tempfile
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import uvloop

import casewright_insurance
import casewright_service_requests
from casewright.access.actor import Actor
from casewright.operations.domain_fields import update_case
from casewright.operations.notes import add_note
from casewright.operations.opening import Opening, open_case
from casewright.operations.parties import NewParty
from casewright.operations.tasks import add_task, complete_task
from casewright.operations.transitions import perform
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.settings import Settings

ACTOR = Actor(tenant="bench", subject="carla", roles=frozenset({"adjuster", "service_agent"}))
PLUGINS = {"insurance": casewright_insurance, "service_requests": casewright_service_requests}
AT_ONCE = 16
MANY = 100 if os.environ.get("BENCH_QUICK") else 1000


class Bench:
    """The operations, each on cases it opens itself."""

    def __init__(self, platform: Platform) -> None:
        self.platform = platform
        self.numbers = iter(range(10**9))

    async def open_claim(self) -> UUID:
        """A claim with its claimant, a task, a duplicate key and clocks."""
        fields = {
            "policy_number": f"POL{next(self.numbers):06}",
            "peril": "fire",
            "lost_on": "2026-01-02",
            "reported_on": "2026-01-03",
            "third_party_at_fault": True,
        }
        parties = (NewParty(role="claimant", name="Robin"),)
        claim = self.platform.case_types["InsuranceClaim"]
        return await open_case(self.platform, ACTOR, claim, fields, Opening(parties=parties))

    async def open_request(self) -> UUID:
        """A service request."""
        request = self.platform.case_types["ServiceRequest"]
        return await open_case(self.platform, ACTOR, request, {"item": "Laptop", "details": "A lamp"}, Opening())

    async def transition(self, case_id: UUID) -> None:
        """A move to the next stage."""
        accept = self.platform.case_types["ServiceRequest"].transitions["accept"]
        await perform(self.platform, ACTOR, case_id, accept, expected_version=1, arguments={})

    async def update(self, case_id: UUID) -> None:
        """One changed field."""
        await update_case(self.platform, ACTOR, case_id, expected_version=1, values={"details": "Two lamps"})

    async def note(self, case_id: UUID) -> None:
        """A note."""
        await add_note(self.platform, ACTOR, case_id, text="a note")

    async def finish_task(self, task_id: UUID) -> None:
        """A task done."""
        await complete_task(self.platform, ACTOR, task_id)

    async def works(self, count: int) -> AsyncIterator[tuple[str, list[Callable[[], Awaitable[Any]]]]]:
        """Each operation, `count` times, on cases made ready for it."""
        yield "open_claim", [self.open_claim] * count
        yield "open_request", [self.open_request] * count
        for work in (self.transition, self.update, self.note):
            cases = await together([self.open_request] * count)
            yield work.__name__, [partial(work, case) for case in cases]
        cases = await together([self.open_request] * count)
        tasks = await together([partial(self.task, case) for case in cases])
        yield "finish_task", [partial(self.finish_task, task) for task in tasks]

    async def task(self, case_id: UUID) -> UUID:
        """A task to be done."""
        return await add_task(self.platform, ACTOR, case_id, title="a task")


async def together(works: list[Callable[[], Awaitable[Any]]]) -> list[Any]:
    """All of them, `AT_ONCE` at a time; their results."""
    waiting, results = iter(works), []

    async def worker() -> None:
        for work in waiting:
            results.append(await work())

    await asyncio.gather(*(worker() for _ in range(AT_ONCE)))
    return results


@asynccontextmanager
async def noted(platform: Platform) -> AsyncIterator[list[str]]:
    """Every statement meanwhile on the connections that write, with BEGIN, COMMIT and what a pool adds."""
    found: list[str] = []

    def note(text: str) -> None:
        found.append(" ".join(text.split()))

    client: Any = platform.database.connection
    if platform.database.file:
        await client._connection.set_trace_callback(note)
        yield found
        await client._connection.set_trace_callback(None)
        return
    connections = [holder._con for holder in client._pool._holders if holder._con]
    for connection in connections:
        connection.add_query_logger(lambda record: note(record.query))
    yield found
    for connection in connections:
        connection._query_loggers.clear()


async def measure(url: str, profiled: str, show: bool) -> None:
    """Print what each operation costs on one database."""
    with tempfile.TemporaryDirectory() as folder:
        platform = Platform(Settings(data_dir=Path(folder), database_url=url), plugins=PLUGINS)
        await bring_up(platform, lambda sentence: None)
        async with platform:
            bench = Bench(platform)
            print(f"{platform.database.dialect:<14}{'statements':>12}{'ms alone':>10}{'CPU ms':>8}{'per second':>12}")
            async for name, works in bench.works(MANY):
                profile = cProfile.Profile(time.process_time) if name == profiled else None
                await report(platform, name, works, profile, show)


async def report(platform: Platform, name: str, works: list[Any], profile: cProfile.Profile | None, show: bool) -> None:
    """One line of the table."""
    alone, rest = works[:20], works[20:]
    await alone[0]()
    async with noted(platform) as statements:
        await alone[1]()
    begun = time.perf_counter()
    for work in alone[2:]:
        await work()
    milliseconds = 1000 * (time.perf_counter() - begun) / len(alone[2:])
    if profile:
        profile.enable()
    begun, cpu = time.perf_counter(), time.process_time()
    await together(rest)
    seconds, cpu = time.perf_counter() - begun, time.process_time() - cpu
    if profile:
        profile.disable()
        pstats.Stats(profile).sort_stats("tottime").print_stats(45)
    print(
        f"{name:<14}{len(statements):>12}{milliseconds:>10.2f}"
        f"{1000 * cpu / len(rest):>8.2f}{len(rest) / seconds:>12.0f}"
    )
    if show:
        print(*(f"    {text[:150]}" for text in statements), sep="\n")


@asynccontextmanager
async def throw_away(server: str) -> AsyncIterator[str]:
    """An empty database on the server, gone afterwards."""
    name = f"casewright_bench_{uuid4().hex}"
    connection = await asyncpg.connect(server)
    try:
        await connection.execute(f'CREATE DATABASE "{name}"')
        yield f"{server.rpartition('/')[0]}/{name}"
        await connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')
    finally:
        await connection.close()


async def main() -> None:
    """Measure on both databases."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--profile", default="", help="the operation whose Python time is shown")
    parser.add_argument("--statements", action="store_true", help="print the statements")
    parser.add_argument("--only", choices=["sqlite", "postgres"])
    chosen = parser.parse_args()
    server = os.environ.get("CASEWRIGHT_TEST_POSTGRES")
    if server and chosen.only != "sqlite":
        async with throw_away(server) as url:
            await measure(url, chosen.profile, chosen.statements)
    if chosen.only != "postgres":
        with tempfile.TemporaryDirectory() as folder:
            await measure(f"sqlite:///{folder}/bench.db", chosen.profile, chosen.statements)


if __name__ == "__main__":
    uvloop.run(main())
