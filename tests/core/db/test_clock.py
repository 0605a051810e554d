"""Machines whose clocks differ agree on the time of their database."""

from datetime import timedelta

import pytest

from casewright.db import clock
from casewright.db.clock import DatabaseClock, machine_time
from casewright.db.database import Database
from casewright.platform import CORE


@pytest.mark.parametrize("minutes", [-10, 10])
async def test_a_machine_with_a_wrong_clock_has_the_time_of_the_database(
    database_url: str, dialect: str, monkeypatch: pytest.MonkeyPatch, minutes: int
) -> None:
    """Never early by it; a file has no time but the machine's, and without comparing a clock stays wrong."""
    wrong = timedelta(minutes=minutes)
    monkeypatch.setattr(clock, "machine_time", lambda: machine_time() + wrong)
    now, database = DatabaseClock(), Database(database_url, [CORE])
    assert abs(now() - machine_time() - wrong) < timedelta(minutes=1)
    await database.open()
    await now.compare(database)
    ahead = now() - machine_time()
    await database.close()
    assert abs(ahead - (timedelta() if dialect == "postgres" else wrong)) < timedelta(minutes=1)
    assert ahead < timedelta() or dialect == "sqlite"
