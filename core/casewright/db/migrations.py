"""Tortoise's migration files, our own runner: one process at a time, each migration whole or not at all.

The stock runner loads one app alone, takes no lock, records a migration after and outside its transaction, and on
SQLite loses the rows that refer to a rebuilt table.
"""

import importlib
from collections.abc import AsyncIterator, Callable, Collection, Iterator
from contextlib import asynccontextmanager, contextmanager
from dataclasses import dataclass
from pathlib import Path

from tortoise.backends.base.client import BaseDBAsyncClient
from tortoise.context import TortoiseContext
from tortoise.migrations.autodetector import MigrationAutodetector
from tortoise.migrations.exceptions import TortoiseMigrationError
from tortoise.migrations.executor import MigrationExecutor
from tortoise.migrations.graph import MigrationKey
from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder
from tortoise.migrations.schema_editor import BaseSchemaEditor
from tortoise.migrations.schema_generator.state import State
from tortoise.migrations.schema_generator.state_apps import StateApps

from casewright.db.database import Database
from casewright.db.editor import Editor
from casewright.db.exclusive import exclusive
from casewright.errors import CasewrightError, PluginError


async def plan(database: Database) -> list[str]:
    """The migrations not yet applied, as `label.name`, in the order in which they will be.

    Raises Unavailable when the database does not answer, PluginError for migration files that do not fit together.
    """
    async with database.apart() as apart:
        return await pending(apart)


async def pending(database: Database) -> list[str]:
    """The same for a database that is open; all of them when it does not answer."""
    return [_name(migration) for migration in await Runner(database).pending()]


async def migrate(database: Database, *, progress: Callable[[str], None]) -> None:
    """Apply every migration that is missing; `progress` hears one sentence for each.

    Raises PluginError when one fails: it is undone, those before it stay. Raises Unavailable like `plan`.
    """
    async with exclusive(database) as apart:
        await Runner(apart).apply(progress)
        fenced = await apart.put_up_fence()
    if fenced:
        progress(f"fenced {len(fenced)} tables by tenant")


async def make_migrations(database: Database) -> list[Path]:
    """Write a migration file for each app whose models changed, in order, and return the files. Needs no server.

    A person reads every file before it is committed: a removed and an added model of equal shape become a renaming.
    """
    return [path for app in database.apps for path in await _write_migrations(database, app.label)]


async def _write_migrations(database: Database, label: str) -> list[Path]:
    importlib.invalidate_caches()  # the files of the apps before are new
    config = database.config()
    with TortoiseContext() as context:
        await context.init(config=config, init_connections=False)
        assert context.apps is not None
        changes = await MigrationAutodetector(context.apps, config["apps"]).changes()
        return [writer.write() for writer in changes if writer.app_label == label]


class _Tables(StateApps):
    """The models that a migration sees: tables with columns. Who needs their rows asks the client of the editor.

    To make the models ready for queries, all of them after every step, is most of what a migration costs otherwise.
    """

    def _build_initial_querysets(self) -> None:
        """Left out."""

    def kept(self) -> "_Tables":
        """The models as they are now: a step puts others in their place and leaves them as they were."""
        kept = _Tables(default_connections=self._default_connections, connections=self._connections)
        kept.apps = {label: dict(models) for label, models in self.apps.items()}
        return kept


@dataclass
class _Schema(State):
    """What the migrations made so far."""

    apps: _Tables

    def clone(self) -> State:
        """What a step looks back at. Tortoise would make all models anew, which takes longer than all else it does."""
        models = {key: model.clone() for key, model in self.models.items()}
        return _Schema(models=models, apps=self.apps.kept())


class Runner(MigrationExecutor):
    """Applies what is missing, forward only, over one opened database."""

    def __init__(self, database: Database) -> None:
        super().__init__(database.connection, database.config()["apps"])
        self.database = database

    async def pending(self) -> list[Migration]:
        """What is missing, in order."""
        try:
            return [step.migration for step in await self.plan()]
        except (ValueError, ImportError, TortoiseMigrationError) as error:
            raise PluginError(f"The migrations do not fit together: {_first_line(error)}.") from error

    async def apply(self, progress: Callable[[str], None]) -> None:
        """Apply what is missing, each migration in one transaction with its record."""
        await self.recorder.ensure_schema(self._schema_editor(atomic=False))
        migrations = await self.pending()
        if not migrations:
            return  # what follows takes as long as a start otherwise does
        state = await self._state_after(await self.recorder.applied_migrations())
        for migration in migrations:
            with _blame(migration):
                async with self._transaction(migration) as client:
                    await self._apply_one(migration, state, client)
            progress(f"applied {_name(migration)}")

    async def _state_after(self, applied: Collection[MigrationKey]) -> State:
        connections = {label: config["default_connection"] for label, config in self.loader.apps_config.items()}
        state = _Schema(models={}, apps=_Tables(default_connections=connections))
        for key in self._full_plan():
            migration = self.loader.graph.nodes[key]
            if key in applied and migration is not None:
                await migration.apply(state, dry_run=True)
        return state

    @asynccontextmanager
    async def _transaction(self, migration: Migration) -> AsyncIterator[BaseDBAsyncClient]:
        if migration.atomic:
            async with self.database.transaction() as client:
                yield client
        else:
            yield self.connection

    async def _apply_one(self, migration: Migration, state: State, client: BaseDBAsyncClient) -> None:
        editor = self._schema_editor(atomic=migration.atomic)
        editor.client = client
        await migration.apply(state, schema_editor=editor)
        if self.database.dialect == "sqlite":
            await _refuse_orphans(client)
        await MigrationRecorder(client).record_applied(migration.app_label, migration.name)

    def _schema_editor(self, atomic: bool = True, collect_sql: bool = False) -> BaseSchemaEditor:
        if self.database.dialect == "sqlite":
            return Editor(self.connection, atomic=atomic, collect_sql=collect_sql)
        return super()._schema_editor(atomic, collect_sql)


async def _refuse_orphans(client: BaseDBAsyncClient) -> None:
    orphans = await client.execute_query_dict("PRAGMA foreign_key_check")
    if orphans:
        raise ValueError(f"{len(orphans)} rows would be without their parent, the first in {orphans[0]['table']}")


@contextmanager
def _blame(migration: Migration) -> Iterator[None]:
    try:
        yield
    except CasewrightError:
        raise
    except Exception as error:
        outcome = "failed and was undone" if migration.atomic else "failed half-way"
        message = f"The migration {_name(migration)} {outcome}: {_first_line(error)}."
        raise PluginError(message, plugin=migration.app_label) from error


def _name(migration: Migration) -> str:
    return f"{migration.app_label}.{migration.name}"


def _first_line(error: Exception) -> str:
    return str(error).partition("\n")[0].rstrip(".")
