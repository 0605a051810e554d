"""What a database must be for an archive to be restored into it: known, empty, and of the same tables."""

from casewright.archive.history import applied, known
from casewright.archive.manifest import Manifest
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.errors import Refused

_RECORD = "tortoise_migrations"
_TABLES = {
    "sqlite": "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY name",
    "postgres": "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename",
}
_COLUMNS = {
    "sqlite": "SELECT name FROM pragma_table_info(?)",
    "postgres": "SELECT column_name AS name FROM information_schema.columns"
    " WHERE table_schema = current_schema() AND table_name = ?",
}


async def check_target(database: Database, manifest: Manifest) -> None:
    """Raises Refused unless the opened database has no rows and nothing of the archive is unknown here."""
    unknown = set(manifest.migrations) - await known(database)
    if unknown:
        message = (
            f"the archive of casewright {manifest.casewright} needs {', '.join(sorted(unknown))}, which is not"
            " installed here; install the version and the plugins it comes from"
        )
        raise Refused(message, rule="restore.migrations")
    for row in await database.rows(Sql(_TABLES[database.dialect])):
        if row["name"] != _RECORD and await _has_rows(database, row["name"]):
            message = f"the database is not empty, there are rows in {row['name']}; restore into a new one"
            raise Refused(message, rule="restore.empty")
    if await applied(database) - set(manifest.migrations):
        message = "the tables of the database are newer than the archive; restore into a new one without tables"
        raise Refused(message, rule="restore.empty")


async def _has_rows(database: Database, table: str) -> bool:
    return bool(await database.rows(Sql(f'SELECT 1 FROM "{table}" LIMIT 1')))  # noqa: S608


async def check_columns(database: Database, manifest: Manifest) -> None:
    """Raises Refused unless the names in the archive are those of the database; only then may they become SQL."""
    for table in manifest.tables:
        rows = await database.rows(Sql(_COLUMNS[database.dialect], (table.name,)))
        if {row["name"] for row in rows} != set(table.columns):
            message = f"the table {table.name} has other columns here than in the archive"
            raise Refused(message, rule="restore.columns")
