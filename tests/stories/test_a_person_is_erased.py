"""A person asks to be erased, and two cases they had a part in must be kept: nothing tells of them any more."""

import json
from dataclasses import dataclass
from typing import Any

from casewright import models
from casewright.db.sql import Sql
from casewright.events import verify
from kit import Person, Stack
from stories.test_a_bill_of_a_clinic import BILL
from stories.test_a_legal_matter import SUIT

NAME, OLD_NAME, OTHER_NAME = "Kanaria Vogel", "Kanaria Alt", "K. Nachtigall"
EMAIL, PHONE, SUBJECT = "kanaria@vogelhaus.example", "+49 5550 471147", "signs-in-90210"
NUMBER, OTHER_NUMBER = "VX 4711-Q", "NT 0815-Z"
WORDS = ("kanaria", "vogel", "nachtigall", "471147", "4711-q", "vx4711q", "0815-z", "nt0815z")
"""By which they are found, however they are written: the register of names writes them in its own way."""
SELF = {
    "name": OLD_NAME,
    "email": EMAIL,
    "phone": PHONE,
    "subject": SUBJECT,
    "identifiers": [{"system": "passport", "value": NUMBER}],
}
GROUND = {"reason": "Asked for it in writing, GDPR 17(1)(a)", "decidedBy": "The data protection officer"}
PARTY = "party { id name email phone subject erasedAt identifiers { value } }"
PARTY_ROLE = f"role {{ {PARTY} }}"
ADD = """mutation($input: AddPartyInput!) { addParty(input: $input) {
    problems { rule } role { party { name email phone } } } }"""


@dataclass
class Kept:
    """A medical claim and a legal matter with the same witness, and what was told of them before."""

    stack: Stack
    claim: str
    matter: str
    party: str
    other: str

    @property
    def chief(self) -> Person:
        """Pia, who supervises both."""
        return self.stack.person("pia", "client_partner", "manager")

    @property
    def worker(self) -> Person:
        """Ada, who works on both."""
        return self.stack.person("ada", "associate", "medical_reviewer")

    async def told(self) -> dict[str, str]:
        """What leaves the platform: both cases exported, and the history as event logs."""
        exports = {
            case: await self.chief.done("exportCase", "export", id=case, reason="a transfer")
            for case in (self.claim, self.matter)
        }
        headers = {"authorization": f"Bearer {self.chief.token}"}
        logs = {
            ending: (await self.chief.client.get(f"/event-log.{ending}", headers=headers)).text
            for ending in ("json", "xes")
        }
        return {case: json.dumps(export) for case, export in exports.items()} | logs


async def asked_with_key(person: Person, query: str, /, **values: Any) -> dict[str, Any]:
    """The whole answer to a request under a key."""
    headers = {"authorization": f"Bearer {person.token}", "idempotency-key": "once"}
    asked = {"query": query, "variables": {"input": values}}
    answer: dict[str, Any] = (await person.client.post("/graphql", json=asked, headers=headers)).json()
    return answer


async def lived(stack: Stack) -> Kept:
    """Two cases of two plugins, in which everything is done with the person that can be."""
    kept = Kept(stack, "", "", "", "")
    bill, suit = BILL | {"parties": []}, SUIT | {"parties": []}
    kept.claim = (await kept.worker.done("openMedicalClaim", "medicalClaim { id }", **bill))["medicalClaim"]["id"]
    role = (await kept.worker.done("addParty", "role { id party { id } }", id=kept.claim, party=SELF | {"role": "x"}))[
        "role"
    ]
    kept.party = role["party"]["id"]
    suit |= {"parties": [{"role": "witness", "partyId": kept.party}]}
    kept.matter = (await kept.worker.done("openLegalMatter", "legalMatter { id }", **suit))["legalMatter"]["id"]
    await kept.worker.done("updateParty", PARTY_ROLE, id=role["id"], name=NAME)
    await _twice(kept)
    await _work(kept)
    return kept


async def _twice(kept: Kept) -> None:
    """The person is entered once more, under a key, and found to be the same."""
    again = {"role": "witness", "name": OTHER_NAME, "identifiers": [{"system": "tax", "value": OTHER_NUMBER}]}
    answer = await asked_with_key(kept.worker, ADD, id=kept.matter, party=again)
    assert answer["data"]["addParty"]["role"]["party"]["name"] == OTHER_NAME
    kept.other = f"Party-{(await models.Party.get(name=OTHER_NAME)).id}"
    await kept.chief.done("mergeParties", PARTY, id=kept.other, survivorId=kept.party, reason="The same signature")


async def _work(kept: Kept) -> None:
    worker, party, claim = kept.worker, kept.party, kept.claim
    cal = kept.stack.person("cal", "conflicts_analyst")
    await cal.done("searchNames", "hits { searched }", id=kept.matter)
    await worker.done(
        "recordConsent", "consent { id }", id=claim, partyId=party, scope="Talk to the clinic", how="Signed"
    )
    call = {"channel": "PHONE", "direction": "INCOMING", "reached": True, "summary": "Asked how it goes"}
    await worker.done("recordContact", "contact { id }", id=claim, participants=[party], **call)
    times = {"startsAt": "2026-07-03T09:00:00Z", "endsAt": "2026-07-03T10:00:00Z"}
    attendees = [{"partyId": party}]
    await worker.done(
        "scheduleAppointment", "appointment { id }", id=claim, title="A talk", attendees=attendees, **times
    )
    taught = {"topic": "The claim", "method": "A talk", "understanding": "GOOD"}
    await worker.done("recordEducation", "education { id }", id=claim, partyId=party, **taught)
    due = {"answerDueAt": "2026-09-01T00:00:00Z"}
    await worker.done("requestService", "service { id }", id=claim, what="A statement", providerId=party, **due)
    move = {"kind": "TRANSFER", "fromLevel": "a", "toLevel": "b", "receiverId": party, "consent": "By telephone"}
    record = await worker.done("recordTransition", "transitionRecord { id }", id=claim, **move)
    await worker.done("informParty", "case { id }", id=record["transitionRecord"]["id"], partyId=party)
    await worker.done("addNote", "note { id }", id=claim, text="The witness called", mentions=["ada"])


