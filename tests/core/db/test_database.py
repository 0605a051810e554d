"""Opening, own SQL and transactions."""

import asyncio
import contextvars
import sqlite3
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from threading import Thread
from urllib.parse import urlsplit
from uuid import uuid4

import pytest
from casewright_toy import FOREST
from casewright_toy.forest.models import Leaf, Tree
from casewright_toy.server import cut_connections
from tortoise.exceptions import ConfigurationError, IntegrityError

from casewright.db import asyncpg_safe
from casewright.db.database import Database
from casewright.db.migrations import migrate
from casewright.db.sql import Sql
from casewright.errors import Invalid, Unavailable


async def plant(name: str = "oak") -> Tree:
    """One tree, written by Tortoise."""
    return await Tree.create(id=uuid4(), name=name)


async def names(database: Database) -> list[str]:
    return [row["name"] for row in await database.rows(Sql("SELECT name FROM tree ORDER BY name"))]


async def test_opening_makes_the_folder_of_a_sqlite_file(tmp_path: Path) -> None:
    """The embedded database needs no preparation, and has the settings reliability asks for."""
    database = Database(f"sqlite:///{tmp_path / 'new' / 'deep' / 'toy.db'}", [FOREST])
    await database.open()
    names = ("journal_mode", "foreign_keys", "busy_timeout")
    settings = [await database.connection.execute_query_dict(f"PRAGMA {name}") for name in names]
    await database.close()
    assert settings == [[{"journal_mode": "wal"}], [{"foreign_keys": 1}], [{"timeout": 10000}]]


async def test_postgres_limits_every_statement_and_speaks_utc(postgres_url: str) -> None:
    """No statement may run longer than 30 seconds, except when tables change; times are UTC also as text."""
    for migrating, limit in ((False, "30s"), (True, "0")):
        database = Database(postgres_url, [FOREST], migrating=migrating)
        await database.open()
        found = [await database.rows(Sql(f"SHOW {name}")) for name in ("statement_timeout", "timezone")]
        await database.close()
        assert found == [[{"statement_timeout": limit}], [{"TimeZone": "UTC"}]]


@pytest.mark.parametrize(
    "url",
    [
        "postgres://nobody:secret@127.0.0.1:1/cases",
        "postgres://nobody:secret@host.invalid/cases",
        "sqlite:////proc/no/such/place.db",
        "sqlite:////dev/null/x.db",
    ],
)
async def test_a_database_that_cannot_be_opened_is_unavailable(url: str) -> None:
    """One sentence that names the place, never the password, and nothing stays open."""
    database = Database(url, [FOREST])
    with pytest.raises(Unavailable) as caught:
        await database.open()
    assert "cannot be opened" in caught.value.message
    assert "secret" not in caught.value.message
    with pytest.raises(RuntimeError, match="not open"):
        database.enter()


async def test_a_file_that_is_no_database_is_unavailable(tmp_path: Path) -> None:
    """It is refused and left as it is."""
    file = tmp_path / "letter.txt"
    file.write_text("Dear reader, this is not a database at all. " * 100)
    before = file.read_bytes()
    with pytest.raises(Unavailable, match="cannot be opened"):
        await Database(f"sqlite:///{file}", [FOREST]).open()
    assert file.read_bytes() == before


async def test_a_missing_database_and_an_unknown_user_are_unavailable(postgres_url: str) -> None:
    """The operator reads what to check."""
    with pytest.raises(Unavailable, match="the database exists"):
        await Database(f"{postgres_url}_gone", [FOREST]).open()
    address = urlsplit(postgres_url)
    stranger = address._replace(netloc=f"stranger:secret@{address.hostname}:{address.port or 5432}")
    with pytest.raises(Unavailable, match="refuses the user name or the password"):
        await Database(stranger.geturl(), [FOREST]).open()


async def test_bad_urls_are_refused_before_anything_opens() -> None:
    """A Database cannot be made from one."""
    with pytest.raises(Invalid):
        Database("mysql://db/cases", [FOREST])


async def test_a_wrong_app_is_not_called_unavailable(url: str) -> None:
    """A module without models is our mistake, whatever the database does; nothing stays open."""
    database = Database(url, [replace(FOREST, models="casewright_toy.nowhere")])
    with pytest.raises(ConfigurationError, match="nowhere"):
        await database.open()
    with pytest.raises(RuntimeError, match="not open"):
        database.enter()


