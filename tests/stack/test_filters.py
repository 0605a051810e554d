"""Filters of each kind, over one type and over all; and only what is readable is filterable."""

from typing import Any

import pytest

from casewright_gateway import filters
from kit import Stack
from stack.town import Town


async def trees(town: Town, where: dict[str, Any], role: str = "clerk") -> list[str]:
    listed = "treeCases(where: $where, orderBy: [{field: TAG}]) { edges { node { tag } } }"
    query = f"query($where: TreeCaseFilter) {{ {listed} }}"
    found = await town.person("nina", role).ask(query, where=where)
    return [edge["node"]["tag"] for edge in found["treeCases"]["edges"]]


async def three(town: Town) -> None:
    await town.tree(tag="a", species="Ash", cost="10", girth=100, seenAt="2026-03-01T10:00:00Z", urgency="NOW")
    await town.tree(tag="b", species="ash%", cost="9.5", protected=True, foundOn="2026-03-05", team="north")
    await town.tree(tag="c_", cost="1000", girth=-3, seenAt="2026-03-01T12:00:00.25+02:00", urgency="SOON")


FILTERS: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["a", "b", "c_"]),
    ({"tag": {"eq": "b"}}, ["b"]),
    ({"tag": {"eq": "B"}}, []),
    ({"tag": {"in": ["a", "c_", "z"]}}, ["a", "c_"]),
    ({"tag": {"in": []}}, []),
    ({"tag": {"startsWith": "c_"}}, ["c_"]),
    ({"tag": {"startsWith": "_"}}, []),
    ({"species": {"startsWith": "as"}}, ["b"]),
    ({"species": {"startsWith": "ash%"}}, ["b"]),
    ({"species": {"startsWith": ""}}, ["a", "b"]),
    ({"species": {"isNull": True}}, ["c_"]),
    ({"species": {"isNull": False}}, ["a", "b"]),
    ({"species": {"eq": None}}, ["a", "b", "c_"]),
    ({"urgency": {"eq": "NOW"}}, ["a"]),
    ({"urgency": {"in": ["SOON", "CALM"]}}, ["b", "c_"]),
    ({"cost": {"gt": "9.5"}}, ["a", "c_"]),
    ({"cost": {"gte": "9.50", "lt": "100"}}, ["a", "b"]),
    ({"cost": {"eq": "10.000"}}, ["a"]),
    ({"cost": {"in": ["9.5", "1e3"]}}, ["b", "c_"]),
    ({"girth": {"lte": 0}}, ["c_"]),
    ({"girth": {"isNull": True}}, ["b"]),
    ({"foundOn": {"gt": "2026-03-02"}}, ["b"]),
    ({"foundOn": {"lte": "2026-03-02"}}, ["a", "c_"]),
    ({"seenAt": {"eq": "2026-03-01T11:00:00+01:00"}}, ["a"]),
    ({"seenAt": {"gt": "2026-03-01T10:00:00Z"}}, ["c_"]),
    ({"seenAt": {"lt": "2026-03-01T10:00:00.3Z"}}, ["a", "c_"]),
    ({"protected": {"eq": True}}, ["b"]),
    ({"protected": {"eq": False}}, ["a", "c_"]),
    ({"protected": {"in": [True, False]}}, ["a", "b", "c_"]),
    ({"team": {"isNull": True}}, ["a", "c_"]),
    ({"stage": {"eq": "reported"}, "phase": {"in": ["SCREENING"]}, "status": {"eq": "ACTIVE"}}, ["a", "b", "c_"]),
    ({"riskLevel": {"eq": "HIGH"}}, []),
    ({"riskPoints": {"gte": 0, "lt": 1}}, ["a", "b", "c_"]),
    ({"openedAt": {"gt": "2020-01-01T00:00:00Z"}, "closedAt": {"isNull": True}}, ["a", "b", "c_"]),
    ({"openedAt": {"lt": "2020-01-01T00:00:00Z"}}, []),
    ({"text": "ASH"}, ["a", "b"]),
    ({"text": "ash%"}, ["b"]),
    ({"text": "lime street ash%"}, ["b"]),
    ({"text": "  "}, ["a", "b", "c_"]),
    ({"number": {"startsWith": "TRE-"}, "tag": {"eq": "a"}}, ["a"]),
]


