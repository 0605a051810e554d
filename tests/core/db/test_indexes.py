"""Expression indexes made from declarations."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import replace
from typing import Any
from uuid import uuid4

import asyncpg
import pytest
from casewright_toy import FOREST, GARDEN
from casewright_toy.forest.models import Tree

from casewright.db import indexes as building_of_indexes
from casewright.db.database import Database
from casewright.db.dialect import json_field
from casewright.db.indexes import Changes, ExpressionIndex, plan, reconcile
from casewright.db.sql import Sql
from casewright.errors import PluginError, Unavailable


def index(database: Database, key: str = "girth", kind: Any = "number", **changes: Any) -> ExpressionIndex:
    """An index over one JSON field of the oaks."""
    expression = json_field(database.dialect, "fields", key, kind)
    return replace(ExpressionIndex(f"oak_{key}", "tree", ("name", expression), where="name = 'oak'"), **changes)


async def indexes(database: Database) -> set[str]:
    """The names of all indexes."""
    query = {
        "sqlite": "SELECT name FROM sqlite_master WHERE type = 'index'",
        "postgres": "SELECT indexname AS name FROM pg_indexes",
    }
    return {row["name"] for row in await database.rows(Sql(query[database.dialect]))}


async def query_plan(database: Database, query: Sql) -> str:
    """How the database would answer, when reading the whole table is no way for it."""
    explain = "EXPLAIN QUERY PLAN " if database.dialect == "sqlite" else "EXPLAIN "
    async with database.transaction():
        if database.dialect == "postgres":
            await database.rows(Sql("SET LOCAL enable_seqscan = off"))
        await database.rows(Sql("SELECT 1 FROM tree"))  # SQLite explains by the schema it read last
        return str(await database.rows(Sql(explain) + query))


@pytest.mark.parametrize(("kind", "value"), [("text", "'thick'"), ("number", "12.5"), ("boolean", None)])
async def test_the_planner_uses_an_index_over_a_json_field(database: Database, kind: Any, value: str | None) -> None:
    """A query that writes the same expression and condition finds its rows by the index, to filter and to sort."""
    wanted = index(database, kind=kind)
    [name] = (await reconcile(database, [wanted])).created
    expression = wanted.expressions[1]
    literal = value or ("TRUE" if database.dialect == "postgres" else "1")
    filtered = Sql(f"SELECT id FROM tree WHERE name = 'oak' AND {expression} = {literal}")
    assert name in await query_plan(database, filtered)
    sorted_by_it = Sql(f"SELECT id FROM tree WHERE name = 'oak' ORDER BY name, {expression}")
    assert name in await query_plan(database, sorted_by_it)
    other_rows = Sql(f"SELECT id FROM tree WHERE name = 'elm' AND {expression} = {literal}")
    assert name not in await query_plan(database, other_rows)


async def test_bound_values_use_the_index_too(database: Database) -> None:
    """A placeholder in the place of the compared value changes nothing."""
    wanted = index(database)
    [name] = (await reconcile(database, [wanted])).created
    query = Sql(f"SELECT id FROM tree WHERE name = 'oak' AND {wanted.expressions[1]} > ?", (5,))
    assert name in await query_plan(database, query)


async def test_only_what_changed_is_touched(database: Database) -> None:
    """Missing ones are created, changed ones replaced, unwanted ones dropped, all others left alone."""
    before = await indexes(database)
    girth, height = index(database), index(database, "height")
    planned = await plan(database, [girth, height])
    assert await indexes(database) == before
    first = await reconcile(database, [girth, height])
    assert first == planned
    assert len(first.created) == 2
    assert first.dropped == ()
    assert await reconcile(database, [height, girth]) == Changes((), ())
    changed = await reconcile(database, [replace(girth, where=None), height])
    assert (len(changed.created), changed.dropped) == (1, (first.created[0],))
    assert await indexes(database) == before | {*changed.created, first.created[1]}
    last = await reconcile(database, [])
    assert set(last.dropped) == {*changed.created, first.created[1]}
    assert await indexes(database) == before


async def test_indexes_of_another_prefix_are_not_ours(database: Database) -> None:
    """An operator's own index is not dropped, however alike its name is."""
    for name in ("my_index", "cwxtra", "CWX"):
        await database.execute(Sql(f"CREATE INDEX {name} ON tree (rings)"))
    assert await reconcile(database, []) == Changes((), ())
    assert {"my_index", "cwxtra"} <= await indexes(database)


async def test_a_unique_index_holds_where_it_is_declared(database: Database) -> None:
    """Two oaks of one girth are refused, two elms are not."""
    await reconcile(database, [index(database, "tag", "text", unique=True)])
    for _ in range(2):
        await Tree.create(id=uuid4(), name="elm", fields_={"tag": "a"})
    await Tree.create(id=uuid4(), name="oak", fields_={"tag": "a"})
    with pytest.raises(Exception, match=r"(?i)unique"):
        await Tree.create(id=uuid4(), name="oak", fields_={"tag": "a"})
    assert await Tree.filter(name="oak").count() == 1


