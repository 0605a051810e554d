"""Each scope of a grant, and the field groups that a role does not see."""

from typing import Any

import pytest

from kit import Person, Stack
from stack.town import Town, codes, nothing_changes

LIST = "{ treeCases { totalCount } }"


async def sees(person: Person, town: Town, case: dict[str, Any]) -> bool:
    """By id and in the list alike."""
    by_id = await town.seen(case, "id", person) is not None
    in_list = (await person.ask(LIST))["treeCases"]["totalCount"] == 1
    assert by_id == in_list
    return by_id


async def may_work(person: Person, case: dict[str, Any]) -> list[str]:
    return codes(await person.do("addNote", "note { id }", id=case["id"], text="x"))


async def test_all_reaches_every_case_of_the_type(town: Town) -> None:
    """And nobody without a role anything."""
    case = await town.tree()
    assert await sees(town.person("nina", "clerk"), town, case)
    assert not await sees(town.person("nina"), town, case)
    assert not await sees(town.person("nina", "unheard of"), town, case)


async def test_team_reaches_the_cases_of_ones_teams(town: Town) -> None:
    """The case leaves with its team."""
    case = await town.tree(team="north")
    north, south = (town.person("wanda", "warden", teams=(team,)) for team in ("north", "south"))
    both = town.person("wim", "warden", teams=("south", "north"))
    assert [await sees(each, town, case) for each in (north, south, both)] == [True, False, True]
    assert (await may_work(north, case), await may_work(south, case)) == ([], ["NOT_FOUND"])
    await town.clerk.done("assignCase", "case { id }", id=case["id"], team="south")
    assert [await sees(each, town, case) for each in (north, south, both)] == [False, True, True]


async def test_assigned_reaches_ones_own_cases(town: Town) -> None:
    """Only as long as they are."""
    case, climber = await town.tree(), town.person("cliff", "climber")
    assert not await sees(climber, town, case)
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="cliff")
    assert await sees(climber, town, case)
    assert await may_work(climber, case) == []
    await climber.done("releaseCase", "case { id }", id=case["id"], reason="too high")
    assert not await sees(climber, town, case)


async def test_party_reaches_the_cases_one_has_a_role_in(town: Town) -> None:
    """From the start, or from when the role is given; until it ends."""
    citizen = town.person("robin", "citizen")
    robin = {"role": "reporter", "name": "Robin", "subject": "robin"}
    opened = await citizen.done(
        "openTreeCase", "treeCase { id }", tag="p-1", street="Elm Row", foundOn="2026-03-02", parties=[robin]
    )
    case = opened["treeCase"]
    assert await sees(citizen, town, case)
    assert await may_work(citizen, case) == []
    [role] = (await town.seen(case, "parties { id }"))["parties"]
    await town.clerk.done("endPartyRole", "role { id }", id=role["id"])
    assert not await sees(citizen, town, case)
    assert await may_work(citizen, case) == ["NOT_FOUND"]


async def test_who_opens_for_others_does_not_see_it_afterwards(town: Town) -> None:
    """The case is opened, and the payload shows nothing of it."""
    payload = await town.person("robin", "citizen").done(
        "openTreeCase", "treeCase { id }", tag="p-2", street="Elm Row", foundOn="2026-03-02"
    )
    assert payload == {"problems": [], "treeCase": None}


async def test_an_excluded_party_role_beats_every_grant(town: Town) -> None:
    """The owner of the tree works at the town hall, and sees it as a citizen only when they are one."""
    owner = {"role": "owner", "name": "Olga", "subject": "olga"}
    case = await town.tree(parties=[owner], team="north")
    official = town.person("olga", "clerk", "head", "warden", "auditor", teams=("north",))
    assert not await sees(official, town, case)
    assert await may_work(official, case) == ["NOT_FOUND"]
    assert await sees(town.person("olga", "clerk", "citizen"), town, case)
    assert await sees(town.person("nina", "clerk", "head"), town, case)


HIDDEN = """reporter address events { name data } approvals { arguments }"""


