"""Rows that are counted by the type of their case say which it is, whatever becomes of them."""

from casewright import models
from casewright.db.sql import Sql
from casewright.models.row import TypedRow
from casewright.operations.typed_rows import TABLES
from stack.town import Town


async def astray(town: Town) -> list[str]:
    """The tables with a row that says another type than its case."""
    found = []
    for model in TABLES:
        table = model._meta.db_table
        own = Sql(
            f'SELECT count(*) AS n FROM {table} r JOIN "case" c ON c.id = r.case_id WHERE r.case_type <> c.case_type'
        )
        [row] = await town.stack.platform.database.rows(own + Sql(" AND c.tenant_id = ?", (town.tenant,)))
        found += [table] * bool(row["n"])
    return found


def test_every_such_table_is_known() -> None:
    """What a version before wrote is filled in in all of them."""
    every = {getattr(models, name) for name in models.__all__}
    assert {model for model in every if issubclass(model, TypedRow)} == set(TABLES)


async def test_a_task_that_goes_over_to_a_case_of_another_type_is_counted_there(town: Town) -> None:
    """Split off a tree into a pothole: it is one more task of potholes, and one less of trees."""
    tree = await town.tree()
    await town.clerk.done("claimCase", "case { id }", id=tree["id"])
    pothole = (await town.clerk.done("openPothole", "pothole { id }", road="Lime Street"))["pothole"]
    added = await town.clerk.done("addTask", "task { id }", id=tree["id"], title="Close the road", assignee="carla")
    before = {name: await tasks_of(town, name) for name in ("TreeCase", "Pothole")}
    split = {
        "id": tree["id"],
        "intoId": pothole["id"],
        "objects": [added["task"]["id"]],
        "reason": "It is about the road",
    }
    await town.clerk.done("splitCase", "case { id }", **split)
    assert await astray(town) == []
    assert await tasks_of(town, "TreeCase") == before["TreeCase"] - 1
    assert await tasks_of(town, "Pothole") == before["Pothole"] + 1


async def tasks_of(town: Town, name: str) -> int:
    """How many open tasks of a type Carla has."""
    metrics = await town.clerk.ask(
        "query($name: String) { metrics(caseType: $name) { workload { name tasks } } }", name=name
    )
    return sum(person["tasks"] for person in metrics["metrics"]["workload"] if person["name"] == "carla")


async def test_control_a_row_that_went_astray_is_found(town: Town) -> None:
    """One task that says the wrong type."""
    tree = await town.tree()
    await town.clerk.done("addTask", "task { id }", id=tree["id"], title="Look up")
    await models.Task.filter(tenant_id=town.tenant).update(case_type="Pothole")
    assert await astray(town) == ["task"]