async def test_closing_restores_the_database_that_was_current(database: Database, tmp_path: Path) -> None:
    """An inner database does not take the models away from the outer; closing twice is harmless."""
    await plant()
    inner = Database(f"sqlite:///{tmp_path / 'inner.db'}", [FOREST])
    if database.dialect == inner.dialect:
        await migrate(inner, progress=lambda sentence: None)
        await inner.open()
        assert await Tree.all().count() == 0
    await inner.close()
    await inner.close()
    assert await Tree.all().count() == 1


async def test_everywhere_serves_tasks_that_never_entered(url: str) -> None:
    """The web process opens in one task and serves in others."""
    await migrate(Database(url, [FOREST]), progress=lambda sentence: None)
    database = Database(url, [FOREST])
    stranger = contextvars.copy_context()
    await database.open(everywhere=True)
    try:
        assert await asyncio.create_task(count_trees(), context=stranger) == 0
    finally:
        await database.close()
    with pytest.raises(RuntimeError, match="No TortoiseContext"):
        await asyncio.create_task(count_trees(), context=stranger)


async def count_trees() -> int:
    return await Tree.all().count()


async def test_enter_lets_a_thread_start_work_on_the_loop_of_the_database(database: Database) -> None:
    """A worker thread enters once; what it sends to the loop finds the models' database."""
    loop, counts = asyncio.get_running_loop(), []

    def work() -> None:
        database.enter()
        counts.append(asyncio.run_coroutine_threadsafe(count_trees(), loop).result())

    thread = Thread(target=work)
    thread.start()
    await asyncio.to_thread(thread.join)
    assert counts == [0]


async def test_execute_counts_the_rows_it_wrote(database: Database) -> None:
    """Inserts, updates, deletes and statements that write nothing; cascades do not count."""
    tree = await plant()
    leaves = Sql("INSERT INTO leaf (tree_id, colour) VALUES (?, 'red'), (?, 'gold')", (tree.id, tree.id))
    assert await database.execute(leaves) == 2
    assert await database.execute(Sql("UPDATE leaf SET colour = ? WHERE colour = ?", ("brown", "red"))) == 1
    assert await database.execute(Sql("UPDATE leaf SET colour = 'blue' WHERE colour = 'grey'")) == 0
    assert await database.execute(Sql("CREATE TABLE moss (id INT)")) == 0
    assert await database.execute(Sql("DELETE FROM tree")) == 1
    assert await Leaf.all().count() == 0


async def test_own_sql_that_breaks_a_constraint_is_an_integrity_error(database: Database) -> None:
    """The same class as from the ORM, on both databases, and nothing is written."""
    tree = await plant()
    row = Sql("INSERT INTO tree (id, name, felled, fields) VALUES (?, 'elm', ?, '{}')", (tree.id, False))
    with pytest.raises(IntegrityError):
        await database.execute(row)
    assert await names(database) == ["oak"]


async def test_a_transaction_is_all_or_nothing(database: Database) -> None:
    """What raises leaves nothing; an inner block that raises takes back only itself."""
    with pytest.raises(ZeroDivisionError):
        async with database.transaction():
            await plant("ash")
            _ = 1 / 0
    assert await names(database) == []
    async with database.transaction():
        await plant("elm")
        with pytest.raises(ZeroDivisionError):
            async with database.transaction():
                await plant("fir")
                _ = 1 / 0
    assert await names(database) == ["elm"]


async def test_models_and_own_sql_share_the_transaction(database: Database) -> None:
    """Inside, both see what is not committed; another task does not."""
    async with database.transaction() as connection:
        await plant()
        assert database.connection is connection
        assert await names(database) == ["oak"]
        assert await database.execute(Sql("UPDATE tree SET rings = 1")) == 1
    assert await Tree.filter(rings=1).count() == 1


async def test_many_statements_at_once_inside_a_transaction_are_serialised(database: Database) -> None:
    """gather is safe."""
    async with database.transaction():
        await asyncio.gather(*(plant(f"tree {number}") for number in range(20)))
    assert len(await names(database)) == 20


async def test_a_refused_commit_leaves_no_transaction_open(sqlite_url: str) -> None:
    """A deferred constraint fails at COMMIT: the next statement starts afresh and is kept."""
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    deferred = "REFERENCES tree (id) DEFERRABLE INITIALLY DEFERRED"
    await database.execute(Sql(f"CREATE TABLE nest (id INTEGER PRIMARY KEY, tree_id CHAR(36) {deferred})"))
    with pytest.raises(sqlite3.IntegrityError):
        async with database.transaction():
            await database.execute(Sql("INSERT INTO nest (tree_id) VALUES (?)", (uuid4(),)))
    await plant()
    await database.close()
    await database.open()
    assert await names(database) == ["oak"]
    assert await database.rows(Sql("SELECT * FROM nest")) == []
    await database.close()


