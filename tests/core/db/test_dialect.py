"""The differences between the databases, seen from outside as none."""

from datetime import UTC, date, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from casewright_toy.forest.models import Tree
from hypothesis import given
from hypothesis import strategies as st

from casewright.db.database import Database
from casewright.db.dialect import Dialect, bind, json_field
from casewright.db.sql import Sql
from casewright.errors import Invalid

UNSTORABLE = [
    "a\0b",
    "\ud800",
    "x\udfff",
    2**63,
    -(2**63) - 1,
    float("nan"),
    float("-inf"),
    Decimal("NaN"),
    Decimal("Infinity"),
    datetime(2026, 3, 1),  # noqa: DTZ001
    datetime(1, 1, 1, tzinfo=timezone(timedelta(hours=5))),
]
EAST = timezone(timedelta(hours=5))
FIRST, LAST = datetime(1, 1, 2), datetime(9999, 12, 30)  # noqa: DTZ001 - hypothesis adds the zones
ZONES = st.sampled_from([UTC, EAST, timezone(timedelta(hours=-9, minutes=-30))])
zoned = st.datetimes(FIRST, LAST, timezones=ZONES)


@pytest.fixture
async def database(forest: Database) -> Database:
    """An open database without trees."""
    await forest.execute(Sql("DELETE FROM tree"))
    return forest


async def plant(**values: Any) -> UUID:
    """One tree, written by Tortoise."""
    tree = await Tree.create(**{"id": uuid4(), "name": "oak"} | values)
    return tree.id


@pytest.mark.parametrize(
    ("kind", "stored", "operator", "value"),
    [
        ("text", "2026-03-01", ">", "2026-02-28"),
        ("text", "100", "<", "20"),
        ("number", "100.50", ">", 20),
        ("number", "0.10", "=", Decimal("0.1")),
        ("number", 100, ">", Decimal("20.5")),
        ("number", 0.1, "=", 0.1),
        ("number", "-3", "<", Decimal("-2.5")),
        ("boolean", True, "=", True),
        ("boolean", False, "=", False),
    ],
)
async def test_json_fields_compare_as_their_kind(
    database: Database, kind: Any, stored: object, operator: str, value: object
) -> None:
    """Texts compare as texts, numbers as numbers (decimals are stored as text), booleans as booleans."""
    await plant(fields_={"key": stored})
    field = json_field(database.dialect, "fields", "key", kind)
    assert await database.rows(Sql(f"SELECT name FROM tree WHERE {field} {operator} ?", (value,))) == [{"name": "oak"}]


@pytest.mark.parametrize("fields", [{}, {"key": None}])
@pytest.mark.parametrize("kind", ["text", "number", "boolean"])
async def test_absent_json_fields_are_null(database: Database, kind: Any, fields: dict[str, object]) -> None:
    """An absent key and a null are both NULL."""
    await plant(fields_=fields)
    field = json_field(database.dialect, "fields", "key", kind)
    assert len(await database.rows(Sql(f"SELECT 1 AS one FROM tree WHERE {field} IS NULL"))) == 1


@pytest.mark.parametrize("key", ["", "a b", "a'b", "a.b", 'a"b', "a-b", "ключ", "a\n", "x" * 65, "a') OR 1=1 --"])
@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
def test_only_names_of_fields_become_part_of_a_path(dialect: Dialect, key: str) -> None:
    """Nothing a client could send reaches the text."""
    with pytest.raises(ValueError, match="is not the name of a field"):
        json_field(dialect, "fields", key, "text")


@pytest.mark.parametrize("key", ["a", "9", "_", "x" * 64, "Ab_9"])
async def test_every_name_of_a_field_works(database: Database, key: str) -> None:
    """All names the rule allows are legal paths in both databases."""
    await plant(fields_={key: "found"})
    field = json_field(database.dialect, "fields", key, "text")
    assert await database.rows(Sql(f"SELECT {field} AS value FROM tree")) == [{"value": "found"}]


async def test_own_sql_finds_what_tortoise_wrote(database: Database) -> None:
    """Ids, times of any zone, decimals and booleans are bound as Tortoise stores them."""
    planted_at = datetime(2026, 3, 1, 0, 30, tzinfo=UTC)
    id = await plant(planted_at=planted_at, felled=True, value=Decimal("12.50"))
    condition = Sql("id = ? AND felled = ? AND planted_at = ?", (id, True, planted_at.astimezone(EAST)))
    decimal = Sql(" AND value = ?", (Decimal("12.50"),))
    assert await database.rows(Sql("SELECT name FROM tree WHERE ") + condition + decimal) == [{"name": "oak"}]


async def test_tortoise_reads_what_own_sql_wrote(database: Database) -> None:
    """And the other way round."""
    id, planted_at = uuid4(), datetime(2026, 3, 1, 0, 30, 0, 5, tzinfo=EAST)
    values = (id, "elm", planted_at, Decimal("0.00"), False, "{}")
    await database.execute(
        Sql("INSERT INTO tree (id, name, planted_at, value, felled, fields) VALUES (?, ?, ?, ?, ?, ?)", values)
    )
    tree = await Tree.get(id=id)
    assert (tree.planted_at, tree.value, tree.felled, tree.fields_) == (planted_at, Decimal("0.00"), False, {})


@given(zoned, zoned)
def test_times_order_as_text_on_sqlite_as_they_order_in_time(one: datetime, other: datetime) -> None:
    """SQLite compares text; in UTC and one format that is the order of time."""
    texts = bind("sqlite", one), bind("sqlite", other)
    assert (texts[0] < texts[1]) == (one < other)
    assert (texts[0] == texts[1]) == (one == other)


def test_times_of_other_zones_would_order_wrongly_as_text() -> None:
    """Control: without the conversion a later moment sorts before an earlier one."""
    earlier, later = datetime(2026, 3, 1, 4, tzinfo=EAST), datetime(2026, 3, 1, 0, tzinfo=UTC)
    assert earlier < later
    assert earlier.isoformat(" ") > later.isoformat(" ")
    assert bind("sqlite", earlier) < bind("sqlite", later)


@given(st.decimals(allow_nan=False, allow_infinity=False))
def test_decimals_survive_sqlite_without_an_exponent(value: Decimal) -> None:
    """The text is the exact value in plain digits."""
    text = bind("sqlite", value)
    assert Decimal(text) == value
    assert "E" not in text


@pytest.mark.parametrize("value", [None, 1, "text", b"bytes", date(2026, 3, 1), True])
def test_other_values_pass_to_postgres_as_they_are(value: object) -> None:
    """Its driver knows them."""
    assert bind("postgres", value) is value


@pytest.mark.parametrize("dialect", ["sqlite", "postgres"])
@pytest.mark.parametrize("value", UNSTORABLE)
def test_values_no_database_can_hold_are_refused(dialect: Dialect, value: object) -> None:
    """One sentence, and the same on both databases."""
    with pytest.raises(Invalid):
        bind(dialect, value)
