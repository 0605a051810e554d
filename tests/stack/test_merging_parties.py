"""Two parties that turn out to be one: what led to one leads to the other, and nobody sees more or less by stealth."""

from typing import Any

import pytest

from casewright.operations import party_merging
from kit import Person
from stack.town import Town, codes, nothing_changes, rules

PARTY = "party { id name email phone subject identifiers { system value } mergedInto { id } }"
TAX, LAND = {"system": "tax", "value": "7"}, {"system": "land register", "value": "AB-12"}


async def added(town: Town, case: dict[str, Any], role: str = "witness", **party: Any) -> str:
    """A new party in a case; its id."""
    given = {"role": role, "name": "Ann Ash"} | party
    payload = await town.clerk.done("addParty", "role { party { id } }", id=case["id"], party=given)
    identity: str = payload["role"]["party"]["id"]
    return identity


async def merge(town: Town, party: str, survivor: str, by: Person | None = None) -> dict[str, Any]:
    given = {"id": party, "survivorId": survivor, "reason": "The same signature"}
    payload: dict[str, Any] = await (by or town.head).do("mergeParties", PARTY, **given)
    return payload


async def roles(town: Town, case: dict[str, Any]) -> list[tuple[str, str, bool]]:
    seen = (await town.seen(case, "parties { role until party { id } }"))["parties"]
    return [(each["role"], each["party"]["id"], each["until"] is None) for each in seen]


async def test_what_led_to_one_party_leads_to_the_other(town: Town) -> None:
    """Roles, consents, attendance, identifiers, and how to reach them where that was not known; each case tells it."""
    case, other = await town.tree(), await town.tree()
    ann = await added(town, case, email="ann@example.org", identifiers=[TAX])
    anne = await added(town, other, name="Anne A.", phone="12", email="x@example.org", identifiers=[LAND, TAX])
    agreed = {"partyId": anne, "scope": "photographs", "how": "in writing"}
    await town.clerk.done("recordConsent", "consent { id }", id=other["id"], **agreed)
    times = {"startsAt": "2026-03-03T09:00:00Z", "endsAt": "2026-03-03T10:00:00Z"}
    meeting = {"title": "A look", "attendees": [{"partyId": anne}]} | times
    await town.clerk.done("scheduleAppointment", "appointment { id }", id=other["id"], **meeting)
    merged = await merge(town, anne, ann)
    assert merged["problems"] == []
    assert merged["party"]["identifiers"] == [TAX, LAND]
    assert {name: merged["party"][name] for name in ("id", "name", "email", "phone", "mergedInto")} == {
        "id": ann,
        "name": "Ann Ash",
        "email": "ann@example.org",
        "phone": "12",
        "mergedInto": None,
    }
    assert await roles(town, other) == [("witness", ann, True)]
    shown = "consents { party { id } } appointments { attendances { party { id } } } events { name data }"
    seen = await town.seen(other, shown)
    assert seen["consents"] == [{"party": {"id": ann}}]
    assert seen["appointments"] == [{"attendances": [{"party": {"id": ann}}]}]
    assert seen["events"][-1] == {
        "name": "party_merged",
        "data": {
            "party": anne.removeprefix("Party-"),
            "into": ann.removeprefix("Party-"),
            "reason": "The same signature",
        },
    }
    assert (await town.seen(case, "events { name }"))["events"][-1] == {"name": "party_merged"}


async def test_the_other_one_stays_as_a_pointer(town: Town) -> None:
    """Whoever has its id finds where it went, and nobody else finds it: it is no choice and no possible double."""
    case, other = await town.tree(), await town.tree()
    ann, anne = await added(town, case, email="a@x.org"), await added(town, other, email="a@x.org")
    assert (await merge(town, anne, ann))["problems"] == []
    query = (
        "query($id: ID!) { node(id: $id) { ... on Party { name mergedInto { id } possibleDuplicates { because } } } }"
    )
    pointer = (await town.clerk.ask(query, id=anne))["node"]
    assert pointer["mergedInto"] == {"id": ann}
    assert (await town.clerk.ask(query, id=ann))["node"]["possibleDuplicates"] == []
    assert (await town.person("wanda", "warden", teams=("east",)).ask(query, id=anne))["node"] is None
    listed = (await town.clerk.ask('{ parties(name: "ann ash") { edges { node { id } } } }'))["parties"]["edges"]
    assert [edge["node"]["id"] for edge in listed] == [ann]
    async with nothing_changes(town.stack):
        given = {"role": "owner", "partyId": anne}
        again = await town.clerk.do("addParty", "role { id }", id=case["id"], party=given)
        twice = await merge(town, anne, ann)
    assert (codes(again), codes(twice)) == (["NOT_FOUND"], ["NOT_FOUND"])