async def test_waiting_for_a_connection_has_an_end(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """When all connections are taken, the next caller is told so instead of waiting for ever."""
    monkeypatch.setattr(asyncpg_safe, "ACQUIRE_SECONDS", 0.2)
    database = Database(postgres_url, [FOREST])
    await database.open()
    pool = database.connection._pool
    taken = [await pool.acquire() for _ in range(10)]
    for attempt in (database.execute(Sql("SELECT 1")), begin(database)):
        with pytest.raises(Unavailable, match="does not answer"):
            await attempt
    for connection in taken:
        await pool.release(connection)
    await begin(database)
    await database.close()


async def begin(database: Database) -> None:
    async with database.transaction():
        pass


async def test_losing_the_server_is_unavailable_and_passes(postgres_url: str) -> None:
    """Connections cut under way give one sentence, nothing is written, and the next attempt works."""
    await migrate(Database(postgres_url, [FOREST]), progress=lambda sentence: None)
    database = Database(postgres_url, [FOREST])
    await database.open()
    await plant()
    with pytest.raises(Unavailable) as caught:
        async with database.transaction():
            await plant("elm")
            await cut_connections(postgres_url)
            await plant("fir")
    assert caught.value.message == "The database does not answer at the moment; try again."
    assert await names(database) == ["oak"]
    await database.close()


async def test_a_locked_sqlite_file_is_unavailable(sqlite_url: str) -> None:
    """Another process that keeps the file for too long: one sentence, nothing written, and then it works again."""
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    await database.execute(Sql("PRAGMA busy_timeout = 50"))
    assert database.file is not None
    other = sqlite3.connect(database.file, isolation_level=None)
    other.execute("BEGIN IMMEDIATE")
    for attempt in (begin(database), database.execute(Sql("DELETE FROM tree"))):
        with pytest.raises(Unavailable, match="does not answer"):
            await attempt
    other.execute("ROLLBACK")
    other.close()
    await begin(database)
    await database.close()


async def test_a_full_disk_is_unavailable(sqlite_url: str) -> None:
    """The write is refused in one sentence and what was there is still there."""
    await migrate(Database(sqlite_url, [FOREST]), progress=lambda sentence: None)
    database = Database(sqlite_url, [FOREST])
    await database.open()
    await plant()
    [pages] = await database.rows(Sql("PRAGMA page_count"))
    await database.execute(Sql(f"PRAGMA max_page_count = {pages['page_count']}"))
    with pytest.raises(Unavailable, match="does not answer"):
        async with database.transaction():
            await Tree.create(id=uuid4(), name="elm", fields_={"bark": "x" * 100_000})
    assert await names(database) == ["oak"]
    await database.close()


async def test_a_process_of_the_version_before_goes_on_when_a_table_grows(database: Database) -> None:
    """It reads and writes as before; at worst one transaction is to be tried again, in the usual words."""
    tree = await plant()
    assert "owner" not in await all_columns(database)
    async with database.apart() as newer:
        await newer.execute(Sql("ALTER TABLE tree ADD COLUMN owner VARCHAR(20) NOT NULL DEFAULT 'nobody'"))
    await plant("elm")
    with suppress(Unavailable):
        await all_columns(database)
    assert await all_columns(database) >= {"owner"}
    assert await Tree.get(id=tree.id) == tree
    assert await names(database) == ["elm", "oak"]


async def all_columns(database: Database) -> set[str]:
    """The columns of the tree, by a statement that a connection keeps prepared."""
    async with database.transaction():
        return set((await database.rows(Sql("SELECT * FROM tree")))[0])


async def test_mistakes_in_statements_are_not_called_unavailable(database: Database) -> None:
    """A fault of ours stays visible as one."""
    for text in ("SELECT nothing FROM nowhere", "SELEC 1"):
        with pytest.raises(Exception, match=r"(no such|does not exist|syntax)") as caught:
            await database.rows(Sql(text))
        assert not isinstance(caught.value, Unavailable)


async def test_an_error_of_the_block_passes_unchanged(database: Database) -> None:
    """Only the database's own loss is translated: not a timeout or a broken connection of somebody else."""
    for error in (TimeoutError("of a hook"), ConnectionResetError("of the store")):
        with pytest.raises(type(error), match="of "):
            async with database.transaction():
                raise error
