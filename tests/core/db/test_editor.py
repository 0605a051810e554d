"""Table rebuilds on SQLite keep everything that belongs to the table."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

import pytest
from casewright_toy import FOREST
from tortoise.exceptions import IntegrityError
from tortoise.migrations.executor import MigrationExecutor, MigrationTarget

from casewright.db.database import App, Database
from casewright.db.migrations import migrate
from casewright.db.sql import Sql
from casewright.errors import PluginError

Sprout = Callable[..., App]


def silent(sentence: str) -> None:
    """Nobody listens."""


@asynccontextmanager
async def opened(url: str, app: App) -> AsyncIterator[Database]:
    """The database, closed afterwards."""
    database = Database(url, [app])
    await database.open()
    try:
        yield database
    finally:
        await database.close()


async def stock(database: Database, name: str) -> None:
    """Migrate as Tortoise's own runner does."""
    executor = MigrationExecutor(database.connection, database.config()["apps"])
    await executor.migrate([MigrationTarget(database.apps[0].label, name)])


async def attached(database: Database) -> set[str]:
    """The indexes and triggers in the file, without those that are parts of CREATE TABLE."""
    rows = await database.rows(Sql("SELECT name FROM sqlite_master WHERE type IN ('index', 'trigger')"))
    return {row["name"] for row in rows if not row["name"].startswith("sqlite_autoindex")}


async def grow_a_forest(database: Database) -> None:
    """Rows, and what an operator or `reconcile` may have added to the table."""
    for text in (
        "CREATE INDEX cwx_species ON tree (json_extract(fields, '$.sketch')) WHERE name <> 'sketch'",
        "CREATE UNIQUE INDEX one_giant ON tree (name) WHERE rings > 900",
        "CREATE TRIGGER age AFTER UPDATE ON tree BEGIN UPDATE leaf SET colour = 'old' WHERE tree_id = new.id; END",
        "CREATE TRIGGER fall AFTER DELETE ON leaf BEGIN UPDATE tree SET rings = rings + 1 WHERE id = old.tree_id; END",
        "CREATE VIEW oaks AS SELECT * FROM tree WHERE name = 'oak'",
        "INSERT INTO tree (id, name, height, felled, fields) VALUES ('1', 'oak', 20, 0, '{}')",
        "INSERT INTO leaf (tree_id, colour) VALUES ('1', 'green'), ('1', 'red')",
    ):
        await database.execute(Sql(text))


KEPT = {"tree_by_name", "cwx_species", "one_giant", "age", "fall"}


async def test_a_rebuilt_table_keeps_rows_indexes_uniques_and_triggers(sqlite_url: str) -> None:
    """The rows that refer to it stay, and everything attached still works; only what was removed is gone."""
    async with opened(sqlite_url, FOREST) as database:
        await stock(database, "0001_initial")
        await grow_a_forest(database)
        assert await attached(database) == KEPT | {"tree_by_sketch"}
    await migrate(database, progress=silent)
    async with opened(sqlite_url, FOREST) as database:
        assert await attached(database) >= KEPT
        assert "tree_by_sketch" not in await attached(database)
        assert await database.rows(Sql("SELECT colour FROM leaf ORDER BY id")) == [
            {"colour": "green"},
            {"colour": "red"},
        ]
        with pytest.raises(IntegrityError):
            await database.execute(
                Sql("INSERT INTO tree (id, name, height, felled, fields) VALUES (3, 'oak', 20, 0, '{}')")
            )
        await database.execute(Sql("INSERT INTO tree (id, name, felled, fields) VALUES ('4', 'fir', 0, '{}')"))
        await database.execute(Sql("DELETE FROM leaf WHERE colour = 'red'"))
        assert await database.rows(Sql("SELECT rings FROM tree WHERE id = '1'")) == [{"rings": 1}]
        assert await database.rows(Sql("SELECT colour FROM leaf")) == [{"colour": "old"}]
        await database.execute(Sql("DELETE FROM tree WHERE id = '1'"))
        assert await database.rows(Sql("SELECT * FROM leaf")) == []


async def test_the_stock_runner_loses_them(sqlite_url: str) -> None:
    """Control: the same migration by Tortoise's own runner deletes the leaves and every index, without an error."""
    async with opened(sqlite_url, FOREST) as database:
        await stock(database, "0001_initial")
        await grow_a_forest(database)
        await database.execute(Sql("DROP TRIGGER fall"))  # with it the stock runner does not even get through
        await database.execute(Sql("DROP VIEW oaks"))
        await stock(database, "0002_unknown_heights")
        assert await attached(database) == set()
        assert await database.rows(Sql("SELECT * FROM leaf")) == []