async def test_one_role_in_one_case_is_had_once_and_two_are_refused(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Two roles may be two sides, so one of them is ended first. The control: without the rule both would be hers."""
    case, other = await town.tree(), await town.tree()
    ann, same = await added(town, case), await added(town, case)
    assert (await merge(town, same, ann))["problems"] == []
    assert sorted(await roles(town, case)) == [("witness", ann, False), ("witness", ann, True)]
    one, opponent = await added(town, other, "complainant"), await added(town, other, "respondent")
    async with nothing_changes(town.stack):
        refused = await merge(town, opponent, one)
    assert rules(refused) == ["party.roles"]
    assert "complainant" in refused["problems"][0]["message"]

    async def unasked(*given: Any) -> None:
        return None

    monkeypatch.setattr(party_merging, "_join_roles", unasked)
    assert (await merge(town, opponent, one))["problems"] == []
    assert len(await roles(town, other)) == 2


async def test_only_who_supervises_every_case_of_both_may_do_it(town: Town) -> None:
    """A clerk does not, nor a head whom one of the cases is closed to, who is not told which."""
    case, closed = await town.tree(), await town.tree()
    ann, anne = await added(town, case), await added(town, closed)
    also = {"role": "owner", "partyId": anne}
    await town.clerk.done("addParty", "role { id }", id=case["id"], party=also)
    director = town.person("dana", "director")
    level = {"level": "VERY_RESTRICTED", "reason": "a threat"}
    await director.done("setConfidentiality", "case { id }", id=closed["id"], **level)
    async with nothing_changes(town.stack):
        by_clerk = await merge(town, anne, ann, by=town.clerk)
        by_head = await merge(town, anne, ann)
    assert [rules(each) for each in (by_clerk, by_head)] == [["party.supervised"]] * 2
    assert closed["number"] not in by_head["problems"][0]["message"]


async def test_whoever_is_excluded_stays_excluded(town: Town) -> None:
    """Olga owns the tree, so she sees it as an owner only, whichever party she is; and a head was excluded by name."""
    hers, other = await town.tree(), await town.tree()
    olga = town.person("olga", "clerk")
    signs_in = await added(town, hers, "owner", name="Olga", subject="olga")
    unknown = await added(town, other, "owner", name="O. Oak")
    assert await town.seen(hers, by=olga) is None
    assert await town.seen(other, by=olga) is not None
    await town.head.done("excludePerson", "case { id }", id=other["id"], subject="hugo", reason="a cousin")
    assert (await merge(town, signs_in, unknown))["party"]["subject"] == "olga"
    assert await town.seen(hers, by=olga) is None
    assert await town.seen(other, by=olga) is None
    assert await town.seen(other, by=town.person("hugo", "head")) is None


async def test_two_who_are_two_are_not_merged(town: Town) -> None:
    """A person and a firm, two who sign in, one with itself, a stranger, and without a reason."""
    case, other = await town.tree(), await town.tree()
    ann = await added(town, case, subject="ann")
    firm = await added(town, other, name="Ash Ltd", kind="ORGANISATION")
    bob = await added(town, other, name="Bob", subject="bob")
    elsewhere = Town(town.stack, f"{town.tenant}-b")
    stranger = await added(elsewhere, await elsewhere.tree())
    async with nothing_changes(town.stack):
        told = [await merge(town, party, ann) for party in (firm, bob, ann, stranger)]
        back = await merge(town, ann, stranger)
        mute = await town.head.do("mergeParties", PARTY, id=bob, survivorId=firm, reason=" ")
    assert [rules(each) for each in told] == [["party.kind"], ["party.subjects"], ["party.itself"], ["object.absent"]]
    assert back["problems"][0]["path"] == ["input", "survivorId"]
    assert mute["problems"][0]["path"] == ["input", "reason"]
