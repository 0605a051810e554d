"""The second fence: a user that does not own the tables is shown no rows of another tenant by a mistake of ours."""

import asyncio
import os
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

import asyncpg
import pytest
from tortoise.backends.base.executor import EXECUTOR_CACHE

from casewright import models
from casewright.access.policy import Policy
from casewright.db.database import Database
from casewright.db.fence import working_for
from casewright.db.sql import Sql
from casewright.operations.feed import place_events
from casewright.operations.outbox import fan_out
from casewright.platform import CORE
from casewright_gateway.cli import main
from databases import new_database, on_server, wait_for_drops
from kit import Stack, running
from stack.town import NO_WORKER, PLUGINS, Town

COUNT = Sql('SELECT count(*) AS n FROM "case"')
LISTED = "{ treeCases { totalCount edges { node { id } } } }"
CARELESS = f"{LISTED} # of which no plan is known from a test in which statements name their tenant"


@dataclass(frozen=True)
class Urls:
    """Of one database, as its owner and as a user that only reads and writes rows."""

    owner: str
    guest: str


@pytest.fixture(scope="module")
def urls(template: Callable[[str], str], tmp_path_factory: pytest.TempPathFactory) -> Iterator[Urls]:
    """A migrated database."""
    server = os.environ.get("CASEWRIGHT_TEST_POSTGRES")
    if not server:
        pytest.skip("CASEWRIGHT_TEST_POSTGRES names no server")
    EXECUTOR_CACHE.clear()  # Tortoise keeps statements by table only, whatever the dialect
    guest = f"casewright_guest_{uuid4().hex}"
    on_server(server, f"CREATE ROLE {guest} LOGIN NOBYPASSRLS")
    try:
        with new_database("postgres", tmp_path_factory.mktemp("fence"), template("postgres")) as owner:
            on_server(owner, f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {guest}")
            on_server(owner, f"REVOKE UPDATE ON case_access, event FROM {guest}")
            on_server(owner, f"GRANT UPDATE (position, relayed_at) ON event TO {guest}")
            at = urlsplit(owner)
            yield Urls(owner, at._replace(netloc=f"{guest}@{at.hostname}:{at.port}").geturl())
    finally:
        wait_for_drops()
        on_server(server, f"DROP ROLE {guest}")


@pytest.fixture(scope="module")
async def stack(urls: Urls, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Stack]:
    """A gateway that works as the guest."""
    folder: Path = tmp_path_factory.mktemp("data")
    async with running(urls.guest, folder, PLUGINS, migrated=True, broker_url=NO_WORKER) as running_stack:
        yield running_stack


@pytest.fixture
async def towns(stack: Stack) -> tuple[Town, Town]:
    """Two tenants with two cases each."""
    towns = Town.founded(stack), Town.founded(stack)
    for town in towns:
        for _ in range(2):
            await town.tree()
    return towns


@pytest.fixture
def careless(monkeypatch: pytest.MonkeyPatch) -> None:
    """No statement says of which tenant it wants rows."""
    monkeypatch.setattr(Policy, "predicate", lambda *given, **more: Sql("1 = 1"))


@pytest.mark.usefixtures("careless")
async def test_whoever_forgets_the_tenant_is_shown_their_own(towns: tuple[Town, Town]) -> None:
    """In lists, counts and by id, by strawberry's executor and by a plan, through the pool and through the lanes."""
    here, there = towns
    foreign = (await models.Case.filter(tenant_id=there.tenant).order_by("id"))[0]
    by_id = "query($id: ID!) { case(id: $id) { id } }"
    for _ in range(2):
        assert (await here.clerk.ask(CARELESS))["treeCases"]["totalCount"] == 2
        assert (await here.clerk.ask(by_id, id=f"TreeCase-{foreign.id}"))["case"] is None
    note = await here.clerk.do("addNote", "problems { code }", id=f"TreeCase-{foreign.id}", text="hello")
    assert [problem["code"] for problem in note["problems"]] == ["NOT_FOUND"]


@pytest.mark.usefixtures("careless")
async def test_control_with_the_fence_taken_down_all_is_shown(towns: tuple[Town, Town], urls: Urls) -> None:
    """The same question: the test of it would see what gets through."""
    owner = await asyncpg.connect(urls.owner)
    try:
        await owner.execute('ALTER TABLE "case" DISABLE ROW LEVEL SECURITY')
        assert (await towns[0].clerk.ask(CARELESS))["treeCases"]["totalCount"] >= 4
    finally:
        await owner.execute('ALTER TABLE "case" ENABLE ROW LEVEL SECURITY')
        await owner.close()


async def test_tenants_that_take_turns_are_never_mixed_up(towns: tuple[Town, Town]) -> None:
    """Reads and writes of both at once, on the same few connections; nothing in between says whose turn it is."""
    database = towns[0].stack.platform.database

    async def rows_of(tenant: str) -> set[str]:
        with working_for(tenant):
            found = await database.rows(Sql('SELECT DISTINCT tenant_id FROM "case"'))
            await models.Case.all().count()
            async with database.transaction():
                found += await database.rows(Sql('SELECT DISTINCT tenant_id FROM "case"'))
        return {row["tenant_id"] for row in found}

    asked = [town.tenant for town in towns] * 30
    assert await asyncio.gather(*map(rows_of, asked)) == [{tenant} for tenant in asked]


async def test_a_row_of_another_tenant_is_not_written(towns: tuple[Town, Town]) -> None:
    """Neither made nor changed nor taken away."""
    here, there = towns
    with working_for(here.tenant):
        assert await models.Case.filter(tenant_id=there.tenant).update(title="mine") == 0
        assert await models.Note.filter(tenant_id=there.tenant).delete() == 0
        with pytest.raises(Exception, match="row-level security"):
            await models.NumberSequence.create(tenant_id=there.tenant, case_type="TreeCase", year=1999, value=1)


async def test_the_platform_itself_works_for_everybody(towns: tuple[Town, Town]) -> None:
    """Timers, deliveries and backups know no tenant; a request does not stay on when it is over."""
    await towns[0].clerk.ask(LISTED)
    [row] = await towns[0].stack.platform.database.rows(COUNT)
    assert row["n"] >= 4


async def test_a_connection_that_says_nothing_is_shown_nothing(urls: Urls, towns: tuple[Town, Town]) -> None:
    """Whoever comes past the platform with its user; every table that has a tenant is fenced."""
    connection = await asyncpg.connect(urls.guest)
    try:
        assert await connection.fetchval(COUNT.text) == 0
        assert await connection.fetchval("SELECT count(*) FROM event") == 0
        with_tenant = [model._meta.db_table for model in map(models.__dict__.get, models.__all__) if _has_tenant(model)]
        fenced = "SELECT count(*) FROM pg_class WHERE relname = ANY($1) AND row_security_active(oid)"
        assert await connection.fetchval(fenced, with_tenant) == len(with_tenant) > 30
    finally:
        await connection.close()


def _has_tenant(model: Any) -> bool:
    return "tenant_id" in model._meta.fields_map


async def test_what_is_on_record_cannot_be_changed(urls: Urls, towns: tuple[Town, Town]) -> None:
    """By the platform's own user; events get their places in the feed and in the outbox all the same.

    Control: the owner of the tables is not kept from it.
    """
    town, _ = towns
    platform = town.stack.platform
    await fan_out(platform)
    await place_events(platform)
    assert not await models.Event.filter(tenant_id=town.tenant, position=None).exists()
    assert not await models.Event.filter(tenant_id=town.tenant, relayed_at=None).exists()
    forging = [
        "UPDATE event SET body = body",
        "UPDATE event SET hash = hash",
        "UPDATE case_access SET subject = subject",
    ]
    for url, refusals in ((urls.guest, len(forging)), (urls.owner, 0)):
        connection = await asyncpg.connect(url)
        try:
            assert sum([await refused(connection, statement) for statement in forging]) == refusals
        finally:
            await connection.close()


async def refused(connection: Any, statement: str) -> bool:
    """Whether the user may not do this at all."""
    try:
        await connection.execute(statement)
    except asyncpg.InsufficientPrivilegeError:
        return True
    return False


async def test_a_table_that_is_new_is_fenced_by_the_next_migration(urls: Urls) -> None:
    """And none twice."""
    owner = Database(urls.owner, [CORE])
    async with owner.apart() as apart:
        assert await apart.put_up_fence() == []
        async with apart.connection.acquire_connection() as connection:
            await connection.execute("CREATE TABLE novelty (tenant_id text)")
        assert await apart.put_up_fence() == ["novelty"]
        async with apart.connection.acquire_connection() as connection:
            await connection.execute("DROP TABLE novelty")


@pytest.mark.parametrize(("who", "told"), [("guest", "on"), ("owner", "off, because this user owns the tables")])
def test_check_says_whether_it_stands(
    who: str, told: str, urls: Urls, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    """With the user of the settings."""
    monkeypatch.setenv("CASEWRIGHT_DATABASE_URL", getattr(urls, who))
    monkeypatch.setenv("CASEWRIGHT_DATA_DIR", str(tmp_path))
    monkeypatch.setenv("CASEWRIGHT_LOCAL_ISSUER", "on")
    monkeypatch.setenv("CASEWRIGHT_PLUGINS", "insurance")
    assert main(["check", "--database"]) == 0
    assert f"fence between tenants (row-level security): {told}" in capsys.readouterr().out
