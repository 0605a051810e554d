"""The same person twice: told by what two parties share, to those who see both."""

from typing import Any

import pytest

from casewright.operations.parties import identifier_key
from stack.town import Town, nothing_changes, rules

ROLE = "role { party { id identifiers { system value } possibleDuplicates { party { id } because } } }"


async def added(town: Town, case: dict[str, Any], **party: Any) -> dict[str, Any]:
    """A new party in a case."""
    payload = await town.clerk.done("addParty", ROLE, id=case["id"], party={"role": "owner", **party})
    found: dict[str, Any] = payload["role"]["party"]
    return found


@pytest.mark.parametrize(("value", "key"), [("ab-12 34", "ab1234"), ("AB1234", "ab1234"), ("§", "§"), ("Ä.7", "ä7")])
def test_identifiers_are_compared_without_their_punctuation(value: str, key: str) -> None:
    """Letters and digits count, upper and lower case alike."""
    assert identifier_key(value) == key


async def test_a_new_party_warns_of_one_that_may_be_the_same(town: Town) -> None:
    """By an identifier of one system, or by name and contact; a name alone is no sign, and no other system is."""
    case, other = await town.tree(team="north"), await town.tree(team="south")
    register = {"system": "land register", "value": "AB-12"}
    first = await added(town, case, name="Ann Ash", email="a@x.org", phone="1", identifiers=[register])
    assert (first["identifiers"], first["possibleDuplicates"]) == ([register], [])
    same = await added(town, other, name="Anne A.", identifiers=[{"system": "land register", "value": "ab 12"}])
    assert same["possibleDuplicates"] == [{"party": {"id": first["id"]}, "because": ["land register"]}]
    namesake = await added(town, other, name="ANN ash", email="a@x.org", phone="1")
    because = ["name and e-mail", "name and telephone"]
    assert namesake["possibleDuplicates"] == [{"party": {"id": first["id"]}, "because": because}]
    for stranger in ({"name": "Ann Ash"}, {"name": "Z", "identifiers": [{"system": "tax", "value": "AB-12"}]}):
        assert (await added(town, other, **stranger))["possibleDuplicates"] == []
    query = '{ parties(name: "anne") { edges { node { possibleDuplicates { party { name } } } } } }'
    for team, seen in (("south", []), ("north", None)):
        found = await town.person("wanda", "warden", teams=(team,)).ask(query)
        nodes = [edge["node"] for edge in found["parties"]["edges"]]
        assert nodes == ([] if seen is None else [{"possibleDuplicates": seen}])


async def test_an_identifier_says_whose_it_is(town: Town) -> None:
    """Nothing is kept of one without a system or a value, nor of too many."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        for identifiers in (
            [{"system": " ", "value": "1"}],
            [{"system": "tax", "value": ""}],
            [{"system": "tax", "value": str(number)} for number in range(21)],
        ):
            party = {"role": "owner", "name": "Ann Ash", "identifiers": identifiers}
            refused = await town.clerk.do("addParty", "problems { code }", id=case["id"], party=party)
            assert refused["problems"], identifiers
    assert rules(refused) == ["party.identifiers"]
