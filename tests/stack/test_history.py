"""The history of a case: one event for each write, chained, so that whoever touches it afterwards is found out."""

import hashlib
import json
from collections import Counter
from datetime import timedelta
from random import Random
from typing import Any

import pytest

from casewright import models
from casewright.db.database import Database
from casewright.db.sql import Sql
from casewright.events import Break, chain, verify
from kit import Stack
from stack.town import Town, codes, nothing_changes

Row = dict[str, Any]

PLACES = 100
"""At which each way to touch a history is tried."""


async def events_of(stack: Stack, case: Row) -> list[Row]:
    """The rows of a case's events, in order."""
    own = 'SELECT e.* FROM event e JOIN "case" c ON c.id = e.case_id WHERE c.number = ? AND c.tenant_id = ?'
    place = (case["number"], case["tenant"])
    return await stack.platform.database.rows(Sql(f"{own} ORDER BY e.sequence", place))


async def breaks(town: Town) -> list[tuple[str, int, str]]:
    """What the proof of a town's histories finds."""
    proved = [found async for _, found in verify(town.stack.platform.database, town.tenant)]
    return [(found.number, found.sequence, found.finding) for found in proved if isinstance(found, Break)]


async def lived(town: Town) -> Row:
    """A case that has been through something: about fifteen events."""
    case = await town.planned()
    for text in ("first", "second", "third — ünïcode"):
        await town.clerk.done("addNote", "note { id }", id=case["id"], text=text)
    await town.head.done("suspendCase", "case { id }", id=case["id"], reason="winter")
    await town.head.done("resumeCase", "case { id }", id=case["id"])
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="carla")
    await town.move(case, "book", amount="12.50", remark="rope")
    return case | {"tenant": town.tenant}


async def change_event(stack: Stack, event: Row, **columns: Any) -> None:
    """Somebody with access to the database writes into the history."""
    names = ", ".join(f"{name} = ?" for name in columns)
    changed = await stack.platform.database.execute(
        Sql(f"UPDATE event SET {names} WHERE id = ?", (*columns.values(), event["id"]))
    )
    assert changed == 1


def flipped(text: str, at: int) -> str:
    """The text with another character at one place."""
    return text[:at] + ("x" if text[at] != "x" else "y") + text[at + 1 :]


async def test_the_history_is_gapless_and_chained(town: Town) -> None:
    """Counted from one; each hash is SHA-256 over the hash before and the body; the case holds the last."""
    case = await lived(town)
    events = await events_of(town.stack, case)
    assert [event["sequence"] for event in events] == list(range(1, len(events) + 1))
    previous = ""
    for event in events:
        assert event["previous"] == previous
        previous = hashlib.sha256((previous + event["body"]).encode()).hexdigest()
        assert event["hash"] == previous
    seen = await town.seen(case, "events(first: 100) { sequence hash name }")
    assert [(row["sequence"], row["hash"]) for row in seen["events"]] == [(e["sequence"], e["hash"]) for e in events]
    row = await models.Case.get(tenant_id=town.tenant)
    assert (row.sequence, row.head) == (len(events), previous)
    assert await breaks(town) == []


WRITES: dict[str, tuple[str, str, str, Row]] = {
    "note_added": ("clerk", "addNote", "note { id }", {"text": "seen"}),
    "task_added": ("clerk", "addTask", "task { id }", {"title": "Ask"}),
    "party_added": ("clerk", "addParty", "case { id }", {"party": {"role": "reporter", "name": "Robin"}}),
    "waiting_started": ("clerk", "startWaiting", "case { id }", {"partyRole": "reporter", "reason": "asked"}),
    "waiting_ended": ("clerk", "endWaiting", "case { id }", {"partyRole": "reporter"}),
    "assigned": ("clerk", "assignCase", "case { id }", {"team": "north"}),
    "risk_assessed": ("clerk", "assessRisk", "case { id }", {}),
    "risk_overridden": ("head", "overrideRisk", "case { id }", {"level": "HIGH", "reason": "a school"}),
    "person_excluded": ("head", "excludePerson", "case { id }", {"subject": "eve", "reason": "her tree"}),
    "upload_requested": (
        "clerk",
        "requestUpload",
        "versionId",
        {"name": "a.pdf", "mediaType": "application/pdf", "size": 3},
    ),
    "suspended": ("head", "suspendCase", "case { id }", {"reason": "winter"}),
    "resumed": ("head", "resumeCase", "case { id }", {}),
}


async def test_each_write_is_one_event(town: Town) -> None:
    """Whatever it writes beside, and it names its actor; a case that was not written gets none."""
    case, other = await town.tree(), await town.tree()
    for name, (role, mutation, selection, values) in WRITES.items():
        before = await models.Event.filter(tenant_id=town.tenant).count()
        person = town.person(f"the-{role}", role)
        await person.done(mutation, selection, id=case["id"], **values)
        assert await models.Event.filter(tenant_id=town.tenant).count() == before + 1, name
        [event] = (await town.seen(case, "events(newest: true, first: 1) { sequence name actor }"))["events"]
        assert (event["name"], event["actor"]) == (name, f"the-{role}")
    assert len((await town.seen(other, "events { name }"))["events"]) == 1


