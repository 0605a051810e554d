"""Many write at once through several processes: who is too late is told so, and nobody hears of locks."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from itertools import chain

import pytest

from faults.callers import caller
from faults.conftest import SOAK
from faults.crowd import OPEN, Crowd
from faults.outcome import settled, verdict
from faults.processes import Process, Site

WRITERS = 20
ROUNDS = 200 if SOAK else 10
EDITORS, EDITS = (50, 20) if SOAK else (20, 5)
MUTATIONS = 20_000 if SOAK else 500
UPDATE = """mutation($input: UpdateWellInput!) { updateWell(input: $input) {
    problems { code message } well { version village } } }"""


@pytest.fixture
async def gateways(site: Site, dialect: str, request: pytest.FixtureRequest) -> AsyncIterator[list[Process]]:
    """Three embedded platforms on one SQLite file; two gateways of a production on PostgreSQL; some lack a guard."""
    async with AsyncExitStack() as stack:
        number, without = 3 if dialect == "sqlite" else 2, getattr(request, "param", "")
        yield [await stack.enter_async_context(Process(site, "serve", WELLS_WITHOUT=without)) for _ in range(number)]


@pytest.fixture
def crowd(site: Site, gateways: list[Process]) -> Crowd:
    """People who ask one process after the other."""
    return Crowd(site, *(gateway.url for gateway in gateways))


def check_nobody_was_locked_out(gateways: list[Process]) -> None:
    """No process ended, and none logged a word of a lock."""
    assert all(gateway.alive and gateway.records() for gateway in gateways)
    assert not any("locked" in gateway.log.read_text(encoding="utf-8") for gateway in gateways)


async def test_twenty_writers_of_one_case_and_of_twenty(crowd: Crowd, gateways: list[Process]) -> None:
    """One success and nineteen conflicts a round; on a case each, twenty successes."""
    async with caller() as client:
        wells = [
            (await crowd.done(client, OPEN, village=f"village {number}"))["well"]["id"] for number in range(WRITERS)
        ]
        for version in range(1, ROUNDS + 1):
            one = {"id": wells[0], "expectedVersion": version}
            answers = await asyncio.gather(
                *(crowd.attempt(client, UPDATE, **one, village=f"{version} by {number}") for number in range(WRITERS))
            )
            assert Counter(code for code, _ in answers) == {"OK": 1, "CONFLICT": WRITERS - 1}
            answers = await asyncio.gather(
                *(crowd.attempt(client, UPDATE, id=well, expectedVersion=version, village="x") for well in wells[1:])
            )
            assert Counter(code for code, _ in answers) == {"OK": WRITERS - 1}
    assert await verdict(crowd.site) == ""
    check_nobody_was_locked_out(gateways)


@pytest.mark.parametrize("dialect", ["sqlite"])
@pytest.mark.parametrize("gateways", ["version"], indirect=True)
async def test_control_without_the_version_everybody_succeeds(crowd: Crowd, gateways: list[Process]) -> None:
    """And all but one have lost what they wrote."""
    async with caller() as client:
        well = (await crowd.done(client, OPEN, village="one"))["well"]["id"]
        answers = await asyncio.gather(
            *(crowd.attempt(client, UPDATE, id=well, expectedVersion=1, village=f"by {n}") for n in range(WRITERS))
        )
    assert Counter(code for code, _ in answers) == {"OK": WRITERS}


async def test_editors_of_one_case_who_read_again_lose_nothing(crowd: Crowd, gateways: list[Process]) -> None:
    """Versions are one to n, whoever was first, and each loser gets his edit in on a later one."""
    async with caller() as client:
        well = (await crowd.done(client, OPEN, village="one"))["well"]["id"]

        async def edit(number: int) -> list[int]:
            written: list[int] = []
            while len(written) < EDITS:
                seen = await crowd.ask(client, "query($id: ID!) { case(id: $id) { version } }", id=well)
                version = seen["case"]["version"]
                code, _ = await crowd.attempt(client, UPDATE, id=well, expectedVersion=version, village=f"by {number}")
                assert code in {"OK", "CONFLICT"}
                written += [version + 1] if code == "OK" else []
            return written

        versions = chain(*await asyncio.gather(*(edit(number) for number in range(EDITORS))))
    assert sorted(versions) == list(range(2, EDITORS * EDITS + 2))
    assert await verdict(crowd.site) == ""
    check_nobody_was_locked_out(gateways)


async def test_many_processes_write_all_the_time(crowd: Crowd, gateways: list[Process], dialect: str) -> None:
    """Nobody is told that the database is away, however long he waits for the others."""
    await crowd.mutate(MUTATIONS, people=WRITERS // 2)
    assert "UNAVAILABLE" not in crowd.codes
    assert await crowd.broken_promises() == []
    check_nobody_was_locked_out(gateways)
    if dialect == "sqlite":
        assert await settled(crowd.site, 240) == 0