TREE = """
        ops.CreateModel(
            name="Tree",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True)),
                ("name", fields.CharField(max_length=20{name})),
                ("age", fields.IntField(db_default=1)),
                ("note", fields.CharField(max_length=20, null=True)),
            ],
            options={{"table": "tree", "app": "sprout", "pk_attr": "id", "unique_together": (("name", "age"),),
                "indexes": [Index(fields=["note"], name="by_note"), Index(fields=["age", "name"], name="by_age")]}},
            bases=["Model"],
        ),
        ops.CreateModel(
            name="Nest",
            fields=[
                ("id", fields.IntField(generated=True, primary_key=True)),
                ("name", fields.CharField(max_length=20)),
                ("tree", fields.ForeignKeyField("sprout.Tree", source_field="tree_id", to_field="id",
                    related_name="nests", db_constraint=True)),
            ],
            options={{"table": "nest", "app": "sprout", "pk_attr": "id"}},
            bases=["Model"],
        ),
"""


def history(change: str, *, name: str = "") -> tuple[str, str]:
    """Trees with nests, and one change."""
    return TREE.format(name=name), change


async def changed(url: str, sprout: Sprout, change: str, *, name: str = "") -> Database:
    """A database with a tree and a nest, before the change; afterwards migrated and open."""
    before, after = history(change, name=name)
    app = sprout(before, after)
    database = Database(url, [app])
    await database.open()
    await stock(database, "0001_step")
    await database.execute(Sql("INSERT INTO tree (id, name, note) VALUES (1, 'oak', 'old')"))
    await database.execute(Sql("INSERT INTO nest (id, name, tree_id) VALUES (1, 'owl', 1)"))
    await database.close()
    await migrate(database, progress=silent)
    await database.open()
    return database


def alter(field: str, declaration: str) -> str:
    """An AlterField of the tree."""
    return f'ops.AlterField(model_name="Tree", name="{field}", field={declaration}),'


async def unique_by(database: Database, *columns: str) -> bool:
    """Whether the tree has a unique index over exactly these columns."""
    for index in await database.rows(Sql("PRAGMA index_list(tree)")):
        found = await database.rows(Sql(f'PRAGMA index_info("{index["name"]}")'))
        if index["unique"] and [column["name"] for column in found] == list(columns):
            return True
    return False


async def test_removing_a_column_takes_its_index_along(sqlite_url: str, sprout: Sprout) -> None:
    """As in PostgreSQL; the others stay, and so does the composite unique constraint."""
    change = 'ops.RemoveField(model_name="Tree", name="note"),'
    database = await changed(sqlite_url, sprout, change)
    assert await database.rows(Sql("SELECT * FROM tree")) == [{"id": 1, "name": "oak", "age": 1}]
    assert "by_note" not in await attached(database)
    assert "by_age" in await attached(database)
    assert await unique_by(database, "name", "age")
    await database.close()


async def test_an_index_of_a_column_comes_and_goes(sqlite_url: str, sprout: Sprout) -> None:
    """db_index on: an index over the column; off again: none."""
    change = alter("name", "fields.CharField(max_length=20, db_index=True)")
    database = await changed(sqlite_url, sprout, change)
    assert any(name.startswith("idx_tree_name") for name in await attached(database))
    await database.close()


async def test_an_index_of_a_column_goes(sqlite_url: str, sprout: Sprout) -> None:
    """db_index off: the column's index is gone, the named ones stay."""
    change = alter("name", "fields.CharField(max_length=20)")
    database = await changed(sqlite_url, sprout, change, name=", db_index=True")
    assert {name for name in await attached(database) if name.startswith("idx_")} == set()
    assert {"by_note", "by_age"} <= await attached(database)
    await database.close()


@pytest.mark.parametrize(("change", "rebuilt"), [(", db_index=True", False), (", default='elm', db_index=True", True)])
async def test_no_table_is_rebuilt_for_an_index(sqlite_url: str, sprout: Sprout, change: str, rebuilt: bool) -> None:
    """Its place in the file stays that of the table that was made first; the control changes something else, too."""
    database = await changed(sqlite_url, sprout, alter("name", f"fields.CharField(max_length=20{change})"))
    [last] = await database.rows(
        Sql("SELECT name FROM sqlite_master WHERE name IN ('tree', 'nest') ORDER BY rowid DESC LIMIT 1")
    )
    assert (last["name"] == "tree") is rebuilt
    await database.close()


