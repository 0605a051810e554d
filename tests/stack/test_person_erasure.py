"""A person is erased from cases that are kept: by whom, when not, what others give as well, and what stays."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import pytest

from casewright import models
from casewright.access.actor import Actor
from casewright.errors import Refused
from casewright.operations import person_erasure
from casewright.operations.numbering import number_and_write
from casewright.operations.opening import Opening, decide_opening
from casewright.operations.parties import NewParty
from casewright.operations.person_erasure import erase_person
from kit import Person
from stack import auctions
from stack.papers import stored
from stack.town import PLUGINS, Town, codes, nothing_changes, rules, written

PARTY = "party { id name erasedAt }"
GROUND = {"reason": "Asked for it in writing", "decidedBy": "The data protection officer"}
CANARY = "Kanaria"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The town, and its auction house, which registers names."""
    return {**PLUGINS, "auctions": auctions}


async def added(town: Town, case: dict[str, Any], role: str = "witness", **party: Any) -> str:
    """A party in a case; its id."""
    given = {"role": role, **(party or {"name": "Ann Ash"})}
    payload = await town.clerk.done("addParty", "role { party { id } }", id=case["id"], party=given)
    identity: str = payload["role"]["party"]["id"]
    return identity


async def erase(town: Town, party: str, by: Person | None = None, **ground: str) -> dict[str, Any]:
    """What came of it."""
    payload: dict[str, Any] = await (by or town.head).do("erasePerson", PARTY, partyId=party, **GROUND | ground)
    return payload


async def piece(town: Town, **fields: Any) -> dict[str, Any]:
    """Something that was given to the auction house."""
    values = {"owner": "Ben Beech"} | fields
    payload = await town.clerk.done("openConsignment", "consignment { id number version }", **values)
    case: dict[str, Any] = payload["consignment"]
    return case


async def registered(case: dict[str, Any]) -> list[str]:
    """The names in the register of a case."""
    of_case = models.KnownName.filter(case_id=case["id"].removeprefix("Consignment-"))
    return sorted(row.name for row in await of_case)


async def test_nobody_is_erased_from_a_case_that_is_held(town: Town) -> None:
    """Neither from the others, also when the hold came last; once it is released, they are."""
    case, held = await town.tree(), await town.tree()
    ann = await added(town, case)
    await added(town, held, partyId=ann)
    hold = (await town.head.done("placeHold", "hold { id }", id=held["id"], reason="a lawsuit"))["hold"]["id"]
    async with nothing_changes(town.stack):
        refused = await erase(town, ann)
    assert rules(refused) == ["retention.held"]
    await town.head.done("releaseHold", "hold { id }", id=hold, reason="it was settled")
    assert (await erase(town, ann))["party"]["name"] == "erased person"


async def test_only_who_supervises_every_case_may_do_it(town: Town) -> None:
    """A clerk does not, nor a head whom one case is closed to, who is not told which; a stranger finds nobody."""
    case, closed = await town.tree(), await town.tree()
    ann = await added(town, case)
    await added(town, closed, partyId=ann)
    director = town.person("dana", "director")
    level = {"level": "VERY_RESTRICTED", "reason": "a threat"}
    await director.done("setConfidentiality", "case { id }", id=closed["id"], **level)
    async with nothing_changes(town.stack):
        by_clerk, by_head = await erase(town, ann, town.clerk), await erase(town, ann)
        stranger = await erase(Town.founded(town.stack), ann)
        unseen = await erase(town, ann, town.person("lis", "listener"))
    assert [rules(each) for each in (by_clerk, by_head)] == [["party.supervised"]] * 2
    assert closed["number"] not in by_head["problems"][0]["message"]
    assert [codes(each) for each in (stranger, unseen)] == [["NOT_FOUND"]] * 2
    assert (await erase(town, ann, director))["problems"] == []


async def test_a_ground_is_given_that_tells_nothing(town: Town) -> None:
    """It stays in the history: so it names neither the person nor how to reach them; and an organisation is none."""
    case = await town.tree()
    ann = await added(town, case, name="Ann Ash", email="ann@example.org", phone="0471")
    firm = await added(town, case, name="Ash Ltd", kind="ORGANISATION")
    async with nothing_changes(town.stack):
        named = await erase(town, ann, reason="ann ash wrote to us")
        reached = await erase(town, ann, decidedBy="Somebody, on the phone (0471)")
        mute = await erase(town, ann, reason=" ")
        organisation = await erase(town, firm)
    assert [rules(each) for each in (named, reached)] == [["erasure.told"]] * 2
    assert [each["problems"][0]["path"][-1] for each in (named, reached, mute)] == ["reason", "decidedBy", "reason"]
    assert rules(organisation) == ["erasure.person"]
    assert (await erase(town, ann, reason="Announced by an ashen letter, page 10471"))["problems"] == []


