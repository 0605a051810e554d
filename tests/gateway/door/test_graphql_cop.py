"""The checks of graphql-cop, written again: what it finds at an open server, at a locked one, and at a stock one.

https://github.com/dolevf/graphql-cop (MIT); a finding is what it calls one.
"""

import shutil
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import httpx2
import pytest
import strawberry
from starlette.applications import Starlette
from starlette.routing import Route
from strawberry.asgi import GraphQL

from kit import running
from stack_production import hydrants

Check = Callable[[httpx2.AsyncClient], Awaitable[bool]]
DOOR = "/graphql"
CIRCLE = (
    "{ __schema { types { fields { type { fields { type { fields { type { fields { type { name } } } } } } } } } } }"
)
IDES = ("graphiql.min.css", "GraphQL Playground", "GraphiQL", "graphql-playground")


async def asked(client: httpx2.AsyncClient, query: str) -> Any:
    """The answer to a query, whatever it is."""
    return (await client.post(DOOR, json={"query": query, "operationName": None})).json()


def has(answer: Any, field: str) -> bool:
    """Whether it is answered, and not refused."""
    return isinstance(answer, dict) and bool((answer.get("data") or {}).get(field))


async def alias_overloading(client: httpx2.AsyncClient) -> bool:
    aliases = " ".join(f"alias{number}: __typename" for number in range(101))
    return has(await asked(client, f"query {{ {aliases} }}"), "alias100")


async def batch_query(client: httpx2.AsyncClient) -> bool:
    answer = await client.post(DOOR, json=[{"query": "query { __typename }"}] * 10)
    return answer.text.count('"data"') >= 10


async def directive_overloading(client: httpx2.AsyncClient) -> bool:
    answer = await asked(client, f"query {{ __typename {'@aa' * 10} }}")
    return len(answer["errors"]) == 10  # each is looked at, and no limit is named


async def field_duplication(client: httpx2.AsyncClient) -> bool:
    return has(await asked(client, f"query {{ {'__typename ' * 500} }}"), "__typename")


async def circular_introspection(client: httpx2.AsyncClient) -> bool:
    return has(await asked(client, CIRCLE), "__schema")


async def introspection(client: httpx2.AsyncClient) -> bool:
    return has(await asked(client, "query { __schema { types { name fields { name } } } }"), "__schema")


async def field_suggestions(client: httpx2.AsyncClient) -> bool:
    return "Did you mean" in str(await asked(client, "query { __schema { directive } }"))


async def ide(client: httpx2.AsyncClient) -> bool:
    pages = [await client.get(path) for path in ("/graphiql", "/playground", "/console", DOOR)]
    return any(word in page.text for page in pages for word in IDES)


async def query_by_get(client: httpx2.AsyncClient) -> bool:
    answer = await client.get(DOOR, params={"query": "query { __typename }"})
    return answer.headers["content-type"].startswith("application/") and has(answer.json(), "__typename")


async def mutation_by_get(client: httpx2.AsyncClient) -> bool:
    answer = await client.get(DOOR, params={"query": "mutation { __typename }"})
    return answer.headers["content-type"].startswith("application/") and has(answer.json(), "__typename")


async def query_by_form(client: httpx2.AsyncClient) -> bool:
    sent = {"content-type": "application/x-www-form-urlencoded"}
    answer = await client.post(DOOR, content="query=query%20%7B__typename%7D", headers=sent)
    return "__typename" in answer.text and '"data"' in answer.text


async def trace_mode(client: httpx2.AsyncClient) -> bool:
    text = str(await asked(client, "query { __typename }") | await asked(client, "query { nothing }"))
    return any(word in text.lower() for word in ("tracing", "'exception'", "stacktrace"))


async def unhandled_errors(client: httpx2.AsyncClient) -> bool:
    answer = await client.post(DOOR, json={"query": "qwerty cop { abc }"})
    return answer.status_code >= 500 or "exception" in answer.text.lower()


CHECKS: tuple[Check, ...] = (
    alias_overloading,
    batch_query,
    directive_overloading,
    field_duplication,
    circular_introspection,
    introspection,
    field_suggestions,
    ide,
    query_by_get,
    mutation_by_get,
    query_by_form,
    trace_mode,
    unhandled_errors,
)


async def found(client: httpx2.AsyncClient) -> list[str]:
    """The names of the checks that find something."""
    return [check.__name__ for check in CHECKS if await check(client)]


@pytest.mark.parametrize(
    ("settings", "expected"),
    [({}, ["introspection", "field_suggestions", "query_by_get"]), ({"introspection": "off"}, ["query_by_get"])],
    ids=["open", "locked"],
)
async def test_nothing_is_found_but_what_is_meant(
    tmp_path: Path, sqlite_template: str, settings: dict[str, Any], expected: list[str]
) -> None:
    """Queries by GET, which change nothing, and the schema where it is told on purpose, with names it suggests."""
    file = tmp_path / "casewright.db"
    shutil.copyfile(sqlite_template, file)
    plugins = {"hydrants": hydrants}
    async with running(f"sqlite:///{file}", tmp_path, plugins, broker_url="redis://nowhere", **settings) as stack:
        stack.client.headers["authorization"] = f"Bearer {stack.person('ada', 'clerk').token}"
        assert await found(stack.client) == expected


@strawberry.type
class Query:
    """Enough of a schema."""

    hello: str = "hello"


async def test_control_a_stock_server_is_found_out() -> None:
    """The same checks against strawberry as it comes."""
    app = Starlette(routes=[Route("/{path:path}", GraphQL(strawberry.Schema(Query)))])
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url="http://test") as client:
        assert {"alias_overloading", "directive_overloading", "field_duplication", "ide"} <= set(await found(client))
