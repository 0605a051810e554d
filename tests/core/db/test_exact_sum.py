"""Sums of decimals: the same digits on both databases, and all of them."""

from decimal import Decimal
from uuid import uuid4

import pytest
from casewright_toy.forest.models import Tree

from casewright.db.database import Database
from casewright.db.exact_sum import exact_sum
from casewright.db.sql import Sql

FINE = ["0.1", "0.2", "123456789012345678901234567890.01", "-0.00000000000000000000000000000000000000001"]
WHOLE = "123456789012345678901234567890.30999999999999999999999999999999999999999"


async def total(database: Database, sums: str) -> Decimal | None:
    """The sum that SQL gives, of the key `girth`, in a read."""
    [row] = await database.rows(Sql(f"SELECT {sums} AS total FROM tree"))
    return None if row["total"] is None else Decimal(str(row["total"]))


async def plant(*girths: str | None) -> None:
    for girth in girths:
        await Tree.create(id=uuid4(), name="oak", fields_={"girth": girth})


def girth(database: Database) -> str:
    return "json_extract(fields, '$.girth')" if database.dialect == "sqlite" else "(fields->>'girth')"


@pytest.mark.parametrize(
    ("girths", "written"),
    [(FINE, WHOLE), (["1.50", None, "2.5"], "4.00"), (["0", "-0.00"], "0.00"), (["1E+3", "1"], "1001"), ([None], None)],
)
async def test_sums_have_all_digits(database: Database, girths: list[str | None], written: str | None) -> None:
    """As many places as the finest number has, none lost; nothing added up is no number."""
    await plant(*girths)
    found = await total(database, exact_sum(database.dialect, girth(database)))
    assert (None if found is None else format(found, "f")) == written


async def test_they_do_so_within_a_transaction(database: Database) -> None:
    """There the connection that writes reads."""
    async with database.transaction():
        await plant(*FINE)
        assert await total(database, exact_sum(database.dialect, girth(database))) == Decimal(WHOLE)


@pytest.mark.parametrize("url", ["sqlite"], indirect=True)
async def test_sqlite_alone_would_lose_digits(database: Database) -> None:
    """Control: its own sum is one of floats."""
    await plant(*FINE)
    assert await total(database, f"sum({girth(database)})") != Decimal(WHOLE)