async def test_rows_that_break_a_unique_index_are_named_in_one_sentence(database: Database) -> None:
    """Nothing changes: the old index stays and the rows stay."""
    plain = index(database, "tag", "text")
    [old] = (await reconcile(database, [plain])).created
    for _ in range(2):
        await Tree.create(id=uuid4(), name="oak", fields_={"tag": "a"})
    with pytest.raises(
        PluginError, match=r"^The index oak_tag cannot be unique: rows of the table tree have the same value\.$"
    ):
        await reconcile(database, [replace(plain, unique=True)])
    assert {name for name in await indexes(database) if name.startswith("cwx_")} == {old}
    assert await Tree.all().count() == 2


async def test_long_names_stay_apart(database: Database) -> None:
    """Names are cut to 63 bytes; what the cut makes equal, the fingerprint keeps apart."""
    wanted = [index(database, f"{'x' * 60}{number}") for number in range(3)]
    created = (await reconcile(database, wanted)).created
    assert len(set(created)) == 3
    assert {len(name) for name in created} == {63}
    assert set(created) <= await indexes(database)
    assert await reconcile(database, wanted) == Changes((), ())


@pytest.mark.parametrize("bad", [{"name": "a b"}, {"name": ""}, {"table": 'a"; --'}, {"expressions": ()}])
def test_odd_names_are_refused(bad: dict[str, Any]) -> None:
    """They become SQL text, so they are plain words."""
    with pytest.raises(ValueError, match="plain"):
        replace(ExpressionIndex("a", "tree", ("name",)), **bad)


async def test_reconciling_leaves_an_open_database_usable(database: Database) -> None:
    """It works apart: the models of the caller keep their connection."""
    await reconcile(Database(database.url, [FOREST, GARDEN]), [index(database)])
    assert await Tree.all().count() == 0


async def test_processes_that_start_at_once_do_not_wait_for_each_other_for_ever(database: Database) -> None:
    """One makes the indexes, the others find them made."""
    wanted = [index(database), index(database, "height")]
    async with asyncio.timeout(60):
        changes = await asyncio.gather(*(reconcile(database, wanted) for _ in range(3)))
    assert sorted(len(change.created) for change in changes) == [0, 0, 2]


class TestBuildingOnPostgres:
    """An index is built beside the writers, and what an interrupted build leaves is done again."""

    @pytest.fixture
    def url(self, postgres_url: str) -> str:
        return postgres_url

    @pytest.fixture
    async def writer(self, database: Database) -> AsyncIterator[asyncpg.Connection]:
        """Another process that has written and not committed, so that a build waits for it."""
        writer = await asyncpg.connect(database.url, server_settings={"lock_timeout": "1000"})
        await writer.execute("BEGIN")
        await writer.execute(OAK)
        yield writer
        await writer.close()

    async def test_writers_go_on_while_an_index_is_built(self, database: Database, writer: asyncpg.Connection) -> None:
        """One that comes during the build waits for nobody; readers ask the index when it is whole."""
        wanted = index(database)
        building = asyncio.create_task(reconcile(database, [wanted]))
        await build_waits(database)
        await Tree.create(id=uuid4(), name="oak")
        assert not building.done()
        await writer.execute("COMMIT")
        [name] = (await building).created
        assert name in await query_plan(database, Sql(f"SELECT id FROM tree WHERE name = 'oak' ORDER BY {ORDER}"))

    async def test_a_plain_build_stops_the_writers(
        self, database: Database, writer: asyncpg.Connection, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """Control: built the plain way, the same index makes a writer that comes later wait."""
        monkeypatch.setitem(building_of_indexes._CONCURRENTLY, "postgres", "")
        building = asyncio.create_task(reconcile(database, [index(database)]))
        await build_waits(database)
        late = await asyncpg.connect(database.url, server_settings={"lock_timeout": "100"})
        with pytest.raises(asyncpg.LockNotAvailableError):
            await late.execute(OAK)
        await late.close()
        await writer.execute("COMMIT")
        assert len((await building).created) == 1

    async def test_an_interrupted_build_is_done_again(self, database: Database, writer: asyncpg.Connection) -> None:
        """What it left is in the plan, is no index for a reader, and goes with the next attempt."""
        wanted = index(database, "tag", "text", unique=True)
        building = asyncio.create_task(reconcile(database, [wanted]))
        await build_waits(database)
        await writer.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {BUILDING}")
        with pytest.raises(Unavailable):
            await building
        await writer.execute("COMMIT")
        name = wanted.name_in_database()
        left = Changes((name,), (name,))
        assert await plan(database, [wanted]) == left
        assert await plan(database, []) == Changes((), (name,))
        assert await reconcile(database, [wanted]) == left
        assert await reconcile(database, [wanted]) == Changes((), ())
        assert name in await indexes(database)


OAK = "INSERT INTO tree (id, name, felled, fields) VALUES (gen_random_uuid(), 'oak', false, '{}')"
ORDER = "name, ((fields->>'girth')::numeric)"
BUILDING = "datname = current_database() AND query LIKE 'CREATE%INDEX%' AND wait_event_type = 'Lock'"


async def build_waits(database: Database) -> None:
    """Until the build has begun and waits for the writer."""
    async with asyncio.timeout(60):
        while not await database.rows(Sql(f"SELECT 1 FROM pg_stat_activity WHERE {BUILDING}")):
            await asyncio.sleep(0.01)