async def test_nothing_is_written_of_who_was_erased(town: Town) -> None:
    """They are not erased twice, corrected, merged, given a role or anything else; what there was can be ended."""
    case, other = await town.tree(), await town.tree()
    payload = await town.clerk.done(
        "addParty", "role { id party { id } }", id=case["id"], party={"role": "witness", "name": "Ann Ash"}
    )
    role, ann = payload["role"]["id"], payload["role"]["party"]["id"]
    bob = await added(town, other, name="Bob")
    agreed = {"partyId": ann, "scope": "photographs", "how": "in writing"}
    consent = (await town.clerk.done("recordConsent", "consent { id }", id=case["id"], **agreed))["consent"]["id"]
    assert (await erase(town, ann))["problems"] == []
    async with nothing_changes(town.stack):
        tried = [
            await erase(town, ann),
            await town.clerk.do("updateParty", "role { id }", id=role, name="Ann Ash"),
            await town.clerk.do("addParty", "role { id }", id=other["id"], party={"role": "owner", "partyId": ann}),
            await town.clerk.do("recordConsent", "consent { id }", id=case["id"], **agreed),
            await town.head.do("mergeParties", "party { id }", id=ann, survivorId=bob, reason="The same"),
            await town.head.do("mergeParties", "party { id }", id=bob, survivorId=ann, reason="The same"),
        ]
    assert [rules(each) for each in tried] == [["party.erased"]] * len(tried)
    await town.clerk.done("revokeConsent", "consent { id }", id=consent, reason="It is over")
    await town.clerk.done("endPartyRole", "role { until }", id=role)


async def test_the_same_person_goes_wherever_they_sign_in(town: Town) -> None:
    """By every party they are; a neighbour with the same name stays, and each case tells of those that are in it."""
    case, other = await town.tree(), await town.tree()
    fay, same = await added(town, case, name="Fay", subject="fay"), await added(town, other, name="F.", subject="fay")
    neighbour = await added(town, case, name="Fay")
    assert (await erase(town, fay))["party"]["id"] == fay
    names = {f"Party-{row.id}": row.name for row in await models.Party.filter(tenant_id=town.tenant)}
    assert names == {fay: "erased person", same: "erased person", neighbour: "Fay"}
    for each, party in ((case, fay), (other, same)):
        told = (await town.seen(each, "events { name data }"))["events"][-1]
        assert (told["name"], told["data"]["parties"]) == ("party_erased", [party.removeprefix("Party-")])


async def test_the_register_keeps_what_others_give(town: Town) -> None:
    """The fields, and another heir of the same name; what was known of her alone goes, old names and old rows too."""
    case = await piece(town, owner="Cora Cedar")
    cora = await added(town, case, "heir", name="Cora Cedar", identifiers=[{"system": "passport", "value": "C-77"}])
    dora = await added(town, case, "heir", name="Dora Dogwood")
    await added(town, case, "heir", name="Dora Dogwood")
    for name in ("Cora Cedar", "C-77", "Dora Dogwood"):  # as it was before the register kept whose a name is
        await models.KnownName.filter(name=name).order_by("id").limit(1).update(party_id=None)
    await models.KnownName.filter(name="C-77").update(party_id=None)
    assert await registered(case) == ["C-77", "Cora Cedar", "Cora Cedar", "Dora Dogwood", "Dora Dogwood"]
    for heir in (cora, dora):
        assert (await erase(town, heir))["problems"] == []
    assert await registered(case) == ["Cora Cedar", "Dora Dogwood"]


async def test_what_a_field_said_before_it_was_mended_goes(town: Town) -> None:
    """First the field is mended, then the person erased: the register has neither."""
    case = await piece(town, owner="Cora Cedar")
    cora = await added(town, case, "heir", name="Cora Cedar")
    mended = {"id": case["id"], "expectedVersion": case["version"], "owner": "The heirs"}
    await town.clerk.done("updateConsignment", "consignment { id }", **mended)
    assert await registered(case) == ["Cora Cedar", "Cora Cedar", "The heirs"]
    assert (await erase(town, cora))["problems"] == []
    assert await registered(case) == ["The heirs"]


