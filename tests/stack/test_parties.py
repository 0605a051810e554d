"""Parties, their dated roles, notes, links and exclusions."""

from typing import Any

import pytest

from stack.town import Town, codes, nothing_changes, rules

ROLE = "role { id role until party { id name kind email } }"


async def add(town: Town, case: dict[str, Any], **party: Any) -> dict[str, Any]:
    payload = await town.clerk.done("addParty", ROLE, id=case["id"], party={"role": "witness"} | party)
    role: dict[str, Any] = payload["role"]
    return role


async def test_a_party_gets_a_role_and_loses_it(town: Town) -> None:
    """The role stays on record with its end."""
    case = await town.tree()
    role = await add(town, case, name="Willow Ltd", kind="ORGANISATION", email="office@willow.example")
    assert role["party"] | {"id": ""} == {
        "id": "",
        "name": "Willow Ltd",
        "kind": "ORGANISATION",
        "email": "office@willow.example",
    }
    ended = await town.clerk.done("endPartyRole", ROLE, id=role["id"])
    assert ended["role"]["until"] is not None
    async with nothing_changes(town.stack):
        again = await town.clerk.do("endPartyRole", ROLE, id=role["id"])
    assert codes(again) == ["BAD_USER_INPUT"]
    events = (await town.seen(case, "events { name }"))["events"]
    assert [event["name"] for event in events] == ["opened", "party_added", "party_role_ended"]


@pytest.mark.parametrize(
    "party",
    [
        {},
        {"name": " "},
        {"name": "x" * 301},
        {"name": "Robin", "email": "x" * 321},
        {"name": "Robin", "phone": "\x00"},
        {"name": "Robin", "role": "x" * 101},
    ],
)
async def test_a_party_that_cannot_be_written_down_is_refused(town: Town, party: dict[str, Any]) -> None:
    """Without a name, or with more than a column holds."""
    case = await town.tree()
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("addParty", ROLE, id=case["id"], party={"role": "witness"} | party)
    assert codes(refused) == ["BAD_USER_INPUT"]


async def test_a_party_one_may_not_see_is_not_attached(town: Town) -> None:
    """Otherwise anybody could read a person by giving them a role in a case of their own."""
    hidden = await add(town, await town.tree(team="south"), name="Hidden Person")
    own = await town.tree(team="north")
    warden = town.person("wanda", "warden", teams=("north",))
    async with nothing_changes(town.stack):
        refused = await warden.do("addParty", ROLE, id=own["id"], party={"role": "x", "partyId": hidden["party"]["id"]})
        forged = await warden.do("addParty", ROLE, id=own["id"], party={"role": "x", "partyId": own["id"]})
    assert (codes(refused), codes(forged)) == (["NOT_FOUND"], ["BAD_USER_INPUT"])


async def test_parties_are_found_by_words_of_their_name(town: Town) -> None:
    """Upper and lower case are the same, percent signs are themselves, and hidden people stay hidden."""
    case = await town.tree(team="north")
    for name in ("Ann Ash", "Ben Beech", "100% Oak"):
        await add(town, case, name=name)
    query = "query($name: String) { parties(name: $name) { totalCount edges { node { name } } } }"

    async def named(name: str | None, *roles: str, teams: tuple[str, ...] = ()) -> list[str]:
        found = await town.person("nina", *roles, teams=teams).ask(query, name=name)
        return [edge["node"]["name"] for edge in found["parties"]["edges"]]

    assert await named(None, "clerk") == ["100% Oak", "Ann Ash", "Ben Beech"]
    assert await named("ASH ann", "clerk") == ["Ann Ash"]
    assert await named("%", "clerk") == ["100% Oak"]
    assert await named(None, "warden", teams=("north",)) == ["100% Oak", "Ann Ash", "Ben Beech"]
    assert await named(None, "warden", teams=("south",)) == []


