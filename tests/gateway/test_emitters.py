"""The JSON that PostgreSQL puts together, member by member."""

import json
import os
from typing import Any

import asyncpg
import pytest

from casewright.db.sql import Sql
from casewright_gateway.planner.emitters import Postgres

AWKWARD = (
    'quotes " and \\ and /',
    "a line\nand a tab\t and \x01",
    "Zoë, 日本, \U0001f600",
    "",
    "{}",
    "null",
    "$1 ? %s",
)
EMITTER = Postgres()


async def written(value: Sql) -> Any:
    """What the database makes of a value, read as JSON."""
    server = os.environ.get("CASEWRIGHT_TEST_POSTGRES")
    if not server:
        pytest.skip("CASEWRIGHT_TEST_POSTGRES is not set")
    connection = await asyncpg.connect(server)
    try:
        text, values = (Sql("SELECT ") + EMITTER.text(value)).render("postgres")
        return json.loads(await connection.fetchval(text, *values))
    finally:
        await connection.close()


@pytest.mark.parametrize("text", AWKWARD)
async def test_texts_are_escaped(text: str) -> None:
    """Whatever is in a text, it is that text again."""
    assert await written(EMITTER.object([("said", Sql("to_json(?::text)", (text,)))])) == {"said": text}


@pytest.mark.parametrize("members", [1, 49, 50, 150])
async def test_an_object_has_any_number_of_members(members: int) -> None:
    """A function takes 100 arguments; an object with more members is put together from parts."""
    pairs = [(f"m{number}", Sql(f"{number}::text")) for number in range(members)]
    assert await written(EMITTER.object(pairs)) == {f"m{number}": number for number in range(members)}


async def test_nothing_is_null_and_not_left_out() -> None:
    """In an object, in a list, and for a row that is not there."""
    nowhere = EMITTER.one(Sql("SELECT '1' AS v WHERE false"))
    listed = EMITTER.some(Sql("SELECT v FROM (VALUES ('1'), (NULL)) few (v)"))
    empty = EMITTER.some(Sql("SELECT '1' AS v WHERE false"))
    pairs = [("none", Sql("NULL")), ("nowhere", nowhere), ("listed", listed), ("empty", empty)]
    assert await written(EMITTER.object(pairs)) == {"none": None, "nowhere": None, "listed": [1, None], "empty": []}