async def test_an_old_name_goes_with_the_new_one(town: Town) -> None:
    """Whoever was corrected is known by neither name any more, in any case."""
    case, other = await piece(town), await piece(town)
    payload = await town.clerk.done(
        "addParty", "role { id party { id } }", id=case["id"], party={"role": "heir", "name": CANARY}
    )
    role, party = payload["role"]["id"], payload["role"]["party"]["id"]
    await added(town, other, "heir", partyId=party)
    await town.clerk.done("updateParty", "role { id }", id=role, name="Nora Nutmeg")
    assert await registered(other) == ["Ben Beech", CANARY, "Nora Nutmeg"]
    assert (await erase(town, party))["problems"] == []
    assert [await registered(each) for each in (case, other)] == [["Ben Beech"], ["Ben Beech"]]


async def test_what_people_wrote_of_the_case_stays(town: Town) -> None:
    """Fields, notes, names of files, how a consent was given: what was said is not rewritten; nothing else stays."""
    word = "Papagena"
    case = await town.tree(street=f"{word} Street")
    party = await added(town, case, name=word)
    await town.clerk.done("addNote", "note { id }", id=case["id"], text=f"{word} called")
    await stored(town, case, name=f"{word}.txt")
    agreed = {"partyId": party, "scope": "photographs", "how": f"{word} nodded"}
    await town.clerk.done("recordConsent", "consent { id }", id=case["id"], **agreed)
    assert (await erase(town, party))["problems"] == []
    telling = {table for table, rows in (await written(town.stack)).items() if any(word in row for row in rows)}
    assert telling == {"case", "event", "note", "document", "consent"}


async def test_two_at_the_same_moment(town: Town) -> None:
    """One of them does it, and each case tells it once."""
    case = await town.tree()
    ann = await added(town, case)
    told = await asyncio.gather(erase(town, ann), erase(town, ann, town.person("dana", "director")))
    refused = [rules(each)[0] for each in told if each["problems"]]
    assert refused in (["party.erased"], ["party.changed"])
    names = [event["name"] for event in (await town.seen(case, "events { name }"))["events"]]
    assert names.count("party_erased") == 1


async def test_whoever_comes_into_a_case_at_the_same_moment(town: Town) -> None:
    """They are erased there too, or not at all, or do not come in: no name is left behind in a register."""
    people = [await piece(town) for _ in range(5)]
    others = [await piece(town) for _ in people]
    for case, other in zip(people, others, strict=True):
        party = await added(town, case, "heir", name=CANARY)
        joins = {"role": "heir", "partyId": party}
        erased, _ = await asyncio.gather(
            erase(town, party), town.clerk.do("addParty", "role { id }", id=other["id"], party=joins)
        )
        if erased["problems"]:
            assert rules(erased) == ["party.changed"]
            assert (await erase(town, party))["problems"] == []
        assert [await registered(each) for each in (case, other)] == [["Ben Beech"], ["Ben Beech"]]


async def test_nobody_who_was_erased_comes_into_a_case_that_is_being_opened(town: Town) -> None:
    """What it begins with was read before: it is looked at again when the case is written."""
    platform, case = town.stack.platform, await piece(town)
    party = await added(town, case, "heir", name=CANARY)
    clerk = Actor(tenant=town.tenant, subject="carla", roles=frozenset({"clerk"}))
    heir = NewParty(role="heir", party_id=UUID(party.removeprefix("Party-")))
    new = await decide_opening(platform, clerk, auctions.consignment, {"owner": "Ben Beech"}, Opening(parties=[heir]))
    assert (await erase(town, party))["problems"] == []
    async with nothing_changes(town.stack):
        with pytest.raises(Refused, match="erased"):
            await number_and_write(new)


async def test_an_operator_erases_whom_the_cases_of_everybody_know(town: Town) -> None:
    """As the platform itself: also where a case is closed to all but a few; its history tells who it was."""
    case = await town.tree()
    party = await added(town, case)
    level = {"level": "VERY_RESTRICTED", "reason": "a threat"}
    director = town.person("dana", "director")
    await director.done("setConfidentiality", "case { id }", id=case["id"], **level)
    operator = Actor.platform(town.tenant, "pia")
    ground = {"reason": "Asked for it", "decided_by": "The officer"}
    await erase_person(town.stack.platform, operator, UUID(party.removeprefix("Party-")), **ground)
    told = await town.seen(case, "parties { party { name } } events { name actor }", by=director)
    assert told["parties"] == [{"party": {"name": "erased person"}}]
    assert told["events"][-1]["name"] == "party_erased"
    assert "pia" in told["events"][-1]["actor"]


async def test_control_without_the_last_step_the_name_is_left(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the last step forgotten the person is as known as before."""

    async def forgetful(*given: Any) -> None:
        return None

    case = await piece(town)
    party = await added(town, case, "heir", name=CANARY)
    monkeypatch.setattr(person_erasure, "_take_away", forgetful)
    assert (await erase(town, party))["party"]["name"] == CANARY
    assert CANARY in await registered(case)
