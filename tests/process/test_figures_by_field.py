"""Figures told apart by the values of a field: whatever the field, and however many values it has."""

from datetime import timedelta
from typing import Any

import pytest

from casewright.db.database import Database
from casewright.db.sql import Sql
from equality.counting import statements
from kit import Person
from process.yard import Yard

BY_NAME = """query($field: String!, $asOf: DateTime) { metrics(caseType: "Garden", asOf: $asOf) {
  byField(field: $field) { value count byOutcome { value count } cycleTime { count median }
    backlogAge { count median } clocks { name } declared { name } } } }"""
HOUR = timedelta(hours=1)


async def named(yard: Yard, *names: str) -> list[dict[str, Any]]:
    """A garden of each name."""
    opened = [await yard.gardener.done("openGarden", "garden { id version }", name=name) for name in names]
    return [each["garden"] for each in opened]


async def apart(person: Person, **asked: Any) -> list[dict[str, Any]]:
    """The figures of each name."""
    found: list[dict[str, Any]] = (await person.ask(BY_NAME, **{"field": "name", **asked}))["metrics"]["byField"]
    return found


async def test_each_value_has_its_figures(yard: Yard) -> None:
    """In the order of the values; what has ended of one value says nothing about another."""
    first, _, _ = await named(yard, "Meadow", "Brook", "Meadow")
    yard.clock.now += 2 * HOUR
    await yard.move(first, "giveUp")
    yard.clock.now += HOUR
    nothing = {"clocks": [], "declared": []}
    brook, meadow = await apart(yard.gardener)
    assert meadow == nothing | {
        "value": "Meadow",
        "count": 2,
        "byOutcome": [{"value": "given_up", "count": 1}],
        "cycleTime": {"count": 1, "median": 7200},
        "backlogAge": {"count": 1, "median": 10800},
    }
    assert brook == nothing | {
        "value": "Brook",
        "count": 1,
        "byOutcome": [],
        "cycleTime": {"count": 0, "median": None},
        "backlogAge": {"count": 1, "median": 10800},
    }
    before = (yard.clock.now - 2 * HOUR).isoformat()
    assert [each["byOutcome"] for each in await apart(yard.gardener, asOf=before)] == [[], []]
    assert await apart(yard.person("nobody")) == []


async def test_a_figure_costs_one_statement_however_many_values_there_are(
    yard: Yard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The values themselves, sums, outcomes, cycle time, age and clocks: six, for one name and for twelve."""
    for names in (["Meadow"], [f"Garden {number}" for number in range(11)]):
        await named(yard, *names)
        with statements(yard.stack.platform.database, monkeypatch) as noted:
            await apart(yard.gardener)
        assert len([text for text in noted if 'FROM "case"' in text]) == 6


async def test_helpers_of_postgresql_take_part(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a value is taken out of JSON once, in a subquery of its own; the control is one that keeps helpers out."""
    database = yard.stack.platform.database
    if database.dialect == "sqlite":
        pytest.skip("SQLite has no helpers")
    sums = await sent(yard, monkeypatch, "AS cases")
    forced = "name IN ('force_parallel_mode', 'debug_parallel_query')"  # the name until version 15, and since
    helped = f"SELECT set_config(name, 'on', true) FROM pg_settings WHERE {forced}"
    most = "SELECT set_config('max_parallel_workers_per_gather', '2', true)"
    assert "Gather" in await planned(database, sums, helped, most)
    alone = Sql(sums.text.replace("OFFSET NULL", "OFFSET 0"), sums.params)
    assert "Gather" not in await planned(database, alone, helped, most)


async def test_values_are_looked_up_in_the_index_of_their_field(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """The first, and each behind the one before; the control is a condition that the index does not have."""
    database, index = yard.stack.platform.database, "cwx_garden_name"
    walk = await sent(yard, monkeypatch, "walked")
    unread = [] if database.dialect == "sqlite" else ["SELECT set_config('enable_seqscan', 'off', true)"]
    assert (await planned(database, walk, *unread)).count(index) >= 2
    elsewhere = Sql(walk.text.replace("case_type = 'Garden'", "case_type || '' = 'Garden'"), walk.params)
    assert index not in await planned(database, elsewhere, *unread)


async def sent(yard: Yard, monkeypatch: pytest.MonkeyPatch, word: str) -> Sql:
    """The one statement with this word among those that figures by name take."""
    await named(yard, "Meadow")
    found: list[Sql] = []
    database = yard.stack.platform.database
    rows = database.rows

    async def heard(sql: Sql) -> list[dict[str, Any]]:
        found.append(sql)
        return await rows(sql)

    with monkeypatch.context() as patched:
        patched.setattr(database, "rows", heard)
        await apart(yard.gardener)
    [one] = [sql for sql in found if word in sql.text]
    return one


async def planned(database: Database, sql: Sql, *settings: str) -> str:
    """How the database would read this, with such settings."""
    words = {"sqlite": "EXPLAIN QUERY PLAN ", "postgres": "EXPLAIN "}[database.dialect]
    async with database.transaction():
        for setting in settings:
            await database.rows(Sql(setting))
        return str(await database.rows(Sql(words) + sql))


async def test_too_many_values_are_no_answer(yard: Yard) -> None:
    """A hundred are told apart; with one more nothing is left out silently, but refused."""
    await named(yard, *(f"Garden {number}" for number in range(100)))
    assert len(await apart(yard.gardener)) == 100
    await named(yard, "One more")
    answer = await yard.gardener.send(BY_NAME, field="name")
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("BAD_USER_INPUT", "metrics.values")


@pytest.mark.parametrize(
    ("query", "rule"),
    [
        (BY_NAME, "metrics.field"),
        ("query($field: String!) { metrics { byField(field: $field) { value } } }", "metrics.case_type"),
    ],
)
async def test_what_figures_are_not_told_apart_by_is_said(yard: Yard, query: str, rule: str) -> None:
    """A field that is not indexed or not there, and one of no type; the refusal names those that are."""
    answer = await yard.gardener.send(query, field="colour")
    [error] = answer["errors"]
    assert (error["extensions"]["code"], error["extensions"]["rule"]) == ("BAD_USER_INPUT", rule)
    assert rule == "metrics.case_type" or error["message"].endswith("they are by: name")