REFUSED: dict[str, tuple[str, str, str, Row]] = {
    "REFUSED": ("clerk", "bookTreeCase", "treeCase { id }", {"expectedVersion": 3, "amount": "5000"}),
    "FORBIDDEN": ("auditor", "addNote", "note { id }", {"text": "no"}),
    "NOT_FOUND": ("stranger", "addNote", "note { id }", {"text": "no"}),
    "CONFLICT": ("clerk", "bookTreeCase", "treeCase { id }", {"expectedVersion": 1, "amount": "5"}),
    "BAD_USER_INPUT": ("clerk", "addNote", "note { id }", {"text": "a\x00b"}),
}


async def test_a_refused_write_leaves_no_event(town: Town) -> None:
    """Whoever says no: a rule, a grant, the policy, the version, a check of the input."""
    case = await town.planned()
    async with nothing_changes(town.stack):
        for code, (role, mutation, selection, values) in REFUSED.items():
            payload = await town.person(f"the-{role}", role).do(mutation, selection, id=case["id"], **values)
            assert codes(payload) == [code]


async def test_a_write_that_fails_late_leaves_no_event(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Event and rows were written already; all of it is taken back, and the same write works afterwards."""

    async def broken(*parts: Any) -> None:
        await execute(*parts)
        assert await models.Event.filter(name__in=["note_added", "opened"], tenant_id=town.tenant).count() == 2
        raise RuntimeError("the last step")

    case, execute = await town.tree(), Database.execute
    async with nothing_changes(town.stack):
        with monkeypatch.context() as patch:
            patch.setattr(Database, "execute", broken)
            answer = await town.clerk.send(
                'mutation($id: ID!) { addNote(input: {id: $id, text: "x"}) { note { id } } }', id=case["id"]
            )
            assert answer["errors"]
            opening = {"tag": "late", "street": "Elm Row", "foundOn": "2026-03-02"}
            late = "mutation($input: OpenTreeCaseInput!) { openTreeCase(input: $input) { treeCase { id } } }"
            assert (await town.clerk.send(late, input=opening))["errors"]
    await town.clerk.done("addNote", "note { id }", id=case["id"], text="x")
    await town.tree(tag="late")
    assert await breaks(town) == []


@pytest.mark.parametrize("seed", range(5))
async def test_one_changed_character_is_found(town: Town, seed: int) -> None:
    """In a body, a hash or a link to the hash before, at a hundred random places; number and event are named."""
    case, random = await lived(town), Random(seed)
    events = await events_of(town.stack, case)
    found = Counter[str]()
    for column in ("body", "body", "hash", "previous") * 5:
        event = random.choice(events[1:])
        changed = flipped(event[column], random.randrange(len(event[column])))
        await change_event(town.stack, event, **{column: changed})
        [(number, sequence, finding)] = await breaks(town)
        assert (number, sequence) == (case["number"], event["sequence"])
        found[finding] += 1
        await change_event(town.stack, event, **{column: event[column]})
        assert await breaks(town) == []
    assert found == {"the event was changed": 15, "the event does not follow the one before it": 5}


@pytest.mark.parametrize("column", ["id", "tenant_id", "name", "actor", "at", "sequence"])
async def test_a_changed_column_is_found(town: Town, column: str) -> None:
    """The columns repeat the body, so that a query cannot be lied to either."""
    case, random = await lived(town), Random(column)
    other = await town.tree()
    events = await events_of(town.stack, case)
    event = events[-1] if column == "sequence" else random.choice(events)
    changed = {
        "id": models.Event().id,
        "tenant_id": "elsewhere",
        "name": "never_happened",
        "actor": "somebody else",
        "at": (await models.Event.get(id=event["id"])).at + timedelta(microseconds=1),
        "sequence": event["sequence"] + 1,
    }
    assert changed[column] != event[column]
    await change_event(town.stack, event, **{column: changed[column]})
    [(number, sequence, finding)] = await breaks(town)
    assert (number, sequence) == (case["number"], event["sequence"])
    gap = column == "sequence"
    assert finding == ("an event is missing" if gap else "the columns of the event differ from its body")
    assert other["number"] != number


async def test_a_dropped_event_is_found(town: Town) -> None:
    """Each of them, and more often the last one, which leaves a chain that is whole in itself: a hundred times."""
    case = await lived(town)
    events = await events_of(town.stack, case)
    for event in (events * PLACES)[:PLACES]:
        await town.stack.platform.database.execute(Sql("DELETE FROM event WHERE id = ?", (event["id"],)))
        missing = "the end of the history is missing or was added" if event is events[-1] else "an event is missing"
        assert await breaks(town) == [(case["number"], event["sequence"], missing)]
        await put(town.stack, event)
        assert await breaks(town) == []


async def put(stack: Stack, event: Row) -> None:
    """Whoever has access to the database writes an event."""
    columns, places = ", ".join(event), ", ".join("?" * len(event))
    await stack.platform.database.execute(
        Sql(f"INSERT INTO event ({columns}) VALUES ({places})", tuple(event.values()))
    )


async def test_swapped_events_are_found(town: Town) -> None:
    """Two events that changed places, with all they say of themselves: a hundred pairs."""
    case, random = await lived(town), Random(1)
    events = await events_of(town.stack, case)
    for _ in range(PLACES):
        first, second = sorted(random.sample(events, 2), key=lambda row: row["sequence"])
        await place(town.stack, (first, second["sequence"]), (second, first["sequence"]))
        [(number, sequence, finding)] = await breaks(town)
        assert (number, sequence) == (case["number"], first["sequence"])
        assert finding == "the event does not follow the one before it"
        await place(town.stack, (first, first["sequence"]), (second, second["sequence"]))
        assert await breaks(town) == []


async def place(stack: Stack, *events: tuple[Row, int]) -> None:
    """Give events of one case these numbers, which are theirs together."""
    for event, number in events:
        await change_event(stack, event, sequence=-number)
    for event, number in events:
        await change_event(stack, event, sequence=number)


async def test_an_event_added_in_between_is_found(town: Town) -> None:
    """Linked to the one before it and hashed as it should be, the later ones numbered anew: at a hundred places."""
    case, random = await lived(town), Random(2)
    events = await events_of(town.stack, case)
    for _ in range(PLACES):
        before = random.choice(events[:-1])
        number = before["sequence"] + 1
        body = json.dumps(json.loads(before["body"]) | {"sequence": number, "id": str(models.Event().id)})
        linked = {"body": body, "previous": before["hash"], "hash": chain(before["hash"], body), "position": None}
        later = [(event, event["sequence"]) for event in events[before["sequence"] :]]
        await place(town.stack, *((event, at + 1) for event, at in later))
        added = before | linked | {"id": json.loads(body)["id"], "sequence": number}
        await put(town.stack, added)
        [(name, sequence, _)] = await breaks(town)
        assert (name, sequence) == (case["number"], number + 1)
        await town.stack.platform.database.execute(Sql("DELETE FROM event WHERE id = ?", (added["id"],)))
        await place(town.stack, *later)
        assert await breaks(town) == []


async def add_forged(town: Town, case: Row) -> models.Event:
    """One more event at the end, hashed as it should be."""
    [*_, last] = await events_of(town.stack, case)
    row = await models.Case.get(tenant_id=town.tenant)
    body = json.dumps(json.loads(last["body"]) | {"sequence": last["sequence"] + 1, "id": str(models.Event().id)})
    forged = models.Event(
        id=json.loads(body)["id"],
        tenant_id=town.tenant,
        case_id=row.id,
        sequence=last["sequence"] + 1,
        name=last["name"],
        actor=last["actor"],
        at=row.updated_at,
        body=body,
        previous=last["hash"],
        hash=chain(last["hash"], body),
    )
    await forged.save(force_create=True)
    return forged


async def test_an_event_added_at_the_end_is_found(town: Town) -> None:
    """Its own hash is right, but the case knows where its history ends."""
    case = await lived(town)
    forged = await add_forged(town, case)
    assert await breaks(town) == [
        (case["number"], forged.sequence + 1, "the end of the history is missing or was added")
    ]


@pytest.mark.parametrize("seed", range(4))
async def test_a_forger_who_repairs_hashes_is_found(town: Town, seed: int) -> None:
    """A changed body with its hash made right breaks the next link; with all links made right, it breaks the head."""
    case, random = await lived(town), Random(seed)
    events = await events_of(town.stack, case)
    place = random.randrange(len(events) - 1)
    body = events[place]["body"].replace('"actor":"', '"actor":"not-')
    actor, previous = f"not-{events[place]['actor']}", events[place]["previous"]
    await change_event(town.stack, events[place], body=body, hash=chain(previous, body), actor=actor)
    assert await breaks(town) == [(case["number"], place + 2, "the event does not follow the one before it")]
    previous = chain(previous, body)
    for event in events[place + 1 :]:
        await change_event(town.stack, event, previous=previous, hash=chain(previous, event["body"]))
        previous = chain(previous, event["body"])
    end = (case["number"], len(events) + 1, "the end of the history is missing or was added")
    assert await breaks(town) == [end]
    await models.Case.filter(tenant_id=town.tenant).update(head=previous)
    assert await breaks(town) == []  # the head is the anchor: who may write that too is not found by the chain


async def test_every_case_is_proved_and_each_break_told(town: Town) -> None:
    """One broken history does not hide another, and whole ones are counted as proved."""
    cases = [await town.tree() for _ in range(4)]
    for case in cases[1:3]:
        [event] = await events_of(town.stack, case | {"tenant": town.tenant})
        await change_event(town.stack, event, hash=flipped(event["hash"], 7))
    assert [number for number, _, _ in await breaks(town)] == [case["number"] for case in cases[1:3]]
    assert await breaks(Town.founded(town.stack)) == []
    proved = [row.number async for row, _ in verify(town.stack.platform.database, town.tenant)]
    assert proved == [case["number"] for case in cases]
