"""The people of a town and the cases they open: what the stories begin with."""

from collections.abc import AsyncIterator, Collection
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

from casewright import models
from casewright.db.dialect import Dialect
from casewright.db.sql import Sql
from casewright.models.row import Row
from kit import Person, Stack
from stack import potholes, trees

PLUGINS = {"trees": trees, "potholes": potholes}
NO_WORKER = "redis://nowhere"
"""With a broker outside the process the gateway runs no worker, so nothing but the test writes."""
CASE = "id version number stage status phase"
_tags, _tenants = count(1), count(1)


@dataclass(frozen=True)
class Town:
    """One tenant of a stack."""

    stack: Stack
    tenant: str

    @classmethod
    def founded(cls, stack: Stack) -> "Town":
        """A tenant nobody else is in."""
        return cls(stack, f"town-{next(_tenants)}")

    def person(self, subject: str, *roles: str, **more: Any) -> Person:
        """Somebody of this town."""
        return self.stack.person(subject, *roles, tenant=self.tenant, **more)

    @property
    def clerk(self) -> Person:
        """Carla, who may do all daily work."""
        return self.person("carla", "clerk")

    @property
    def head(self) -> Person:
        """Henry, who supervises."""
        return self.person("henry", "head", limits={"fell": 1_000})

    async def tree(self, selection: str = CASE, by: Person | None = None, **fields: Any) -> dict[str, Any]:
        """A tree that was just reported."""
        values = {"tag": f"T{next(_tags)}", "street": "Lime Street", "foundOn": "2026-03-02"} | fields
        payload = await (by or self.clerk).done("openTreeCase", f"treeCase {{ {selection} }}", **values)
        opened: dict[str, Any] = payload["treeCase"]
        return opened

    async def move(self, case: dict[str, Any], transition: str, by: Person | None = None, **values: Any) -> Any:
        """Make a transition on the version last seen, which the case given then has."""
        case.update(await self.seen(case))
        payload = await (by or self.clerk).done(
            f"{transition}TreeCase",
            f"treeCase {{ {CASE} }} approval {{ id state }}",
            id=case["id"],
            expectedVersion=case["version"],
            **values,
        )
        case.update(payload["treeCase"])
        return payload

    async def seen(self, case: dict[str, Any], selection: str = CASE, by: Person | None = None) -> dict[str, Any]:
        """The case as it is now."""
        query = f"query($id: ID!) {{ case(id: $id) {{ __typename {selection} }} }}"
        found: dict[str, Any] = (await (by or self.clerk).ask(query, id=case["id"]))["case"]
        return found

    async def do_tasks(self, case: dict[str, Any]) -> None:
        """Do what is required at the stage of the case."""
        for task in (await self.seen(case, "tasks(state: OPEN) { id required }"))["tasks"]:
            if task["required"]:
                await self.clerk.done("completeTask", "task { state }", id=task["id"])

    async def inspected(self, **fields: Any) -> dict[str, Any]:
        """A tree that was looked at."""
        case = await self.tree(**fields)
        await self.do_tasks(case)
        await self.move(case, "inspect")
        return case

    async def planned(self, **fields: Any) -> dict[str, Any]:
        """A tree with a remedy."""
        case = await self.inspected(cost="1000", **fields)
        await self.move(case, "plan", remedy="fell it")
        return case


async def dump(stack: Stack) -> dict[str, list[dict[str, Any]]]:
    """Every row of every table."""
    tables = [getattr(models, name)._meta for name in models.__all__]
    rows = stack.platform.database.rows
    return {
        table.db_table: await rows(Sql(f'SELECT * FROM "{table.db_table}" ORDER BY {table.db_pk_column}'))
        for table in tables
    }


@asynccontextmanager
async def nothing_changes(stack: Stack, but: Collection[str] = ()) -> AsyncIterator[None]:
    """Whatever happens inside leaves every row of every table as it was, but of tables that are named."""
    before = await written(stack)
    yield
    after = await written(stack)
    for table in but:
        del before[table], after[table]
    assert after == before


async def written(stack: Stack) -> dict[str, list[str]]:
    """Every row of every table as text, by one statement: it is read again and again."""
    found: dict[str, list[str]] = {getattr(models, name)._meta.db_table: [] for name in models.__all__}
    for row in await stack.platform.database.rows(Sql(_EVERYTHING[stack.platform.database.dialect])):
        found[row["place"]].append(row["written"])
    return {table: sorted(rows) for table, rows in found.items()}


def _as_text(dialect: Dialect, model: type[Row]) -> str:
    columns = model._meta.fields_db_projection.values()
    quoted = " || ', ' || ".join(f'quote(every."{column}")' for column in columns)
    written = {"sqlite": quoted, "postgres": "every::text"}[dialect]
    table = model._meta.db_table
    return f"SELECT '{table}' AS place, {written} AS written FROM \"{table}\" every"


_DIALECTS: tuple[Dialect, ...] = ("sqlite", "postgres")
_EVERYTHING = {
    dialect: " UNION ALL ".join(_as_text(dialect, getattr(models, name)) for name in models.__all__)
    for dialect in _DIALECTS
}


def codes(payload: dict[str, Any]) -> list[str]:
    """The codes of a payload's problems."""
    return [problem["code"] for problem in payload["problems"]]


def rules(payload: dict[str, Any]) -> list[str | None]:
    """The rules of a payload's problems."""
    return [problem["rule"] for problem in payload["problems"]]
