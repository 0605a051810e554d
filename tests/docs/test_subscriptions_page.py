"""docs/subscriptions.md runs: its operations are asked, its clients follow."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import aclosing
from pathlib import Path
from typing import Any

import pytest

from pages import blocks
from stack_production.live import PATIENCE, elsewhere, global_id, live

PAGE = "docs/subscriptions.md"
Client = Callable[[str, str, str, dict[str, Any]], AsyncIterator[dict[str, Any]]]


def client(source: str) -> Client:
    """The function `follow` of an example."""
    names: dict[str, Any] = {}
    exec(compile(source, "subscriptions.md", "exec"), names)
    follow: Client = names["follow"]
    return follow


@pytest.mark.parametrize(("scheme", "number"), [("ws", 0), ("http", 1)])
async def test_the_examples_follow(database_url: str, tmp_path: Path, scheme: str, number: int) -> None:
    """A case is followed, the feed is read as a list, and followed after a cursor of that list."""
    case_changed, feed, missed = blocks(PAGE, "graphql")
    follow = client(blocks(PAGE, "python")[number])
    async with live(database_url, tmp_path) as gateway, elsewhere(gateway) as other, asyncio.timeout(PATIENCE):
        clerk, url = gateway.person("carla", "clerk"), f"{scheme}://{gateway.host}/graphql"
        case = await other.opened()
        async with aclosing(follow(url, clerk.token, case_changed, {"id": global_id(case)})) as changes:  # type: ignore[type-var]
            first = (await anext(changes))["data"]["caseChanged"]
            assert (first["stage"], first["version"]) == ("dry", 1)
        await other.noted(case)
        await other.placed()
        edges = (await clerk.ask(missed, after=None))["events"]["edges"]
        assert [edge["node"]["name"] for edge in edges] == ["opened", "note_added"]
        end = (await clerk.ask("{ events(last: 1) { edges { cursor } } }"))["events"]["edges"]
        assert end == [{"cursor": edges[1]["cursor"]}]
        variables = {"after": edges[0]["cursor"], "caseType": "Fountain"}
        async with aclosing(follow(url, clerk.token, feed, variables)) as items:  # type: ignore[type-var]
            item = (await anext(items))["data"]["events"]
            assert (item["event"]["name"], item["cursor"]) == ("note_added", edges[1]["cursor"])
            assert item["case"]["number"] == edges[1]["node"]["case"]["number"]
