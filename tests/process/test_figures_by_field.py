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
    """Most cases first, then by the value; what has ended of one value says nothing about another."""
    first, _, _ = await named(yard, "Meadow", "Brook", "Meadow")
    yard.clock.now += 2 * HOUR
    await yard.move(first, "giveUp")
    yard.clock.now += HOUR
    nothing = {"clocks": [], "declared": []}
    meadow, brook = await apart(yard.gardener)
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
    """The values themselves, outcomes, cycle time, age and clocks: five, for one name and for twelve."""
    for names in (["Meadow"], [f"Garden {number}" for number in range(11)]):
        await named(yard, *names)
        with statements(yard.stack.platform.database, monkeypatch) as noted:
            await apart(yard.gardener)
        assert len([text for text in noted if 'FROM "case"' in text]) == 5


async def test_helpers_of_postgresql_take_part(yard: Yard, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where a value is taken out of JSON once, in a subquery of its own; the control is one that keeps helpers out."""
    database = yard.stack.platform.database
    if database.dialect == "sqlite":
        pytest.skip("SQLite has no helpers")
    await named(yard, "Meadow")
    with monkeypatch.context() as patched:
        sent: list[Sql] = []
        rows = database.rows

        async def heard(sql: Sql) -> list[dict[str, Any]]:
            sent.append(sql)
            return await rows(sql)

        patched.setattr(database, "rows", heard)
        await apart(yard.gardener)
    [values] = [sql for sql in sent if "LIMIT" in sql.text]
    assert "Gather" in await planned(database, values)
    assert "Gather" not in await planned(database, Sql(values.text.replace("OFFSET NULL", "OFFSET 0"), values.params))


async def planned(database: Database, sql: Sql) -> str:
    """How PostgreSQL would read this if it had helpers do all they may."""
    names = "name IN ('force_parallel_mode', 'debug_parallel_query')"  # the name until version 15, and since
    async with database.transaction():
        await database.rows(Sql(f"SELECT set_config(name, 'on', true) FROM pg_settings WHERE {names}"))
        await database.execute(Sql("SET LOCAL max_parallel_workers_per_gather = 2"))
        return str(await database.rows(Sql("EXPLAIN ") + sql))


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
