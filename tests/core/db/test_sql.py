"""SQL values: text and parameters stay apart, and in step."""

import re
import sqlite3
from collections.abc import Sequence
from uuid import uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from casewright.db.database import Database
from casewright.db.sql import Sql

values = st.one_of(st.integers(-1000, 1000), st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.booleans())
parts = st.lists(values, max_size=4).map(lambda row: Sql(" ".join(["x = ?"] * len(row)), tuple(row)))

HOSTILE = [
    "'; DROP TABLE tree; --",
    "' OR '1'='1",
    '" OR ""="',
    "\\' OR 1=1 --",
    "?",
    "$1",
    "%s",
    ":name",
    "/* */ -- ;",
    "ł ß 漢字 \U0001f333",
    "a\nb\tc",
]


@given(st.lists(parts, max_size=6))
def test_postgres_placeholders_are_numbered_in_the_order_of_the_values(pieces: list[Sql]) -> None:
    """However pieces are joined, the n-th placeholder is $n and takes the n-th value."""
    joined = Sql.join(" | ", pieces)
    text, bound = joined.render("postgres")
    assert re.findall(r"\$\d+", text) == [f"${number}" for number in range(1, len(bound) + 1)]
    assert bound == [value for piece in pieces for value in piece.params]
    assert re.sub(r"\$\d+", "?", text) == joined.text == joined.render("sqlite")[0]


@given(parts, parts, parts)
def test_adding_keeps_text_and_values_in_step(one: Sql, two: Sql, three: Sql) -> None:
    """Adding is associative and is joining with nothing between."""
    assert (one + two) + three == one + (two + three) == Sql.join("", [one, two, three])


@given(st.lists(st.booleans(), max_size=6))
def test_all_of_and_any_of_mean_what_python_means(facts: list[bool]) -> None:
    """A database agrees with all() and any(), also for no parts at all and when combined."""
    pieces = [Sql("?", (fact,)) for fact in facts]
    assert ask(Sql.all_of(pieces)) == all(facts)
    assert ask(Sql.any_of(pieces)) == any(facts)
    assert ask(Sql.all_of([Sql.any_of(pieces), Sql.all_of(pieces)])) == (any(facts) and all(facts))


@given(st.integers(0, 5), st.lists(st.integers(0, 5), max_size=5))
def test_one_of_is_membership(value: int, among: Sequence[int]) -> None:
    """A column is one of the values, and never one of none."""
    assert ask(Sql.one_of(str(value), among)) == (value in among)


def ask(condition: Sql) -> bool:
    """What SQLite thinks of a condition."""
    text, bound = (Sql("SELECT ") + condition).render("sqlite")
    connection = sqlite3.connect(":memory:")
    try:
        [answer] = connection.execute(text, bound).fetchone()
    finally:
        connection.close()
    return bool(answer)


@pytest.mark.parametrize(("text", "params"), [("a = ?", ()), ("a = 1", (1,)), ("a = '?'", ())])
def test_placeholders_without_values_are_refused(text: str, params: tuple[object, ...]) -> None:
    """As many placeholders as values, or nothing."""
    with pytest.raises(ValueError, match="placeholders but"):
        Sql(text, params)


@pytest.mark.parametrize("text", ["a = '?'", "a = 'it''s ?'", 'a = "?"', 'a = "b""?"'])
def test_a_placeholder_inside_quotes_is_refused(text: str) -> None:
    """It would be a literal here and a value there."""
    with pytest.raises(ValueError, match="inside quotes"):
        Sql(text, (1,)).render("postgres")


def test_quotes_around_anything_else_stay_as_they_are() -> None:
    """Literals and quoted names pass, placeholders beside them are numbered."""
    sql = Sql("""'it''s' || "a ""b" || ? || '$1' || ?""", (1, 2))
    assert sql.render("postgres")[0] == """'it''s' || "a ""b" || $1 || '$1' || $2"""


@pytest.mark.parametrize("name", HOSTILE)
async def test_hostile_values_are_only_values(database: Database, name: str) -> None:
    """What looks like SQL is stored and found as it is, and harms nothing."""
    for stored in (name, "oak"):
        tree = (uuid4(), stored, False, "{}")
        await database.execute(Sql("INSERT INTO tree (id, name, felled, fields) VALUES (?, ?, ?, ?)", tree))
    found = await database.rows(Sql("SELECT name FROM tree WHERE ") + Sql.one_of("name", [name]))
    assert found == [{"name": name}]
    assert await database.rows(Sql("SELECT count(*) AS n FROM tree")) == [{"n": 2}]


async def test_a_hostile_value_in_the_text_would_find_every_row(database: Database) -> None:
    """Control: written into the text, the same value finds what it should not."""
    for stored in ("elm", "oak"):
        tree = (uuid4(), stored, False, "{}")
        await database.execute(Sql("INSERT INTO tree (id, name, felled, fields) VALUES (?, ?, ?, ?)", tree))
    hostile = "' OR '1'='1"
    assert await database.rows(Sql("SELECT name FROM tree WHERE name = ?", (hostile,))) == []
    assert len(await database.rows(Sql(f"SELECT name FROM tree WHERE name = '{hostile}'"))) == 2
