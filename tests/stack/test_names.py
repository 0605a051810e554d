"""Whether somebody is known in any case, told to those who may not see the case."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from casewright import models
from casewright.errors import PluginError
from casewright.operations.upkeep import bring_up
from casewright.platform import Platform
from casewright.settings import Settings
from casewright.standing import standings
from kit import Person
from stack import auctions
from stack.town import Town, codes, nothing_changes, rules

HITS = "hits { searched match cases }"
PLUGINS = {"auctions": auctions}
HEIR = {"role": "heir", "name": "Cora Cedar", "identifiers": [{"system": "passport", "value": "C-77 12"}]}


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """An auction house."""
    return PLUGINS


def porter(town: Town, team: str = "north") -> Person:
    """Who searches, and sees the cases of one team only."""
    return town.person("pat", "porter", teams=(team,))


async def given(town: Town, owner: str, team: str = "south", **fields: Any) -> dict[str, Any]:
    """A piece that was given to a team."""
    values = {"owner": owner, "team": team} | fields
    opened = await town.clerk.done("openConsignment", "consignment { id number version }", **values)
    case: dict[str, Any] = opened["consignment"]
    return case


async def found(person: Person, case: dict[str, Any]) -> list[tuple[str, str, int]]:
    """What a search finds: the name searched, how, and in how many cases."""
    hits = (await person.done("searchNames", HITS, id=case["id"]))["hits"]
    return [(hit["searched"], hit["match"], hit["cases"]) for hit in hits]


async def test_a_name_is_found_in_a_case_one_may_not_see(town: Town) -> None:
    """How and how often, and nothing of the case: neither its number nor how it writes the name nor in which role."""
    secret = await given(town, "Riverwood Energy, Inc.", aliases=["RWE Power"], numbers=["DE 123-456"])
    own = await given(town, "Energy, RIVERWOOD", "north", rivals=["rwe power", "Reverwud Energie", "Nobody Known"])
    pat = porter(town)
    assert (await town.seen(own, by=pat)) is not None
    assert (await town.seen(secret, by=pat)) is None
    answer = await pat.done("searchNames", f"case {{ number }} {HITS}", id=own["id"])
    assert answer["case"] == {"number": own["number"]}
    assert [(hit["searched"], hit["match"]) for hit in answer["hits"]] == [
        ("Energy, RIVERWOOD", "NAME"),
        ("rwe power", "ALIAS"),
        ("Reverwud Energie", "SOUND"),
    ]
    told = json.dumps(answer)
    assert not [word for word in (secret["number"], secret["id"], "Inc.", "RWE", "123", "owner") if word in told]


@pytest.mark.parametrize(
    ("searched", "match"),
    [
        ({"owner": "riverwood  energy ltd"}, "NAME"),
        ({"owner": "RWE Power"}, "ALIAS"),
        ({"owner": "Carla Mendez", "aliases": ["Riverwood Energy"]}, "ALIAS"),
        ({"owner": "Reverwud Energie"}, "SOUND"),
        ({"owner": "Carla Mendez", "numbers": ["de123456"]}, "IDENTIFIER"),
        ({"owner": "Riverwood"}, None),
        ({"owner": "Carla Mendez", "numbers": ["DE 123-457"]}, None),
    ],
)
async def test_the_surest_way_is_told(town: Town, searched: dict[str, Any], match: str | None) -> None:
    """By a number, the name, another name, the sound; half a name is none."""
    for _ in range(2):
        await given(town, "Riverwood Energy, Inc.", aliases=["RWE Power"], numbers=["DE 123-456"])
    hits = await found(porter(town), await given(town, **searched, team="north"))
    assert [(how, cases) for _, how, cases in hits] == ([] if match is None else [(match, 2)])


async def test_parties_are_known_and_what_was_known_stays_known(town: Town) -> None:
    """Whoever joins a case is in the register, in every case they join; a name that was mended is found as it was."""
    case, other = await given(town, "Ann Ash"), await given(town, "Ben Beech")
    role = await town.clerk.done("addParty", "role { party { id } }", id=case["id"], party=HEIR)
    again = {"role": "heir", "partyId": role["role"]["party"]["id"]}
    await town.clerk.done("addParty", "role { id }", id=other["id"], party=again)
    mended = {"id": case["id"], "expectedVersion": case["version"], "owner": "Anna Ash"}
    await town.clerk.done("updateConsignment", "consignment { id }", **mended)
    own = await given(town, "cora cedar", "north", rivals=["Ann Ash", "Anna Ash", "Dan Date"], numbers=["c7712"])
    assert await found(porter(town), own) == [
        ("cora cedar", "NAME", 2),
        ("Ann Ash", "NAME", 1),
        ("Anna Ash", "NAME", 1),
        ("c7712", "IDENTIFIER", 2),
    ]


async def test_a_party_that_turned_out_to_be_another_is_found_by_the_names_of_both(town: Town) -> None:
    """In the cases of either of them."""
    roles, shown = [], "role { party { id } }"
    for owner, heir in (("Ann Ash", HEIR), ("Ben Beech", {"role": "heir", "name": "Dora Dogwood"})):
        case = await given(town, owner)
        roles.append((await town.clerk.done("addParty", shown, id=case["id"], party=heir))["role"]["party"]["id"])
    merge = {"id": roles[1], "survivorId": roles[0], "reason": "Married"}
    await town.head.done("mergeParties", "party { name }", **merge)
    for name in ("Dora Dogwood", "Cora Cedar"):
        asked = await given(town, f"The house of {name}", "north", rivals=[name])
        assert (name, "NAME", 2) in await found(porter(town), asked)


async def test_a_party_that_is_corrected_is_known_by_both_names_wherever_it_is(town: Town) -> None:
    """Corrected from one case, found in the other one too; what was known of it stays known."""
    case, other = await given(town, "Ann Ash"), await given(town, "Ben Beech")
    role = (await town.clerk.done("addParty", "role { id party { id } }", id=case["id"], party=HEIR))["role"]
    again = {"role": "heir", "partyId": role["party"]["id"]}
    await town.clerk.done("addParty", "role { id }", id=other["id"], party=again)
    right = {"name": "Nora Nutmeg", "identifiers": [{"system": "passport", "value": "N-99"}]}
    await town.clerk.done("updateParty", "role { id }", id=role["id"], **right)
    own = await given(town, "Nora Nutmeg", "north", rivals=["Cora Cedar"], numbers=["N99", "C7712"])
    assert await found(porter(town), own) == [
        ("Nora Nutmeg", "NAME", 2),
        ("Cora Cedar", "NAME", 2),
        ("N99", "IDENTIFIER", 2),
        ("C7712", "IDENTIFIER", 2),
    ]


async def test_who_moves_to_another_case_is_known_there(town: Town) -> None:
    """A party that is split off is in the register for both cases."""
    case, other = await given(town, "Ann Ash"), await given(town, "Ben Beech")
    role = (await town.clerk.done("addParty", "role { id }", id=case["id"], party=HEIR))["role"]["id"]
    split = {"id": case["id"], "intoId": other["id"], "objects": [role], "reason": "hers is the other piece"}
    await town.clerk.done("splitCase", "case { id }", **split)
    own = await given(town, "Cora Cedar", "north", numbers=["C7712"])
    assert await found(porter(town), own) == [("Cora Cedar", "NAME", 2), ("C7712", "IDENTIFIER", 2)]


async def test_other_tenants_are_never_searched(town: Town) -> None:
    """The same name in another house is no hit; in the own house it is."""
    elsewhere = Town.founded(town.stack)
    await given(elsewhere, "Ann Ash")
    own = await given(town, "Ann Ash", "north")
    assert await found(porter(town), own) == []
    await given(town, "Ann Ash")
    assert await found(porter(town), own) == [("Ann Ash", "NAME", 1)]


async def test_a_search_is_in_the_history(town: Town) -> None:
    """Who searched for whom, when, and what was found; the case itself is as it was."""
    await given(town, "Ann Ash")
    own = await given(town, "Ann Ash", "north", rivals=["Ben Beech"])
    await found(porter(town), own)
    seen = await town.seen(own, "version events { name actor data }")
    assert seen["version"] == own["version"]
    searched = seen["events"][-1]
    assert (searched["name"], searched["actor"]) == ("names_searched", "pat")
    assert searched["data"] == {
        "searched": ["Ann Ash", "Ben Beech"],
        "parties": [],
        "hits": [{"searched": "Ann Ash", "match": "name", "cases": 1}],
    }


async def test_the_history_tells_a_party_that_was_searched_by_its_id(town: Town) -> None:
    """So its name can still be erased; a name that a field gives too is told as it is; whoever searches sees both."""
    own, other = await given(town, "Ann Ash", "north", rivals=["Cora Cedar"]), await given(town, "Cora Cedar")
    for case, name in ((own, "Cora Cedar"), (own, "Dora Dogwood"), (other, "Dora Dogwood")):
        shown = "role { party { id } }"
        role = await town.clerk.done("addParty", shown, id=case["id"], party={"role": "heir", "name": name})
        if case is own:
            heir = role["role"]["party"]["id"].removeprefix("Party-")
    assert await found(porter(town), own) == [("Cora Cedar", "NAME", 1), ("Dora Dogwood", "NAME", 1)]
    searched = (await town.seen(own, "events { data }"))["events"][-1]["data"]
    assert searched == {
        "searched": ["Ann Ash", "Cora Cedar"],
        "parties": [heir],
        "hits": [
            {"searched": "Cora Cedar", "match": "name", "cases": 1},
            {"party": heir, "match": "name", "cases": 1},
        ],
    }
    row = await models.Case.get(number=own["number"], tenant_id=town.tenant)
    standing = (await standings(town.stack.platform, [row], town.stack.platform.now()))[row.id]
    assert standing.names is not None
    assert standing.names.searched == ("Ann Ash", "Cora Cedar", "Dora Dogwood")
    assert [hit.searched for hit in standing.names.hits] == ["Cora Cedar", "Dora Dogwood"]


async def test_nobody_searches_without_a_grant_for_it(town: Town) -> None:
    """Not who does all other work, nor for a case one does not see, nor once it is over; and nothing is written."""
    own, hidden = await given(town, "Ann Ash", "north"), await given(town, "Ann Ash")
    over = await given(town, "Ann Ash", "north")
    for verb in ("show", "sell"):
        acted = {"id": over["id"], "expectedVersion": over["version"]}
        over |= (await town.clerk.done(f"{verb}Consignment", "consignment { version }", **acted))["consignment"]
    async with nothing_changes(town.stack):
        unasked = await town.clerk.do("searchNames", HITS, id=own["id"])
        unseen = await porter(town).do("searchNames", HITS, id=hidden["id"])
        late = await porter(town).do("searchNames", HITS, id=over["id"])
    assert (codes(unasked), rules(unasked), unasked["hits"]) == (["FORBIDDEN"], ["grant.search_names"], [])
    assert (codes(unseen), unseen["hits"]) == (["NOT_FOUND"], [])
    assert (codes(late), late["hits"]) == (["REFUSED"], [])


async def test_cases_from_before_the_register_are_entered(town: Town) -> None:
    """Bringing the database up enters whoever is not in it, fields and parties, and a second time nobody."""
    case = await given(town, "Ann Ash", aliases=["A. A."])
    await town.clerk.done("addParty", "role { id }", id=case["id"], party=HEIR)
    own = await given(town, "Ann Ash", "north", rivals=["Cora Cedar"])
    kept = await models.KnownName.filter(tenant_id=town.tenant).order_by("case_id", "kind", "key").values_list("key")
    await models.KnownName.filter(tenant_id=town.tenant).delete()
    assert await found(porter(town), own) == []
    heard: list[str] = []
    await bring_up(town.stack.platform, heard.append)
    await bring_up(town.stack.platform, heard.append)
    assert heard == ["registered the names in 2 Consignments"]
    assert (
        await models.KnownName.filter(tenant_id=town.tenant).order_by("case_id", "kind", "key").values_list("key")
        == kept
    )
    assert await found(porter(town), own) == [("Ann Ash", "NAME", 1), ("Cora Cedar", "NAME", 1)]


def test_who_searches_needs_a_register(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A grant to search where no names are registered refuses the start."""
    monkeypatch.setattr(auctions.consignment, "names", None)
    with pytest.raises(PluginError, match="searches names, and none are registered"):
        Platform(Settings(data_dir=tmp_path), plugins=PLUGINS)
