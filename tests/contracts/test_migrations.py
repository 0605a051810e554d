"""Models and migrations are two descriptions of one thing."""

import sqlite3
from pathlib import Path

from casewright import migrations
from casewright.db.database import Database
from casewright.db.migrations import make_migrations, migrate
from casewright.platform import CORE
from kit import CORE_MIGRATIONS


def written() -> list[Path]:
    """The migrations, in order."""
    return sorted(Path(migrations.__path__[0]).glob("[0-9]*.py"))


async def test_the_models_need_no_migration_that_is_not_written(tmp_path: Path) -> None:
    """Changing a model without its migration fails here."""
    before = written()
    made = await make_migrations(Database(f"sqlite:///{tmp_path / 'none.db'}", [CORE]))
    for file in set(made) - set(before):
        file.unlink()
    assert made == []


async def test_migrating_twice_changes_nothing(tmp_path: Path) -> None:
    """A second run finds nothing to do."""
    file = tmp_path / "twice.db"
    first: list[str] = []
    second: list[str] = []
    for heard in (first, second):
        await migrate(Database(f"sqlite:///{file}", [CORE]), progress=heard.append)
    assert first == [f"applied {name}" for name in CORE_MIGRATIONS]
    assert second == []
    with sqlite3.connect(file) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    assert {"case", "event", "delivery", "document_version"} <= names
