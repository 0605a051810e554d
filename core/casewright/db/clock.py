"""The time that processes on several machines agree on: that of their database."""

from datetime import UTC, datetime, timedelta

from casewright.db.database import Database
from casewright.db.sql import Sql


def machine_time() -> datetime:
    """The present moment as this machine has it, in UTC."""
    return datetime.now(UTC)


class DatabaseClock:
    """The present moment as the database has it; until it was compared, as this machine has it.

    A worker whose machine is ahead would ring deadlines early, and take what others have in hand for abandoned.
    """

    def __init__(self) -> None:
        self._ahead = timedelta()

    def __call__(self) -> datetime:
        return machine_time() - self._ahead

    async def compare(self, database: Database) -> None:
        """Measure how far this machine is ahead of the server; a file has the time of its machine.

        What the answer took counts as being ahead, so this clock is late by that much and never early. Raises
        Unavailable.
        """
        if not database.file:
            [row] = await database.rows(Sql("SELECT clock_timestamp() AS now"))
            self._ahead = machine_time() - row["now"]