async def test_a_note_is_written_for_good(town: Town) -> None:
    """With its author; blank ones and those no database stores are refused."""
    case = await town.tree()
    written = await town.clerk.done("addNote", "note { text author } case { id version }", id=case["id"], text="Rot 🍄")
    assert (written["note"], written["case"]["version"]) == ({"text": "Rot 🍄", "author": "carla"}, 1)
    async with nothing_changes(town.stack):
        for text in (" ", "a\x00b"):
            assert codes(await town.clerk.do("addNote", "note { text }", id=case["id"], text=text)) == [
                "BAD_USER_INPUT"
            ]
        auditor = town.person("otto", "auditor")
        assert codes(await auditor.do("addNote", "note { text }", id=case["id"], text="x")) == ["FORBIDDEN"]


async def test_cases_are_linked_and_a_hidden_one_stays_hidden(town: Town) -> None:
    """A link to a case one may not see shows that there is one, and nothing of it."""
    case, other = await town.tree(team="north"), await town.tree(team="south", foundOn="2026-01-01")
    await town.clerk.done("linkCases", "case { id }", id=case["id"], otherId=other["id"], kind="CAUSED_BY")
    links = "links { kind other { id } }"
    assert (await town.seen(case, links))["links"] == [{"kind": "CAUSED_BY", "other": {"id": other["id"]}}]
    warden = town.person("wanda", "warden", teams=("north",))
    assert (await town.seen(case, links, warden))["links"] == [{"kind": "CAUSED_BY", "other": None}]
    async with nothing_changes(town.stack):
        refusals = [
            await person.do("linkCases", "case { id }", id=case["id"], otherId=target["id"], kind=kind)
            for person, target, kind in (
                (town.clerk, other, "CAUSED_BY"),
                (town.clerk, case, "RELATED"),
                (warden, other, "RELATED"),
            )
        ]
    assert [codes(refusal) for refusal in refusals] == [["BAD_USER_INPUT"], ["BAD_USER_INPUT"], ["NOT_FOUND"]]


async def test_a_link_is_taken_back(town: Town) -> None:
    """With a reason, by whoever works on the case; the history keeps that there was one."""
    case, other = await town.tree(), await town.tree(foundOn="2026-01-01")
    await town.clerk.done("linkCases", "case { id }", id=case["id"], otherId=other["id"], kind="CAUSED_BY")
    [link] = (await town.seen(case, "links { id }"))["links"]
    async with nothing_changes(town.stack):
        blank = await town.clerk.do("unlinkCases", "case { id }", id=link["id"], reason=" ")
        unasked = await town.person("otto", "auditor").do("unlinkCases", "case { id }", id=link["id"], reason="x")
        stranger = await town.person("nina", "stranger").do("unlinkCases", "case { id }", id=link["id"], reason="x")
    assert (rules(blank), rules(unasked), codes(stranger)) == (["reason.missing"], ["grant.work"], ["NOT_FOUND"])
    gone = await town.clerk.done("unlinkCases", "case { links { id } }", id=link["id"], reason="Another tree")
    assert gone["case"]["links"] == []
    [event] = (await town.seen(case, "events(newest: true, first: 1) { name data }"))["events"]
    assert (event["name"], event["data"]["kind"], event["data"]["reason"]) == ("unlinked", "caused_by", "Another tree")
    async with nothing_changes(town.stack):
        again = await town.clerk.do("unlinkCases", "case { id }", id=link["id"], reason="Again")
    assert codes(again) == ["NOT_FOUND"]


async def test_what_is_known_of_a_party_is_corrected_everywhere(town: Town) -> None:
    """From one of their cases; the others see it too, and the history tells what was corrected, not the values."""
    case, other = await town.tree(), await town.tree()
    known = {"name": "Robin Roots", "email": "robin@old.example", "phone": "1", "subject": "robin"}
    role = await add(town, case, **known, identifiers=[{"system": "register", "value": "A 1"}])
    await add(town, other, partyId=role["party"]["id"])
    party = "role { party { id name kind email phone subject identifiers { system value } } }"
    values = {"name": "Robin Rootes", "email": None, "identifiers": [{"system": "register", "value": "A 2"}]}
    corrected = (await town.clerk.done("updateParty", party, id=role["id"], **values))["role"]["party"]
    assert corrected | {"id": ""} == {
        "id": "",
        "name": "Robin Rootes",
        "kind": "PERSON",
        "email": None,
        "phone": "1",
        "subject": "robin",
        "identifiers": [{"system": "register", "value": "A 2"}],
    }
    seen = await town.seen(other, "parties { party { name } } events { name }")
    assert [each["party"]["name"] for each in seen["parties"]] == ["Robin Rootes"]
    found = await town.clerk.ask(
        '{ parties(name: "rootes") { totalCount } cases(where: {text: "rootes"}) { totalCount } }'
    )
    assert (found["parties"]["totalCount"], found["cases"]["totalCount"]) == (1, 2)
    [event] = (await town.seen(case, "events(newest: true, first: 1) { name data }"))["events"]
    assert (event["name"], event["data"]["corrected"]) == ("party_updated", ["email", "identifiers", "name"])
    assert "robin" not in str(event["data"]).casefold()


