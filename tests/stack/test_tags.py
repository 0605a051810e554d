"""Tags: words by which people find a case again."""

import pytest

from casewright.operations.tagging import key_of
from stack.town import Town, codes, nothing_changes, rules

TAGS = "case { tags { name addedBy } }"


async def found(town: Town, *tags: str, role: str = "clerk") -> set[str]:
    """The streets of the trees that have all these tags."""
    query = "query($tags: [String!]) { treeCases(where: {tags: $tags}) { totalCount edges { node { street } } } }"
    trees = (await town.person("nina", role).ask(query, tags=list(tags)))["treeCases"]
    streets = [edge["node"]["street"] for edge in trees["edges"]]
    assert trees["totalCount"] == len(streets)
    return set(streets)


@pytest.mark.parametrize(
    ("name", "key"), [(" Storm  2026 ", "storm 2026"), ("STRASSE", "straße".casefold()), ("ﬁr", "fir"), ("Ä", "ä")]
)
def test_a_tag_is_the_same_however_it_is_written(name: str, key: str) -> None:
    """Case, width, ligatures and spaces make no other tag."""
    assert key_of(name) == key


async def test_cases_are_found_by_their_tags(town: Town) -> None:
    """All that are asked for; a tag is added once, and taken off again."""
    for street, tags in (("Lime Street", ["Storm", "near school"]), ("Oak Lane", ["storm"])):
        case = await town.tree(street=street)
        payload = await town.clerk.done("tagCase", TAGS, id=case["id"], add=[*tags, tags[0].upper()])
        assert len(payload["case"]["tags"]) == len(tags)
    assert await found(town, "STORM") == {"Lime Street", "Oak Lane"}
    assert await found(town, "storm", "Near  School") == {"Lime Street"}
    assert await found(town, "storms") == set()
    payload = await town.clerk.done("tagCase", TAGS, id=case["id"], add=["felled"], remove=["STORM"])
    assert payload["case"]["tags"] == [{"name": "felled", "addedBy": "carla"}]
    assert await found(town, "storm") == {"Lime Street"}
    [*_, last] = (await town.seen(case, "events { name data }"))["events"]
    assert (last["name"], last["data"]) == ("tagged", {"added": ["felled"], "removed": ["storm"]})


async def test_a_tag_that_says_nothing_is_refused(town: Town) -> None:
    """Blank, too long, too many, both ways, or as it is already: and nobody tags what they may only read."""
    case = await town.tree()
    await town.clerk.done("tagCase", TAGS, id=case["id"], add=["storm"])
    auditor = town.person("otto", "auditor")
    async with nothing_changes(town.stack):
        for rule, values in (
            ("tag.missing", {}),
            ("tag.both", {"add": ["a"], "remove": ["A "]}),
            ("tag.length", {"add": ["x" * 51]}),
            ("tag.many", {"add": [f"tag {number}" for number in range(30)]}),
            ("tag.same", {"add": ["Storm"], "remove": ["felled"]}),
        ):
            assert rules(await town.clerk.do("tagCase", TAGS, id=case["id"], **values)) == [rule]
        assert codes(await town.clerk.do("tagCase", TAGS, id=case["id"], add=[" "])) == ["BAD_USER_INPUT"]
        assert codes(await auditor.do("tagCase", TAGS, id=case["id"], add=["x"])) == ["FORBIDDEN"]