async def everything(stack: Stack) -> dict[str, str]:
    """Every column of every table that the database knows of, as text, by the names of both."""
    database = stack.platform.database
    names = {
        "sqlite": "SELECT m.name AS place, c.name AS name FROM sqlite_master m JOIN pragma_table_info(m.name) c"
        " WHERE m.type = 'table'",
        "postgres": "SELECT table_name AS place, column_name AS name FROM information_schema.columns"
        " WHERE table_schema = 'public'",
    }[database.dialect]
    found = {}
    for row in await database.rows(Sql(names)):
        column = f'CAST("{row["name"]}" AS text)'
        values = await database.rows(Sql(f'SELECT {column} AS text FROM "{row["place"]}"'))
        found[f"{row['place']}.{row['name']}"] = "\n".join(str(value["text"]) for value in values)
    return found


def telling(texts: dict[str, str]) -> set[str]:
    """Where any of the words stands."""
    return {place for place, text in texts.items() if any(word in text.casefold() for word in WORDS)}


async def test_nothing_tells_of_them_any_more(stack: Stack) -> None:
    """No column, export, log, list or search; roles and histories stay, and the histories still prove true."""
    kept = await lived(stack)
    before = await everything(stack)
    assert telling(before) >= {
        "party.name", "party.search", "party.email", "party.phone", "party_identifier.value", "known_name.name",
        "idempotency_key.answer",
    }  # fmt: skip
    assert "event.body" not in telling(before)
    assert telling(await kept.told()) == {kept.claim, kept.matter, "json"}

    erased = (await kept.chief.done("erasePerson", PARTY, partyId=kept.other, **GROUND))["party"]
    assert erased.pop("erasedAt") is not None
    unknown = {"email": None, "phone": None, "subject": None, "identifiers": []}
    assert erased == {"id": kept.party, "name": "erased person"} | unknown

    after = await everything(stack)
    assert telling(after) == set()
    assert telling(await kept.told()) == set()

    # Only what keeps them out of the matter has the subject they sign in with.
    assert {place for place, text in after.items() if SUBJECT in text} == {"exclusion.subject"}
    proved = [found async for _, found in verify(stack.platform.database)]
    assert proved == [None, None]
    shown = "parties { role until party { name } } events(first: 100) { name actor data }"
    query = f"query($id: ID!) {{ case(id: $id) {{ {shown} }} }}"
    seen = (await kept.chief.ask(query, id=kept.matter))["case"]
    assert {(role["role"], role["party"]["name"]) for role in seen["parties"]} == {("witness", "erased person")}
    told = next(event for event in seen["events"] if event["name"] == "party_erased")
    assert told["actor"] == "pia"
    assert told["data"] == {
        "parties": [kept.party.removeprefix("Party-")],
        "kept_out": True,
        "reason": GROUND["reason"],
        "decided_by": GROUND["decidedBy"],
    }
    assert await found_by(kept, "kanaria") == await found_by(kept, "erased") == ([], 0)


async def found_by(kept: Kept, word: str) -> tuple[list[str], int]:
    """The parties of this name, and the cases of which it is said."""
    asked = """query($word: String!) { parties(name: $word) { edges { node { id } } }
        medicalClaims(where: {text: $word}) { totalCount } legalMatters(where: {text: $word}) { totalCount } }"""
    answer = await kept.chief.ask(asked, word=word)
    cases = answer["medicalClaims"]["totalCount"] + answer["legalMatters"]["totalCount"]
    return [edge["node"]["id"] for edge in answer["parties"]["edges"]], cases


async def test_what_was_asked_under_a_key_is_not_done_again(stack: Stack) -> None:
    """The answer is gone, and whoever repeats the request is told so; no other answer is."""
    kept = await lived(stack)
    again = {"role": "witness", "name": OTHER_NAME, "identifiers": [{"system": "tax", "value": OTHER_NUMBER}]}
    await kept.chief.done("erasePerson", PARTY, partyId=kept.party, **GROUND)
    roles = await models.CaseParty.all().count()
    answer = await asked_with_key(kept.worker, ADD, id=kept.matter, party=again)
    assert [error["extensions"]["rule"] for error in answer["errors"]] == ["idempotency.forgotten"]
    assert await models.CaseParty.all().count() == roles


async def test_whoever_was_kept_out_stays_kept_out(stack: Stack) -> None:
    """The witness of a matter who works at the firm sees nothing of it, before and after; and of the claim no more."""
    kept = await lived(stack)
    themselves = stack.person(SUBJECT, "associate", "medical_reviewer")
    query = "query($id: ID!) { case(id: $id) { number } }"
    assert (await themselves.ask(query, id=kept.matter))["case"] is None
    await kept.chief.done("erasePerson", PARTY, partyId=kept.party, **GROUND)
    assert (await themselves.ask(query, id=kept.matter))["case"] is None
