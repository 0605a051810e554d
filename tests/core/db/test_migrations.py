"""The migration runner: all apps, in order, each migration whole or not at all."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from casewright_toy import FOREST, GARDEN
from casewright_toy.garden.models import Bed

from casewright.db.database import App, Database
from casewright.db.migrations import make_migrations, migrate, plan
from casewright.db.sql import Sql
from casewright.errors import PluginError, Unavailable

Sprout = Callable[..., App]

SEED = """
        ops.CreateModel(
            name="Seed",
            fields=[("id", fields.IntField(primary_key=True)), ("name", fields.CharField(max_length=20))],
            options={"table": "seed", "app": "sprout", "pk_attr": "id"},
            bases=["Model"],
        ),
"""

HALF = 'ops.RunSQL("CREATE TABLE husk (id INT)"), ops.RunSQL("INSERT INTO nowhere VALUES (1)"),'


def silent(sentence: str) -> None:
    """Nobody listens."""


async def tables(database: Database) -> set[str]:
    """The names of our tables that exist."""
    if database.dialect == "sqlite":
        query = "SELECT name FROM sqlite_master WHERE type = 'table'"
    else:
        query = "SELECT tablename AS name FROM pg_tables WHERE schemaname = 'public'"
    await database.open()
    found = {row["name"] for row in await database.rows(Sql(query))}
    await database.close()
    return found - {"tortoise_migrations", "sqlite_sequence"}


async def test_migrations_of_all_apps_run_once_and_in_order(url: str) -> None:
    """plan tells what migrate does; afterwards nothing is left, and doing it again does nothing."""
    database, heard = Database(url, [FOREST, GARDEN]), list[str]()
    names = ["forest.0001_initial", "forest.0002_unknown_heights", "garden.0001_initial"]
    assert await plan(database) == names
    assert await tables(database) == set()
    await migrate(database, progress=heard.append)
    assert heard == [f"applied {name}" for name in names]
    assert await plan(database) == []
    await migrate(database, progress=heard.append)
    assert len(heard) == 3
    assert await tables(database) == {"tree", "leaf", "bed"}


async def test_an_app_that_comes_later_is_migrated_alone(url: str) -> None:
    """A plugin installed afterwards adds its tables to those that are there."""
    await migrate(Database(url, [FOREST]), progress=silent)
    assert await plan(Database(url, [FOREST, GARDEN])) == ["garden.0001_initial"]
    await migrate(Database(url, [FOREST, GARDEN]), progress=silent)
    assert await tables(Database(url, [FOREST, GARDEN])) == {"tree", "leaf", "bed"}


async def test_migrating_leaves_an_open_database_usable(database: Database) -> None:
    """The runner works apart: the models of the caller keep their connection."""
    await migrate(database, progress=silent)
    assert await Bed.all().count() == 0


async def test_a_failing_migration_is_undone_and_named(url: str, sprout: Sprout) -> None:
    """Those before it stay, it leaves nothing, those after it wait; the sentence names it and its app."""
    app = sprout(SEED, HALF, 'ops.RunSQL("CREATE TABLE fruit (id INT)"),')
    database = Database(url, [app])
    with pytest.raises(
        PluginError, match=r"^The migration sprout\.0002_step failed and was undone: [^\n]+\.$"
    ) as caught:
        await migrate(database, progress=silent)
    assert caught.value.plugin == "sprout"
    assert await tables(database) == {"seed"}
    assert await plan(database) == ["sprout.0002_step", "sprout.0003_step"]


async def test_a_migration_and_its_record_are_one(url: str, sprout: Sprout) -> None:
    """When it cannot be recorded it is undone: a second run does not find half of it."""
    app = sprout(SEED, 'ops.RunSQL("CREATE TABLE husk (id INT)"), ops.RunSQL("DROP TABLE tortoise_migrations"),')
    database = Database(url, [app])
    with pytest.raises(PluginError, match="undone"):
        await migrate(database, progress=silent)
    assert await tables(database) == {"seed"}
    assert await plan(database) == ["sprout.0002_step"]


async def test_a_migration_that_wants_no_transaction_gets_none(url: str, sprout: Sprout, tmp_path: Path) -> None:
    """It is applied and recorded; when it fails, the sentence does not promise that it was undone."""
    app = sprout(SEED, HALF)
    step = tmp_path / app.migrations.replace(".", "/") / "0002_step.py"
    step.write_text(step.read_text().replace("    operations", "    atomic = False\n    operations"))
    database = Database(url, [app])
    with pytest.raises(PluginError, match="failed half-way"):
        await migrate(database, progress=silent)
    assert await tables(database) == {"seed", "husk"}


async def test_migrations_that_do_not_fit_together_are_refused(url: str, sprout: Sprout, tmp_path: Path) -> None:
    """A missing parent, a file without a migration, a module that is not there: one sentence, nothing applied."""
    missing = sprout(SEED)
    step = tmp_path / missing.migrations.replace(".", "/") / "0001_step.py"
    step.write_text(step.read_text().replace("dependencies = []", 'dependencies = [("sprout", "0000_lost")]'))
    empty = sprout(SEED)
    (tmp_path / empty.migrations.replace(".", "/") / "0001_step.py").write_text("")
    gone = App("sprout", sprout(SEED).models, "sprout_without_migrations")
    for app in (missing, empty, gone):
        with pytest.raises(PluginError, match=r"^The migrations do not fit together: [^\n]+\.$"):
            await migrate(Database(url, [app]), progress=silent)
        assert await tables(Database(url, [app])) == set()


async def test_migrating_a_database_that_is_away_is_unavailable(sprout: Sprout) -> None:
    """plan and migrate say so in one sentence."""
    away = Database("postgres://nobody@127.0.0.1:1/cases", [sprout(SEED)])
    with pytest.raises(Unavailable, match="cannot be opened"):
        await plan(away)
    with pytest.raises(Unavailable, match="cannot be opened"):
        await migrate(away, progress=silent)


async def test_statements_may_contain_semicolons(url: str, sprout: Sprout) -> None:
    """Literals and, on SQLite, trigger bodies are not cut at theirs."""
    history = """
        ops.RunSQL("CREATE TABLE husk (id INT, remark TEXT DEFAULT 'a;b'); CREATE TABLE stem (id INT); "),
        ops.RunSQL("INSERT INTO husk (id) VALUES (1)"),
    """
    trigger = 'ops.RunSQL("CREATE TRIGGER grow AFTER INSERT ON husk BEGIN DELETE FROM stem; DELETE FROM stem; END"),'
    database = Database(url, [sprout(history, trigger if url.startswith("sqlite") else "")])
    await migrate(database, progress=silent)
    await database.open()
    assert await database.rows(Sql("SELECT remark FROM husk")) == [{"remark": "a;b"}]
    await database.close()


async def test_made_migrations_carry_the_models_and_are_made_once(url: str, sprout: Sprout, tmp_path: Path) -> None:
    """A file for each app, later apps depending on earlier ones; nothing is connected to; then nothing is left."""
    seeds, flowers = sprout(), replace(sprout(models=FLOWER), label="flowers")
    database = Database(url, [seeds, flowers])
    away = Database("postgres://nobody@127.0.0.1:1/cases", [seeds, flowers])
    files = await make_migrations(away)
    assert [file.relative_to(tmp_path).as_posix() for file in files] == [
        f"{seeds.migrations.replace('.', '/')}/0001_initial.py",
        f"{flowers.migrations.replace('.', '/')}/0001_initial.py",
    ]
    assert "dependencies = [('sprout', '0001_initial')]" in files[1].read_text()
    assert await make_migrations(away) == []
    await migrate(database, progress=silent)
    assert await tables(database) == {"seed", "flower"}


FLOWER = """
from tortoise import fields
from tortoise.models import Model


class Flower(Model):
    id = fields.IntField(primary_key=True)
    seed = fields.ForeignKeyField("sprout.Seed")

    class Meta:
        app = "flowers"
        table = "flower"
"""


async def test_the_toy_history_ends_at_the_toy_models(sqlite_url: str) -> None:
    """Nothing is left to write for models whose history is complete, and no database is opened to see that."""
    database = Database(sqlite_url, [FOREST, GARDEN])
    assert await make_migrations(database) == []
    assert database.file is not None
    assert not database.file.exists()