@pytest.mark.parametrize(("before", "after"), [("", ", unique=True"), (", unique=True", "")])
async def test_a_column_becomes_unique_and_ceases_to_be(
    sqlite_url: str, sprout: Sprout, before: str, after: str
) -> None:
    """The file follows the model, whichever way the constraint was made."""
    database = await changed(sqlite_url, sprout, alter("name", f"fields.CharField(max_length=20{after})"), name=before)
    assert await unique_by(database, "name") == bool(after)
    await database.close()


async def test_a_unique_column_added_later_can_cease_to_be(sqlite_url: str, sprout: Sprout) -> None:
    """Then its constraint is an index, which goes."""
    add = 'ops.AddField(model_name="Tree", name="tag", field=fields.CharField(max_length=9, null=True, unique=True)),'
    drop = alter("tag", "fields.CharField(max_length=9, null=True)")
    database = await changed(sqlite_url, sprout, add)
    assert await unique_by(database, "tag")
    await database.close()
    database = await changed(sqlite_url.replace("toy.db", "other.db"), sprout, f"{add}\n{drop}")
    assert not await unique_by(database, "tag")
    await database.close()


async def test_a_column_that_changes_its_name_takes_everything_along(sqlite_url: str, sprout: Sprout) -> None:
    """Its values, its indexes and the composite unique constraint."""
    change = alter("name", 'fields.CharField(max_length=20, null=True, source_field="title")')
    database = await changed(sqlite_url, sprout, change)
    assert await database.rows(Sql("SELECT title FROM tree")) == [{"title": "oak"}]
    assert await database.rows(Sql("SELECT name FROM pragma_index_info('by_age')")) == [
        {"name": "age"},
        {"name": "title"},
    ]
    assert await unique_by(database, "title", "age")
    await database.close()


async def test_a_composite_unique_constraint_can_be_removed(sqlite_url: str, sprout: Sprout) -> None:
    """Whether it is a part of CREATE TABLE or, after a rebuild, an index; rows and foreign keys stay."""
    remove = 'ops.RemoveConstraint(model_name="Tree", fields=["name", "age"]),'
    rebuild = alter("note", 'fields.CharField(max_length=20, default="")')
    for number, change in enumerate((remove, f"{rebuild}\n{remove}")):
        database = await changed(sqlite_url.replace("toy.db", f"{number}.db"), sprout, change)
        assert not await unique_by(database, "name", "age")
        assert await database.rows(Sql("SELECT name FROM nest")) == [{"name": "owl"}]
        assert {"by_note", "by_age"} <= await attached(database)
        await database.close()


async def test_a_check_constraint_comes_and_the_rest_stays(sqlite_url: str, sprout: Sprout) -> None:
    """A check is a rebuild too."""
    change = 'ops.AddConstraint(model_name="Tree", constraint=CheckConstraint(name="aged", check="age > 0")),'
    database = await changed(sqlite_url, sprout, change)
    with pytest.raises(IntegrityError):
        await database.execute(Sql("INSERT INTO tree (name, age) VALUES ('elm', 0)"))
    assert {"by_note", "by_age"} <= await attached(database)
    assert await unique_by(database, "name", "age")
    await database.close()


async def test_a_rebuilt_child_still_refers_to_its_parent(sqlite_url: str, sprout: Sprout) -> None:
    """The foreign key is part of the new table."""
    change = 'ops.AlterField(model_name="Nest", name="name", field=fields.CharField(max_length=20, null=True)),'
    database = await changed(sqlite_url, sprout, change)
    with pytest.raises(IntegrityError):
        await database.execute(Sql("INSERT INTO nest (name, tree_id) VALUES ('wren', 99)"))
    await database.execute(Sql("DELETE FROM tree"))
    assert await database.rows(Sql("SELECT * FROM nest")) == []
    await database.close()


async def test_a_foreign_key_can_be_removed(sqlite_url: str, sprout: Sprout) -> None:
    """The column goes, the rows stay."""
    database = await changed(sqlite_url, sprout, 'ops.RemoveField(model_name="Nest", name="tree"),')
    assert await database.rows(Sql("SELECT * FROM nest")) == [{"id": 1, "name": "owl"}]
    await database.close()


async def test_a_migration_that_would_leave_orphans_is_undone(sqlite_url: str, sprout: Sprout) -> None:
    """Foreign keys are off during a migration, so they are checked before it is committed."""
    with pytest.raises(PluginError, match="1 rows would be without their parent, the first in nest"):
        await changed(sqlite_url, sprout, 'ops.RunSQL("DELETE FROM tree"),')
    async with opened(sqlite_url, FOREST) as database:
        assert await database.rows(Sql("SELECT count(*) AS n FROM tree")) == [{"n": 1}]