@pytest.mark.parametrize(
    ("values", "rule"),
    [
        ({"name": " "}, "name.missing"),
        ({"name": None}, "name.missing"),
        ({"name": "x" * 301}, "text.length"),
        ({"phone": "\x00"}, "text.characters"),
        ({"name": "Willow Ltd"}, "party.unchanged"),
        ({}, "party.unchanged"),
        ({"identifiers": [{"system": "register", "value": " "}]}, "value.missing"),
    ],
)
async def test_a_correction_that_corrects_nothing_is_refused(town: Town, values: dict[str, Any], rule: str) -> None:
    """Neither does one that cannot be written down."""
    role = await add(town, await town.tree(), name="Willow Ltd", kind="ORGANISATION")
    async with nothing_changes(town.stack):
        refused = await town.clerk.do("updateParty", "role { id }", id=role["id"], **values)
    assert (codes(refused), rules(refused)) == (["BAD_USER_INPUT"], [rule])


async def test_a_party_is_corrected_where_it_still_is_by_those_who_work_there(town: Town) -> None:
    """Not by who only reads, and not from a case it has left."""
    role = await add(town, await town.tree(), name="Willow Ltd")
    async with nothing_changes(town.stack):
        unasked = await town.person("otto", "auditor").do("updateParty", "role { id }", id=role["id"], name="X")
        stranger = await town.person("nina", "stranger").do("updateParty", "role { id }", id=role["id"], name="X")
    assert (codes(unasked), codes(stranger)) == (["FORBIDDEN"], ["NOT_FOUND"])
    await town.clerk.done("endPartyRole", "role { id }", id=role["id"])
    async with nothing_changes(town.stack):
        gone = await town.clerk.do("updateParty", "role { id }", id=role["id"], name="X")
    assert rules(gone) == ["party.ended"]


async def test_an_excluded_person_sees_nothing_more(town: Town) -> None:
    """A conflict of interest beats the roles of a head, at once and for every read."""
    case = await town.tree()
    clerk = town.person("nina", "clerk", "head")
    assert (await town.seen(case, by=clerk))["id"] == case["id"]
    payload = await town.head.done("excludePerson", "case { id }", id=case["id"], subject="nina", reason="her tree")
    assert payload["case"]["id"] == case["id"]
    assert await town.seen(case, by=clerk) is None
    async with nothing_changes(town.stack):
        blind = await clerk.do("addNote", "note { text }", id=case["id"], text="x")
        again = await town.head.do("excludePerson", "case { id }", id=case["id"], subject="nina", reason="her tree")
        oneself = await town.head.do("excludePerson", "case { id }", id=case["id"], subject="henry", reason="mine")
        blank = await town.head.do("excludePerson", "case { id }", id=case["id"], subject="x", reason="")
        endless = await town.head.do("excludePerson", "case { id }", id=case["id"], subject="x" * 201, reason="x")
        unasked = await town.clerk.do("excludePerson", "case { id }", id=case["id"], subject="x", reason="x")
    assert codes(blind) == ["NOT_FOUND"]
    assert [codes(payload) for payload in (again, oneself, blank, endless)] == [["BAD_USER_INPUT"]] * 4
    assert (codes(unasked), rules(unasked)) == (["FORBIDDEN"], ["grant.supervise"])
