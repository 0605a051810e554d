"""The migrations behind an archive: those of the database it comes from, and those this installation knows."""

from tortoise.migrations.migration import Migration
from tortoise.migrations.recorder import MigrationRecorder

from casewright.db.database import Database
from casewright.db.migrations import Runner
from casewright.errors import Refused, Unavailable


async def applied(database: Database) -> frozenset[str]:
    """What was applied to the opened database, as `label.name`."""
    keys = await MigrationRecorder(database.connection).applied_migrations()
    return frozenset(f"{key.app_label}.{key.name}" for key in keys)


async def known(database: Database) -> frozenset[str]:
    """What core and plugins of this installation bring; raises PluginError for files that do not fit together."""
    runner = Runner(database)
    await runner.pending()
    return frozenset(f"{key.app_label}.{key.name}" for key in runner.loader.graph.nodes)


async def check_current(database: Database) -> tuple[str, ...]:
    """The migrations of a database that is exactly as this installation knows it; raises Unavailable when it is
    behind, Refused when it is ahead."""
    there, here = await applied(database), await known(database)
    if here - there:
        raise Unavailable("the database is not up to date; run casewright migrate first")
    if there - here:
        names = ", ".join(sorted(there - here))
        raise Refused(f"the database has {names}, which is not installed here", rule="archive.migrations")
    return tuple(sorted(there))


class Until(Runner):
    """Applies some of the migrations only: those the rows of an archive come from."""

    def __init__(self, database: Database, wanted: frozenset[str]) -> None:
        super().__init__(database)
        self._wanted = wanted

    async def pending(self) -> list[Migration]:
        """What is missing of those that are wanted, in order."""
        return [each for each in await super().pending() if f"{each.app_label}.{each.name}" in self._wanted]
