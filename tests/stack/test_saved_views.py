"""Saved views: lists under a name, with how many cases are in them for whoever asks."""

from typing import Any

import pytest

from equality.counting import statements
from kit import Person
from stack.town import Town, nothing_changes

VIEWS = "{ savedViews { edges { node { id name list where orderBy owner role count } } } }"
OAKS = {"where": {"street": {"startsWith": "Oak"}}, "orderBy": [{"field": "STREET", "direction": "DESC"}]}


async def views(person: Person) -> list[dict[str, Any]]:
    """Those somebody has, by name."""
    return [edge["node"] for edge in (await person.ask(VIEWS))["savedViews"]["edges"]]


async def saved(person: Person, **values: Any) -> dict[str, Any]:
    """A view, just saved."""
    given = {"name": "Oaks", "list": "treeCases"} | OAKS | values
    payload = await person.done("saveView", "view { id name where orderBy count }", **given)
    view: dict[str, Any] = payload["view"]
    return view


async def test_a_view_is_saved_with_what_is_in_it(town: Town) -> None:
    """Conditions and order come back as they were given, to be sent again; the same name is replaced."""
    await town.tree(street="Oak Road")
    await town.tree(street="Elm Row")
    view = await saved(town.clerk)
    assert (view["where"], view["orderBy"], view["count"]) == (OAKS["where"], OAKS["orderBy"], 1)
    again = await saved(town.clerk, where={}, orderBy=[])
    assert (again["id"], again["count"]) == (view["id"], 2)
    assert [each["name"] for each in await views(town.clerk)] == ["Oaks"]


async def test_a_shared_view_counts_for_everybody_what_they_see(town: Town) -> None:
    """With a role one holds; who holds another one sees no view, and nobody but its owner deletes it."""
    await town.tree(street="Oak Road", team="north")
    await town.tree(street="Oak Road", team="south")
    chief = town.person("wanda", "warden", "clerk")
    view = await saved(chief, role="warden")
    warden = town.person("walter", "warden", teams=("north",))
    assert [(each["owner"], each["count"]) for each in await views(warden)] == [("wanda", 1)]
    assert [each["count"] for each in await views(chief)] == [2]
    assert await views(town.clerk) == []
    async with nothing_changes(town.stack):
        foreign = await warden.do("deleteView", "view { id }", id=view["id"])
        unshared = await town.clerk.do("saveView", "view { id }", name="N", list="treeCases", role="warden")
    assert [each["problems"][0]["code"] for each in (foreign, unshared)] == ["NOT_FOUND", "FORBIDDEN"]
    await chief.done("deleteView", "view { id }", id=view["id"])
    assert await views(chief) == []


async def test_what_a_list_would_refuse_is_not_saved(town: Town) -> None:
    """No such list, no such condition, a hidden field, a novel of words: each with its rule, and nothing is written."""
    auditor = town.person("audrey", "auditor")
    refused: list[tuple[Person, dict[str, Any], str]] = [
        (town.clerk, {"list": "worklist"}, "BAD_USER_INPUT"),
        (town.clerk, {"where": {"height": {"eq": 3}}}, "BAD_USER_INPUT"),
        (town.clerk, {"where": [1]}, "BAD_USER_INPUT"),
        (town.clerk, {"where": {"text": "w" * 300}}, "BAD_USER_INPUT"),
        (town.clerk, {"name": " "}, "BAD_USER_INPUT"),
        (auditor, {"where": {"reporter": {"eq": "Rita"}}}, "FORBIDDEN"),
    ]
    async with nothing_changes(town.stack):
        for person, values, code in refused:
            payload = await person.do("saveView", "view { id }", **{"name": "Oaks", "list": "treeCases"} | values)
            assert [problem["code"] for problem in payload["problems"]] == [code], values


async def test_all_views_are_counted_in_one_statement(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Beside the one that reads them."""
    for name in ("Oaks", "Elms", "Limes"):
        await saved(town.clerk, name=name, where={"street": {"startsWith": name[:-1]}})
    await views(town.clerk)
    with statements(town.stack.platform.database, monkeypatch) as noted:
        assert len(await views(town.clerk)) == 3
    assert len(noted) == 2
