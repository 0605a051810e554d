"""Archives of other versions: an older one is restored as it was and brought up to date, a newer one is refused."""

from pathlib import Path
from uuid import uuid4

import pytest

from casewright.archive.backup import backup
from casewright.db.database import App, Database
from casewright.db.sql import Sql
from casewright.errors import Refused, Unavailable
from casewright.operations.restore import plan, restore
from casewright.operations.upkeep import bring_up
from casewright.platform import CORE, Platform
from kit import CORE_MIGRATIONS
from stack_production.copies import new_bridge, platform_at, same_database, silent, sqlite_only

MODELS = '''
from tortoise import fields
from tortoise.models import Model


class Seed(Model):
    """A seed."""

    id = fields.UUIDField(primary_key=True)
    {fields}

    class Meta:
        app = "sprout"
        table = "seed"
'''
FIRST = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class Migration(migrations.Migration):
    operations = [
        ops.CreateModel(
            name="Seed",
            fields=[("id", fields.UUIDField(primary_key=True)), ("label", fields.CharField(max_length=20))],
            options={"table": "seed", "app": "sprout", "pk_attr": "id"},
            bases=["Model"],
        )
    ]
"""
SECOND = """
from tortoise import fields, migrations
from tortoise.migrations import operations as ops


async def shout(apps, editor):
    await editor.client.execute_query("UPDATE seed SET name = upper(name)")


class Migration(migrations.Migration):
    dependencies = [("sprout", "0001_first")]
    operations = [
        ops.RenameField(model_name="Seed", old_name="label", new_name="name"),
        ops.RunPython(shout),
    ]
"""


def older(folder: Path) -> App:
    """The app as it was."""
    return _app(folder, "label = fields.CharField(max_length=20)", {"0001_first": FIRST})


def newer(folder: Path) -> App:
    """The app as it is, with a column of another name."""
    return _app(folder, "name = fields.CharField(max_length=20)", {"0001_first": FIRST, "0002_second": SECOND})


def _app(folder: Path, fields: str, history: dict[str, str]) -> App:
    name = f"sprout_{uuid4().hex}"
    steps = folder / name / "migrations"
    steps.mkdir(parents=True)
    (folder / name / "__init__.py").touch()
    (steps / "__init__.py").touch()
    (folder / name / "models.py").write_text(MODELS.format(fields=fields))
    for step, text in history.items():
        (steps / f"{step}.py").write_text(text)
    return App("sprout", f"{name}.models", f"{name}.migrations")


def with_app(url: str, folder: Path, *apps: App) -> Platform:
    """A platform whose database has the tables of these apps too."""
    platform = platform_at(url, folder)
    platform.database = Database(url, [CORE, *apps])
    return platform


@pytest.fixture(autouse=True)
def importable(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Apps written into the folder of the test can be imported."""
    monkeypatch.syspath_prepend(tmp_path)


async def sown(url: str, folder: Path, app: App, file: Path) -> None:
    """An archive of a database with one seed, of an app of this version."""
    platform = with_app(url, folder, app)
    await bring_up(platform, silent)
    async with platform:
        await new_bridge(platform, "one")
        [column] = await _columns(platform) - {"id"}
        await platform.database.execute(Sql(f"INSERT INTO seed (id, {column}) VALUES (?, 'oak')", (uuid4(),)))
        await backup(platform, file, silent, silent)


async def _columns(platform: Platform) -> set[str]:
    if platform.database.dialect == "sqlite":
        query = "SELECT name FROM pragma_table_info('seed')"
    else:
        query = "SELECT column_name AS name FROM information_schema.columns WHERE table_name = 'seed'"
    return {row["name"] for row in await platform.database.rows(Sql(query))}


@same_database
async def test_an_older_archive_is_brought_up_to_date(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Its rows go into the tables they come from, and then through the migrations that came since."""
    file = tmp_path / "all.tar"
    await sown(source_url, tmp_path / "source", older(tmp_path), file)
    target = with_app(target_url, tmp_path / "target", newer(tmp_path))
    heard: list[str] = []
    manifest = await restore(target, file, silent, heard.append)
    assert manifest.migrations == (*CORE_MIGRATIONS, "sprout.0001_first")
    assert [line for line in heard if "sprout" in line] == ["applied sprout.0001_first", "applied sprout.0002_second"]
    async with target:
        assert await _columns(target) == {"id", "name"}
        assert [row["name"] for row in await target.database.rows(Sql("SELECT name FROM seed"))] == ["OAK"]


@same_database
async def test_an_archive_from_elsewhere_is_refused(source_url: str, bare_url: str, tmp_path: Path) -> None:
    """Newer than what is installed, or of a plugin that is not: what is missing is named, and nothing is written."""
    file = tmp_path / "all.tar"
    await sown(source_url, tmp_path / "source", newer(tmp_path), file)
    behind = with_app(bare_url, tmp_path / "target", older(tmp_path))
    without = platform_at(bare_url, tmp_path / "target")
    for target, missing in ((behind, "sprout.0002_second"), (without, "sprout.0001_first, sprout.0002_second")):
        with pytest.raises(Refused, match=f"needs {missing}, which is not installed here"):
            await restore(target, file, silent, silent)
        async with target:
            tables = {
                "sqlite": "sqlite_master WHERE type = 'table'",
                "postgres": "pg_tables WHERE schemaname = 'public'",
            }
            assert await target.database.rows(Sql(f"SELECT 1 FROM {tables[target.database.dialect]}")) == []


@sqlite_only
async def test_tables_newer_than_the_archive_are_refused(source_url: str, target_url: str, tmp_path: Path) -> None:
    """Rows cannot go back in time: the target must have no tables then."""
    file = tmp_path / "all.tar"
    await sown(source_url, tmp_path / "source", older(tmp_path), file)
    target = with_app(target_url, tmp_path / "target", newer(tmp_path))
    await bring_up(target, silent)
    with pytest.raises(Refused, match="the tables of the database are newer than the archive; restore into a new one"):
        await plan(target, file, silent)


@sqlite_only
async def test_only_a_database_that_is_known_is_kept(source_url: str, tmp_path: Path) -> None:
    """Behind or ahead of the installation: its tables are not those the models describe."""
    file, both = tmp_path / "all.tar", newer(tmp_path)
    behind, ahead = with_app(source_url, tmp_path, both), platform_at(source_url, tmp_path)
    await bring_up(ahead, silent)
    async with behind:
        with pytest.raises(Unavailable, match="the database is not up to date; run casewright migrate first"):
            await backup(behind, file, silent, silent)
    await bring_up(behind, silent)
    async with ahead:
        sentence = "the database has sprout.0001_first, sprout.0002_second, which is not installed here"
        with pytest.raises(Refused, match=sentence):
            await backup(ahead, file, silent, silent)
    assert not file.exists()
