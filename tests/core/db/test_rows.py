"""The rows of a change: defaults, checks, and what is written of them."""

from uuid import UUID

import pytest
from casewright_toy.forest.models import Tree

from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.errors import Invalid
from casewright.operations.rows import Rows

OAK = UUID(int=1)


async def written(database: Database, rows: Rows) -> None:
    """Write them, in one step and one transaction."""
    async with database.transaction():
        await database.execute(*rows.statements(database.dialect))


async def test_what_is_not_given_is_the_default_of_the_model(database: Database) -> None:
    """Of Python, made anew or not, and of the database; by columns as by an instance."""
    rows = Rows()
    assert rows.insert(Tree, id=OAK, name="oak") == OAK
    rows.add(Tree(id=UUID(int=2), name="elm"))
    await written(database, rows)
    for tree in await Tree.all():
        assert (tree.rings, tree.felled, tree.fields_, tree.height) == (0, False, {}, None)


async def test_changes_come_before_new_rows(database: Database) -> None:
    """So what is new is not among what was changed."""
    first = Rows()
    first.insert(Tree, id=OAK, name="oak")
    await written(database, first)
    second = Rows()
    second.insert(Tree, id=UUID(int=2), name="elm")
    second.amend(Tree, Sql("felled = ?", (False,)), felled=True)
    await written(database, second)
    assert await Tree.filter(felled=True).values_list("name", flat=True) == ["oak"]


async def test_rows_of_several_are_written_together(database: Database) -> None:
    """One statement for each table and each change."""
    rows = Rows()
    for number in range(1, 4):
        one = Rows()
        one.insert(Tree, id=UUID(int=number), name=f"tree {number}")
        rows.take(one)
    assert len(list(rows.statements(database.dialect))) == 1
    await written(database, rows)
    assert await Tree.all().count() == 3


@pytest.mark.parametrize("name", ["a\x00b", "\ud800", "x" * 81])
async def test_text_that_no_database_keeps_is_refused(name: str) -> None:
    """When it is collected, whichever way, so that nothing is written."""
    rows = Rows()
    with pytest.raises(Invalid):
        rows.insert(Tree, id=OAK, name=name)
    with pytest.raises(Invalid):
        rows.add(Tree(id=OAK, name=name))
    with pytest.raises(Invalid):
        rows.amend(Tree, Sql("1 = 1"), name=name)
    assert list(rows.statements("sqlite")) == []
