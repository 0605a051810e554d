"""Rows as SQL: many in one statement, stored as Tortoise stores them, and several statements in one step."""

from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from casewright_toy.forest.models import Leaf, Tree
from tortoise.exceptions import IntegrityError

from casewright.db.batch import beside, inserted, updated
from casewright.db.database import Database
from casewright.db.dialect import Dialect
from casewright.db.sql import Sql

NOON = datetime(2026, 3, 2, 12, 0, 0, 120_000, tzinfo=UTC)
ODD = "Łódź \"q\" 'd' \\ ? $1 %s 🌳 \u202e\n\t'; --"
TREES: list[dict[str, Any]] = [
    {"height": None, "value": None, "planted_at": None, "felled": False, "fields_": {}},
    {"height": -(2**31), "value": Decimal("-0.10"), "planted_at": NOON, "felled": True, "fields_": {"a": [1, None]}},
    {"height": 7, "value": Decimal("12.50"), "planted_at": NOON.replace(microsecond=0), "felled": False}
    | {"fields_": {ODD: ODD, "deep": {"x": [True, 1.5, 2**53 + 1]}}},
    {"height": 8, "value": None, "planted_at": NOON.astimezone(timezone(timedelta(hours=9))), "felled": False}
    | {"fields_": {"zero": 0}},
]


def trees(first: int) -> list[dict[str, Any]]:
    """The rows, with ids from `first` on."""
    return [
        {"id": UUID(int=first + place), "name": f"{ODD}{place}", "rings": place, **tree}
        for place, tree in enumerate(TREES)
    ]


async def stored(database: Database) -> list[dict[str, Any]]:
    """Every tree as it is in the database, its id left out."""
    rows = await database.rows(Sql("SELECT * FROM tree ORDER BY id"))
    return [{name: value for name, value in row.items() if name != "id"} for row in rows]


async def test_rows_are_stored_as_tortoise_stores_them(database: Database) -> None:
    """Texts, times of any zone, numbers, JSON and nothing at all."""
    assert await database.execute(inserted(database.dialect, Tree, trees(1))) == len(TREES)
    ours = await stored(database)
    await database.execute(Sql("DELETE FROM tree"))
    await Tree.bulk_create([Tree(**tree) for tree in trees(1)])
    assert ours == await stored(database)


async def test_one_text_for_any_number_of_rows(database: Database) -> None:
    """What the database prepares depends on the table only; the rows are one value."""
    one, many = (inserted(database.dialect, Tree, rows) for rows in (trees(1)[:1], trees(1)))
    assert one.text == many.text
    assert len(one.params) == len(many.params) == 1


async def test_a_row_takes_the_place_of_another_and_keeps_its_id(database: Database) -> None:
    """By the columns named; the others are new."""
    old, new = trees(1)[2], {**trees(9)[2], "rings": 99, "fields_": {"new": True}}
    await database.execute(inserted(database.dialect, Tree, [old]))
    await database.execute(inserted(database.dialect, Tree, [new], by=("name", "height")))
    [tree] = await Tree.all()
    assert (tree.id, tree.rings, tree.fields_) == (old["id"], 99, {"new": True})


async def test_rows_are_changed_where_it_says(database: Database) -> None:
    """JSON among the new values; the count is that of the rows changed."""
    await database.execute(inserted(database.dialect, Tree, trees(1)))
    columns = {"fields_": {"cut": ODD}, "felled": True, "planted_at": NOON, "height": None}
    assert await database.execute(updated(Tree, columns, Sql("rings < ?", (2,)))) == 2
    felled = await Tree.filter(felled=True).order_by("rings")
    assert [(tree.rings, tree.fields_, tree.planted_at) for tree in felled] == [
        (0, {"cut": ODD}, NOON),
        (1, {"cut": ODD}, NOON),
    ]


async def test_statements_go_together_and_the_first_is_counted(database: Database) -> None:
    """A tree and its leaves in one step; the parent comes first where the order matters."""
    leaves = [{"id": number, "tree_id": trees(1)[0]["id"], "colour": "red"} for number in range(3)]
    async with database.transaction():
        written = await database.execute(
            inserted(database.dialect, Tree, trees(1)[:2]), inserted(database.dialect, Leaf, leaves)
        )
    assert written == 2
    assert await Leaf.filter(colour="red").count() == 3


async def test_when_one_of_them_fails_none_is_done(database: Database) -> None:
    """A leaf without its tree takes the trees with it."""
    lost = [{"id": 1, "tree_id": UUID(int=77), "colour": "red"}]
    with pytest.raises(IntegrityError):
        async with database.transaction():
            await database.execute(inserted(database.dialect, Tree, trees(1)), inserted(database.dialect, Leaf, lost))
    assert await Tree.all().count() == 0


def test_statements_beside_each_other_are_one_for_postgres() -> None:
    """The values keep the order of the text, and the outcome is that of the first statement."""
    first, second = Sql("UPDATE a SET x = ?", (1,)), Sql("DELETE FROM b WHERE y = ?", (2,))
    assert beside(first, [second]) == Sql("WITH w0 AS (DELETE FROM b WHERE y = ?) UPDATE a SET x = ?", (2, 1))
    assert beside(first, []) == first


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_a_value_of_no_kind_the_databases_know_is_refused(dialect: Dialect) -> None:
    """Rather than stored as something else."""
    with pytest.raises(TypeError):
        inserted(dialect, Tree, [{"name": object()}])
