"""A copy of the data of one person: theirs, all of it, nothing of others, and on record."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from casewright import models
from casewright.access.policy import Policy
from casewright.db.sql import Sql
from kit import Person
from stack import nests
from stack.town import PLUGINS, Town, codes, nothing_changes

EXPORT = "export"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The town, and its nests."""
    return {**PLUGINS, "nests": nests}


@dataclass(frozen=True)
class Found:
    """Fay found a nest, with Otto beside her; and she is a witness in the case of a tree."""

    town: Town
    fay: str
    otto: str

    @property
    def officer(self) -> Person:
        """Pia, who makes copies: she supervises trees and nests."""
        return self.town.person("pia", "keeper", "head")

    async def copy(self, by: Person, party: str, reason: str = "she asked for it in writing") -> dict[str, Any]:
        """What came of asking for a copy."""
        return await by.do("exportPerson", EXPORT, partyId=party, reason=reason)

    async def copied(self, by: Person, party: str) -> dict[str, Any]:
        """The copy."""
        payload = await by.done("exportPerson", EXPORT, partyId=party, reason="she asked for it in writing")
        export: dict[str, Any] = payload["export"]
        return export


async def party_of(town: Town, name: str) -> str:
    """The id of a party by its name."""
    return f"Party-{(await models.Party.get(tenant_id=town.tenant, name=name)).id}"


@pytest.fixture
async def found(town: Town) -> Found:
    """As told by `Found`."""
    watcher = town.person("wes", "watcher")
    people = [
        {"role": "finder", "name": "Fay", "subject": "fay"},
        {"role": "helper", "name": "Otto", "email": "o@x.org"},
    ]
    opened = await watcher.done("openNestCase", "nestCase { id }", species="heron", place="Mill Lane", parties=people)
    nest = opened["nestCase"]["id"]
    await watcher.done("addNote", "problems { code }", id=nest, text="Fay saw two eggs")
    fay, otto = await party_of(town, "Fay"), await party_of(town, "Otto")
    times = {"startsAt": "2026-03-03T09:00:00Z", "endsAt": "2026-03-03T10:00:00Z"}
    meeting = {"title": "look", "attendees": [{"partyId": fay}, {"partyId": otto}, {"subject": "wes"}]} | times
    await watcher.done("scheduleAppointment", "problems { code }", id=nest, **meeting)
    tree = await town.tree(street="Elm Row")
    witness = {"role": "witness", "name": "Fay of the trees", "subject": "fay"}
    await town.clerk.done("addParty", "problems { code }", id=tree["id"], party=witness)
    await town.clerk.done("addNote", "problems { code }", id=tree["id"], text="rotten")
    await models.CaseAccess.filter(tenant_id=town.tenant).delete()
    return Found(town, fay, otto)


async def test_a_case_about_a_person_is_told_whole(found: Found) -> None:
    """Fields, notes, appointments, history; of the other case, where she is a witness, only that she is one."""
    copy = await found.copied(found.officer, found.fay)
    assert copy["format"] == "casewright.person/1"
    assert [(each["name"], each["subject"]) for each in copy["person"]] == [("Fay", "fay"), ("Fay of the trees", "fay")]
    nest, tree = copy["cases"]
    assert nest["fields"] == {"species": "heron", "place": "Mill Lane"}
    assert [note["text"] for note in nest["note"]] == ["Fay saw two eggs"]
    assert [role["role"] for role in nest["case_party"]] == ["finder"]
    assert [appointment["title"] for appointment in nest["appointment"]] == ["look"]
    assert len(nest["attendance"]) == 1
    assert [event["name"] for event in nest["event"]][:2] == ["opened", "note_added"]
    assert [role["role"] for role in tree["case_party"]] == ["witness"]
    assert tree.keys() == {
        "number", "case_type", "stage", "status", "outcome", "opened_at", "closed_at", "case_party",
    }  # fmt: skip


async def test_nothing_of_other_people_is_in_it(found: Found) -> None:
    """Neither other parties nor who worked on it; whoever only helped gets nothing of the case."""
    copy = json.dumps(await found.copied(found.officer, found.fay))
    for other in ("Otto", "o@x.org", "wes", "carla", "pia", "rotten", "Elm Row"):
        assert other not in copy
    [nest] = (await found.copied(found.officer, found.otto))["cases"]
    assert nest.keys().isdisjoint({"fields", "note", "event", "title", "appointment"})
    assert len(nest["attendance"]) == 1


async def test_it_has_what_the_asker_may_see(found: Found) -> None:
    """A warden does not see places and notes of nests; who supervises trees alone makes a copy of those alone."""
    [nest, tree] = (await found.copied(found.town.person("ward", "warden", "head"), found.fay))["cases"]
    assert nest["fields"] == {"species": "heron"}
    assert "note" not in nest
    other = await party_of(found.town, "Fay of the trees")
    assert [each["number"] for each in (await found.copied(found.town.head, other))["cases"]] == [tree["number"]]


async def test_a_person_has_a_copy_of_their_own(found: Found) -> None:
    """Fay signs in and supervises nothing; she sees the nest as its finder."""
    fay = found.town.person("fay", "finder")
    [nest] = (await found.copied(fay, found.fay))["cases"]
    assert nest["fields"]["species"] == "heron"
    assert codes(await found.copy(fay, found.otto)) == ["NOT_FOUND"]


async def test_whoever_may_not_is_told_nothing_and_leaves_nothing(found: Found) -> None:
    """Reading is not enough, nor is another tenant; a party that never was is refused alike; a reason is needed."""
    watcher, stranger = found.town.person("wes", "watcher"), Town.founded(found.town.stack).person("pia", "keeper")
    absent = "Party-01a20000-0000-7000-8000-000000000000"
    async with nothing_changes(found.town.stack):
        refused = [await found.copy(who, found.fay) for who in (watcher, stranger)]
        refused.append(await found.copy(found.officer, absent))
        assert [codes(each) for each in refused] == [["NOT_FOUND"]] * 3
        assert refused[0]["problems"] == refused[1]["problems"] == refused[2]["problems"]
        assert codes(await found.copy(found.officer, found.fay, " ")) == ["BAD_USER_INPUT"]


async def test_control_without_the_rule_reading_is_enough(found: Found, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the policy forgotten, whoever is refused above has the copy."""
    monkeypatch.setattr(Policy, "predicate", lambda *given, **more: Sql("1 = 1"))
    assert await found.copied(found.town.person("wes", "watcher"), found.fay)


async def test_every_case_of_it_says_that_it_was_made(found: Found) -> None:
    """By whom, why and of what, also where reads are not kept otherwise."""
    copy = await found.copied(found.officer, found.fay)
    asked = '{ accessLog(subject: "pia") { edges { node { means reason parts case { number } } } } }'
    log = [edge["node"] for edge in (await found.officer.ask(asked))["accessLog"]["edges"]]
    assert {each["case"]["number"] for each in log} == {case["number"] for case in copy["cases"]}
    assert {(each["means"], each["reason"]) for each in log} == {("PERSON_EXPORT", "she asked for it in writing")}
    assert {"case", "case_party", "note", "event"} <= set(log[-1]["parts"]) | set(log[0]["parts"])