async def test_each_filter_finds_what_it_says(town: Town) -> None:
    """Texts, numbers, enums, times, truth values, null and the generic columns, the same on both databases."""
    await three(town)
    for where, found in FILTERS:
        assert await trees(town, where) == found, where


async def test_control_an_unescaped_percent_sign_would_mean_anything(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same search, were the text put into the pattern as it is."""
    await three(town)
    assert await trees(town, {"text": "lime%ash"}) == []
    monkeypatch.setattr(filters, "_escaped", lambda text: text)
    assert await trees(town, {"text": "lime%ash"}) == ["a", "b"]


async def test_the_list_of_all_cases_spans_the_types(town: Town) -> None:
    """One interface, each row with its own type; ordered and filtered by what all have."""
    tree = await town.tree()
    hole = (await town.clerk.done("openPothole", "pothole { id }", road="High Street", cost="many"))["pothole"]
    query = """query($where: AnyCaseFilter) {
      cases(where: $where, orderBy: [{field: OPENED_AT}]) { totalCount edges { node {
      __typename id type ... on TreeCase { tag } ... on Pothole { road } } } } }"""
    found = (await town.clerk.ask(query))["cases"]
    assert [(edge["node"]["__typename"], edge["node"]["id"]) for edge in found["edges"]] == [
        ("TreeCase", tree["id"]),
        ("Pothole", hole["id"]),
    ]
    only = (await town.clerk.ask(query, where={"type": {"eq": "Pothole"}}))["cases"]
    assert (only["totalCount"], only["edges"][0]["node"]["road"]) == (1, "High Street")
    assert (await town.person("otto", "auditor").ask(query))["cases"]["totalCount"] == 1


async def test_one_name_may_be_a_number_here_and_a_text_there(town: Town) -> None:
    """The cost of a pothole is a text; asking for the cost of trees does not stumble over it."""
    await town.tree(tag="a", cost="10")
    await town.clerk.done("openPothole", "pothole { id }", road="High Street", cost="a lot")
    assert await trees(town, {"cost": {"gte": "10"}}) == ["a"]
    query = '{ potholes(where: {cost: {startsWith: "a"}}) { totalCount edges { node { cost } } } }'
    assert (await town.clerk.ask(query))["potholes"] == {"totalCount": 1, "edges": [{"node": {"cost": "a lot"}}]}


async def test_the_total_is_counted_only_when_asked_for(
    stack: Stack, town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page without a total costs one statement."""
    await three(town)
    statements: list[str] = []
    fetch = stack.platform.database.fetch

    async def noted(text: str, values: Any) -> Any:
        statements.append(text)
        return await fetch(text, values)

    monkeypatch.setattr(stack.platform.database, "fetch", noted)
    await town.clerk.ask("{ treeCases(first: 1) { edges { node { id } } } }")
    assert len(statements) == 1
    total = await town.clerk.ask("{ treeCases(first: 1) { totalCount } }")
    assert total["treeCases"]["totalCount"] == 3
    assert len([text for text in statements if "count(*)" in text]) == 1


async def test_what_may_be_hidden_is_found_only_by_who_sees_it(town: Town) -> None:
    """Filter, text search and order: a filter would tell a hidden value letter by letter."""
    await town.tree(tag="a", reporter="Robin Reporter")
    query = "query($where: TreeCaseFilter) { treeCases(where: $where) { totalCount } }"
    where = {"reporter": {"startsWith": "Robin"}}
    assert (await town.clerk.ask(query, where=where))["treeCases"]["totalCount"] == 1
    answer = await town.person("otto", "auditor").send(query, where=where)
    assert [error["extensions"]["code"] for error in answer["errors"]] == ["FORBIDDEN"]
    for role in ("clerk", "auditor"):
        assert await trees(town, {"text": "robin"}, role) == []
        assert await trees(town, {"text": "lime"}, role) == ["a"]


async def test_another_town_is_never_in_a_list(town: Town, stack: Stack) -> None:
    """Whatever is asked, the tenant is part of it."""
    await three(town)
    elsewhere = Town(stack, f"{town.tenant}-b")
    for where, _ in FILTERS:
        assert await trees(elsewhere, where) == []
