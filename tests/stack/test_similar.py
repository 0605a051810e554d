"""Cases like another one: by indexed fields and words, among those one may see."""

from typing import Any

from kit import Person
from stack.town import Town

LIKE = """query($id: ID!) { case(id: $id) { similar(first: 5) { score sharedFields sharedWords case { number } } } }"""


async def like(person: Person, case: dict[str, Any]) -> list[tuple[str, list[str]]]:
    """Number and shared fields of each."""
    found = (await person.ask(LIKE, id=case["id"]))["case"]["similar"]
    return [(each["case"]["number"], each["sharedFields"]) for each in found]


async def test_what_cases_share_makes_them_alike(town: Town) -> None:
    """Values that are equal, more of them first; unique ones and missing ones say nothing, nor does another type."""
    first = await town.tree(street="Oak Road", species="oak", foundOn="2026-03-02")
    near = await town.tree(street="Oak Road", species="ash", foundOn="2026-03-03", cost="12.50")
    same = await town.tree(street="Oak Road", species="oak", foundOn="2026-03-04", cost="12.50")
    await town.clerk.done("openPothole", "pothole { id }", road="Oak Road")
    found = await like(town.clerk, first)
    assert [number for number, _ in found] == [same["number"], near["number"]]
    assert found[0][1] == ["protected", "species", "street", "urgency"]
    assert "cost" in dict(await like(town.clerk, same))[near["number"]]


async def test_nobody_is_told_of_cases_they_may_not_see(town: Town) -> None:
    """A warden knows the trees of the team only; a hidden field makes nothing alike."""
    north = await town.tree(street="Elm Row", team="north", reporter="Rita")
    unseen = await town.tree(street="Elm Row", team="south", reporter="Rita")
    warden = town.person("wanda", "warden", teams=("north",))
    assert await like(warden, north) == []
    assert "reporter" in dict(await like(town.clerk, north))[unseen["number"]]
    assert "reporter" not in dict(await like(town.person("audrey", "auditor"), north))[unseen["number"]]


async def test_a_list_asks_for_ten_cases_at_most(town: Town) -> None:
    """In one statement for all of them; more are refused, and so is a negative number."""
    for _ in range(11):
        await town.tree(street="Ash Way")
    ten = await town.clerk.ask(of_each(rows=10, first=2))
    assert {len(edge["node"]["similar"]) for edge in ten["treeCases"]["edges"]} == {2}
    for asked in (of_each(rows=11, first=1), of_each(rows=1, first=-1)):
        answer = await town.clerk.send(asked)
        assert {error["extensions"]["code"] for error in answer["errors"]} == {"BAD_USER_INPUT"}


def of_each(rows: int, first: int) -> str:
    """A list that asks for cases like each of its rows."""
    return f"{{ treeCases(first: {rows}) {{ edges {{ node {{ similar(first: {first}) {{ score }} }} }} }} }}"
