"""A newer version brings its tables while an older one is at work: nobody notices, and what was queued is done."""

from faults.callers import caller
from faults.crowd import NOTE, OPEN, Crowd
from faults.outcome import HEARD, execute, rows, settled, unheard, verdict
from faults.processes import Process, Site

NEWER = [
    'ALTER TABLE "case" ADD COLUMN later VARCHAR(20)',
    "ALTER TABLE event ADD COLUMN later INT DEFAULT 7",
    "ALTER TABLE delivery ADD COLUMN later TEXT DEFAULT 'x'",
    "CREATE TABLE later (id INT PRIMARY KEY)",
    'CREATE INDEX later_stage ON "case" (stage, later)',
]
"""What a migration may do while old processes run: add what they need not know."""


async def test_old_processes_work_on_tables_of_a_newer_version(site: Site, dialect: str) -> None:
    """Columns, tables and indexes come under load; what was queued before is done by processes that start later."""
    async with Process(site, "serve") as gateway:
        crowd = Crowd(site, gateway.url)
        async with crowd.at_work(6, pause=0):
            for statement in NEWER:
                await crowd.acknowledge(12)
                await execute(site, statement)
            await crowd.acknowledge(12)
        assert set(crowd.codes) <= {"UNAVAILABLE"}
        assert await crowd.broken_promises() == []
        assert gateway.alive
        assert gateway.records()
    assert await verdict(site) == ""
    async with Process(site, "serve" if dialect == "sqlite" else "worker"):
        assert await settled(site, 240) == 0
    assert unheard(site, await rows(site, HEARD)) == set()


async def test_control_a_column_that_old_processes_do_not_fill(site: Site) -> None:
    """A migration that is not additive is noticed: nobody could be acknowledged."""
    await execute(site, "ALTER TABLE note RENAME COLUMN text TO words")
    async with Process(site, "serve") as gateway, caller(30) as client:
        crowd = Crowd(site, gateway.url)
        well = (await crowd.done(client, OPEN, village="one"))["well"]["id"]
        assert (await crowd.attempt(client, NOTE, id=well, text="x"))[0] == "INTERNAL"
