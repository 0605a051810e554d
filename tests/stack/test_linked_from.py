"""A link is seen from both of its ends, by whoever sees both."""

from collections.abc import Mapping
from typing import Any

import pytest

from casewright.access.policy import Policy
from casewright.db.sql import Sql
from kit import Person
from stack import auctions, potholes, trees
from stack.town import Town

ENDS = "{ kind case { id } other { id } }"
BOTH = f"links {ENDS} linkedFrom {ENDS}"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """Cases of several types, of which some roles see one only."""
    return {"trees": trees, "potholes": potholes, "auctions": auctions}


async def linked(town: Town) -> tuple[dict[str, Any], dict[str, Any]]:
    """A tree whose fall broke what was to be sold, and the latter, of which the tree is told in turn."""
    tree = await town.tree(team="north")
    opened = await town.clerk.done("openConsignment", "consignment { id }", owner="Ann Ash")
    piece: dict[str, Any] = opened["consignment"]
    for one, other, kind in ((tree, piece, "BLOCKS"), (piece, tree, "CAUSED_BY")):
        await town.clerk.done("linkCases", "case { id }", id=one["id"], otherId=other["id"], kind=kind)
    return tree, piece


def link(kind: str, one: dict[str, Any], other: dict[str, Any]) -> dict[str, Any]:
    """A link as it is told to who sees both ends."""
    return {"kind": kind, "case": {"id": one["id"]}, "other": {"id": other["id"]}}


async def from_others(town: Town, case: dict[str, Any], by: Person, mark: str = "") -> list[str]:
    """The links of other cases to this one, as somebody is told of them."""
    seen = await town.seen(case, f"linkedFrom {{ {mark} kind }}", by)
    return [each["kind"] for each in seen["linkedFrom"]]


async def test_both_cases_tell_of_the_same_link(town: Town) -> None:
    """The child finds its parent, and the original its duplicates."""
    tree, piece = await linked(town)
    blocks, caused = link("BLOCKS", tree, piece), link("CAUSED_BY", piece, tree)
    seen = [await town.seen(case, BOTH) for case in (tree, piece)]
    assert [each["links"] for each in seen] == [[blocks], [caused]]
    assert [each["linkedFrom"] for each in seen] == [[caused], [blocks]]


async def test_who_does_not_see_the_other_case_is_not_told_that_it_leads_here(town: Town) -> None:
    """Not even that there is one."""
    tree, piece = await linked(town)
    warden = town.person("wanda", "warden", teams=("north",))
    assert await from_others(town, tree, warden) == []
    assert await from_others(town, piece, town.person("mia", "without_tag")) == []


async def test_a_grant_that_hides_the_links_of_either_case_hides_it(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of the case that it leads from, and of the one that it leads to; the control: with the rule taken away."""
    tree, piece = await linked(town)
    otto = town.person("otto", "auditor", "without_case_link")
    assert len((await town.seen(tree, "links { id }", otto))["links"]) == 1
    assert [await from_others(town, case, otto) for case in (tree, piece)] == [[], []]
    predicate = Policy.predicate

    def all_parts(self: Policy, *asked: Any, part: str = "", **more: Any) -> Sql:
        return predicate(self, *asked, **more)

    monkeypatch.setattr(Policy, "predicate", all_parts)
    unseen = [await from_others(town, case, otto, "__typename") for case in (tree, piece)]
    assert unseen == [["CAUSED_BY"], ["BLOCKS"]]