async def test_a_hidden_group_is_hidden_everywhere(town: Town) -> None:
    """Null in the case, absent from the events, from the arguments of approvals and from the description."""
    case = await town.planned(reporter="Robin", address="9 Elm Row")
    await town.move(case, "fell", price="1")
    case = await town.seen(case)
    await town.clerk.done(
        "updateTreeCase", "treeCase { id }", id=case["id"], expectedVersion=case["version"], reporter="Robin R."
    )
    selection = f"... on TreeCase {{ {HIDDEN} }}"
    shown = await town.seen(case, selection)
    hidden = await town.seen(case, selection, town.person("otto", "auditor"))
    assert (shown["reporter"], hidden["reporter"]) == ("Robin R.", None)
    assert (shown["address"], hidden["address"]) == ("9 Elm Row", "9 Elm Row")
    assert "Robin" in str(shown["events"])
    assert "Robin" not in str(hidden["events"])
    assert [event["name"] for event in hidden["events"]] == [event["name"] for event in shown["events"]]
    assert [approval["arguments"] for approval in shown["approvals"]] == [{"price": "1"}]
    assert [approval["arguments"] for approval in hidden["approvals"]] == [None]
    assert not any("arguments" in event["data"] for event in hidden["events"])


@pytest.mark.parametrize(("role", "shown"), [("clerk", True), ("auditor", False), ("climber", False)])
async def test_a_hidden_group_is_absent_from_the_description(town: Town, role: str, shown: bool) -> None:
    """Neither among the fields nor in the schema of the form."""
    query = "{ caseTypes { name fields { name } jsonSchema } }"
    [tree] = [each for each in (await town.person("nina", role).ask(query))["caseTypes"] if each["name"] == "TreeCase"]
    names = [field["name"] for field in tree["fields"]]
    assert ("reporter" in names, "address" in names) == (shown, True)
    assert ("reporter" in str(tree["jsonSchema"]), "address" in str(tree["jsonSchema"])) == (shown, True)


async def test_a_role_that_hides_wins_over_one_that_shows(town: Town) -> None:
    """The climber who is also a clerk does not see the reporter."""
    case = await town.tree(reporter="Robin")
    seen = await town.seen(case, "... on TreeCase { reporter }", town.person("cliff", "climber", "clerk"))
    assert seen["reporter"] is None


async def test_a_hidden_field_is_not_changed(town: Town, stack: Stack) -> None:
    """What one may not read one may not write either."""
    case = await town.tree(reporter="Robin")
    async with nothing_changes(stack):
        refused = await town.person("cliff", "climber", "clerk").do(
            "updateTreeCase", "treeCase { id }", id=case["id"], expectedVersion=1, reporter="Somebody else"
        )
    assert codes(refused) == ["FORBIDDEN"]
    assert refused["problems"][0]["rule"] == "field.hidden"


async def test_case_types_are_shown_to_who_may_read_them(town: Town) -> None:
    """A frontend draws forms and boards from them."""
    query = """{ caseTypes { name plugin description stages { name phase } outcomes { name status } metrics
      fields { name label required indexed managed group jsonSchema }
      transitions { name mutation sources target roles approvalRoles arguments { name required } } } }"""
    types = {each["name"]: each for each in (await town.clerk.ask(query))["caseTypes"]}
    assert list(types) == ["TreeCase", "Pothole"]
    tree = types["TreeCase"]
    fields = {field["name"]: field for field in tree["fields"]}
    assert (tree["plugin"], tree["description"]) == ("trees", "A street tree that somebody reported.")
    assert tree["stages"][0] == {"name": "reported", "phase": "SCREENING"}
    assert tree["metrics"] == ["spent", "girth"]
    assert fields["tag"]["label"] == "Tag on the trunk"
    assert (fields["foundOn"]["required"], fields["remedy"]["managed"], fields["reporter"]["group"]) == (
        True,
        True,
        "contact",
    )
    fell = next(each for each in tree["transitions"] if each["name"] == "fell")
    assert (fell["mutation"], fell["target"], fell["approvalRoles"]) == ("fellTreeCase", "felled", ["head", "director"])
    assert fell["arguments"] == [{"name": "price", "required": True}]
    assert (await town.person("nina").ask(query))["caseTypes"] == []
    assert [each["name"] for each in (await town.person("otto", "auditor").ask(query))["caseTypes"]] == ["TreeCase"]


async def test_me_is_who_the_token_says(town: Town) -> None:
    """Subject, tenant, roles, teams and limits."""
    person = town.person("henry", "head", "clerk", teams=("north",), limits={"fell": 1000})
    assert (await person.ask("{ me { subject tenant roles teams limits { name amount } } }"))["me"] == {
        "subject": "henry",
        "tenant": town.tenant,
        "roles": ["clerk", "head"],
        "teams": ["north"],
        "limits": [{"name": "fell", "amount": "1000"}],
    }
