"""No list runs a query per row: for twenty cases as many statements as for one, whatever is selected below them."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

import pytest
from graphql import GraphQLSchema, get_named_type, is_composite_type, is_required_argument

from casewright import models
from kit import Stack
from stack import walk
from stack.town import Town

LISTS = ("cases", "treeCases", "potholes", "worklist", "pendingApprovals", "parties")
_inside: ContextVar[bool] = ContextVar("inside", default=False)


@contextmanager
def statements(stack: Stack, monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """Every statement that reaches the database, through Tortoise or past it."""
    noted: list[str] = []
    client = stack.platform.database.connection

    def counted(method: Any) -> Any:
        async def run(query: str, *values: Any) -> Any:
            if _inside.get():
                return await method(query, *values)
            noted.append(query)
            token = _inside.set(True)
            try:
                return await method(query, *values)
            finally:
                _inside.reset(token)

        return run

    with monkeypatch.context() as patch:
        for name in ("execute_query", "execute_query_dict", "execute_insert", "execute_many"):
            patch.setattr(client, name, counted(getattr(client, name)))
        yield noted


async def furnished(town: Town, number: int) -> None:
    """A case with something in each of its lists, and another one that it is linked to."""
    hole = (await town.clerk.done("openPothole", "pothole { id }", road=f"Street {number}"))["pothole"]
    case = await town.tree(team="north", damages=[{"part": "root", "depth": 20}], foundOn="2026-03-02")
    clerk = town.clerk
    await clerk.done("addNote", "note { id }", id=case["id"], text="a note")
    await clerk.done("addTask", "task { id }", id=case["id"], title="a task", assignee="carla")
    party = {"role": "witness", "name": f"Witness {number}"}
    await clerk.done("addParty", "role { id }", id=case["id"], party=party)
    await clerk.done("requestUpload", "versionId", id=case["id"], name="a", mediaType="text/plain", size=1)
    await clerk.done("linkCases", "case { id }", id=case["id"], otherId=hole["id"], kind="CAUSED_BY")
    await clerk.done("assignCase", "case { id }", id=case["id"], subject="carla")
    await town.do_tasks(case)
    await town.move(case, "inspect")
    current = await town.seen(case)
    await clerk.done(
        "updateTreeCase",
        "treeCase { id }",
        id=case["id"],
        expectedVersion=current["version"],
        protected=True,
    )
    await town.move(case, "plan", remedy="prune")
    await clerk.done("addTask", "task { id }", id=case["id"], title="another task", assignee="carla")


def nested(schema: GraphQLSchema) -> Iterator[str]:
    """A query for each list and each field of its rows that has something below it."""
    assert schema.query_type is not None
    for name in LISTS:
        connection: Any = get_named_type(schema.query_type.fields[name].type)
        edge: Any = get_named_type(connection.fields["edges"].type)
        node: Any = get_named_type(edge.fields["node"].type)
        yield f"{{ {name}(first: 20) {{ totalCount edges {{ node {{ {walk.everything(schema, node, 0)} }} }} }} }}"
        for field_name, field in node.fields.items():
            kind = get_named_type(field.type)
            if is_composite_type(kind) and not any(map(is_required_argument, field.args.values())):
                size = "(first: 3)" if "first" in field.args else ""
                below = f"{field_name}{size} {{ {walk.everything(schema, kind, 1)} }}"
                yield f"{{ {name}(first: 20) {{ edges {{ node {{ {below} }} }} }} }}"


async def counts(town: Town, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How many statements each query takes for somebody with all roles."""
    person = town.person("carla", "clerk", "head", "warden", teams=("north",))
    found = {}
    for query in nested(walk.schema_of(stack)):
        with statements(stack, monkeypatch) as noted:
            await person.ask(query)
        found[query] = len(noted)
    return found


async def test_twenty_cases_take_as_many_statements_as_one(
    town: Town, stack: Stack, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Every list of the schema, every nested list, links to other cases, and the available transitions."""
    crowd = Town(stack, f"{town.tenant}-b")
    await furnished(town, 0)
    await asyncio.gather(*(furnished(crowd, number) for number in range(20)))
    one, twenty = await counts(town, stack, monkeypatch), await counts(crowd, stack, monkeypatch)
    assert twenty == one
    assert max(one.values()) <= 20
    assert any("availableTransitions" in query for query in one)


async def test_control_a_query_per_row_is_noticed(town: Town, stack: Stack, monkeypatch: pytest.MonkeyPatch) -> None:
    """The counter counts what it is made for."""
    cases = [await town.tree() for _ in range(3)]
    with statements(stack, monkeypatch) as noted:
        for _ in cases:
            await models.Case.filter(tenant_id=town.tenant).first()
    assert len(noted) == 3
