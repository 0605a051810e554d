"""The history of a case: one event per write, a chain that shows every change, and nothing after a rollback."""

from collections.abc import Awaitable, Callable
from random import Random
from typing import Any
from uuid import uuid4

import pytest
from casewright import PluginError, models
from casewright.events import Break, chain, verify
from casewright.operations import change as changes
from casewright_gateway.ids import decode
from kit import Stack
from stack.town import Town, codes, nothing_changes


async def lived(town: Town) -> dict[str, Any]:
    """A case with a history of a dozen events."""
    case = await town.planned(team="north")
    for number in range(6):
        await town.clerk.done("addNote", "note { id }", id=case["id"], text=f"note {number}")
    await town.clerk.done("assignCase", "case { id }", id=case["id"], subject="cliff")
    await town.move(case, "book", amount="1")
    return case


async def events_of(case: dict[str, Any]) -> list[models.Event]:
    return await models.Event.filter(case_id=decode(case["id"])[1]).order_by("sequence")


async def breaks(town: Town) -> list[Break]:
    return [found async for _, found in verify(town.stack.platform.database, town.tenant) if found]


async def test_a_lived_case_is_whole(town: Town) -> None:
    """Sequence without gaps, each hash over the one before, the head on the case."""
    case = await lived(town)
    events = await events_of(case)
    assert [event.sequence for event in events] == list(range(1, len(events) + 1))
    assert [event.previous for event in events] == ["", *(event.hash for event in events[:-1])]
    assert all(event.hash == chain(event.previous, event.body) for event in events)
    assert (await models.Case.get(id=decode(case["id"])[1])).head == events[-1].hash
    assert await breaks(town) == []


async def test_every_write_is_exactly_one_event(town: Town) -> None:
    """Whatever the mutation, the history grows by one."""
    case = await town.inspected()
    steps: list[tuple[str, dict[str, Any]]] = [
        ("addNote", {"text": "x"}),
        ("addTask", {"title": "x"}),
        ("addParty", {"party": {"role": "x", "name": "x"}}),
        ("assignCase", {"subject": "cliff"}),
        ("startWaiting", {"partyRole": "x", "reason": "x"}),
        ("endWaiting", {"partyRole": "x"}),
        ("assessRisk", {}),
        ("requestUpload", {"name": "x", "mediaType": "text/plain", "size": 1}),
    ]
    for number, (mutation, values) in enumerate(steps, start=len(await events_of(case)) + 1):
        await town.clerk.done(mutation, "__typename", id=case["id"], **values)
        assert len(await events_of(case)) == number, mutation


async def overwrite(event: models.Event, **columns: Any) -> None:
    await models.Event.filter(id=event.id).update(**columns)


async def flip_the_body(events: list[models.Event], place: int) -> int:
    """One character of one body."""
    body = events[place].body
    at = Random(place).randrange(len(body))
    await overwrite(events[place], body=body[:at] + ("x" if body[at] != "x" else "y") + body[at + 1 :])
    return place + 1


async def flip_a_column(events: list[models.Event], place: int) -> int:
    """One of the columns beside the body."""
    columns: list[dict[str, Any]] = [{"actor": "somebody"}, {"name": "renamed"}, {"hash": "0" * 64}, {"previous": "f"}]
    await overwrite(events[place], **columns[place % 4])
    return place + 1


async def drop(events: list[models.Event], place: int) -> int:
    """An event in the middle."""
    await models.Delivery.filter(event_id=events[place].id).delete()
    await models.Event.filter(id=events[place].id).delete()
    return place + 1


async def swap(events: list[models.Event], place: int) -> int:
    """Two neighbours."""
    one, other = events[place], events[place - 1]
    await overwrite(one, sequence=0)
    await overwrite(other, sequence=one.sequence)
    await overwrite(one, sequence=other.sequence)
    return place


async def add(events: list[models.Event], place: int) -> int:
    """One more at the end, with a hash that fits."""
    last = events[-1]
    copy = {name: getattr(last, name) for name in ("tenant_id", "case_id", "name", "actor", "at", "body")}
    new = models.Event(
        **copy, id=uuid4(), sequence=last.sequence + 1, previous=last.hash, hash=chain(last.hash, last.body)
    )
    await new.save(force_create=True)
    return last.sequence + 1


async def cut(events: list[models.Event], place: int) -> int:
    """Everything from a place on."""
    identities = [event.id for event in events[place:]]
    await models.Delivery.filter(event_id__in=identities).delete()
    await models.Event.filter(id__in=identities).delete()
    return place + 1


@pytest.mark.parametrize("seed", range(3))
@pytest.mark.parametrize("tamper", [flip_the_body, flip_a_column, drop, swap, add, cut])
async def test_every_way_to_tamper_is_found_at_its_place(
    town: Town, tamper: Callable[[list[models.Event], int], Awaitable[int]], seed: int
) -> None:
    """One byte flipped, an event dropped, swapped, added or cut off: verify names the case and the place."""
    case, other = await lived(town), await town.tree(foundOn="2026-01-01")
    events = await events_of(case)
    place = Random(seed).randrange(1, len(events) - 1)
    expected = await tamper(events, place)
    [found] = await breaks(town)
    assert (found.number, found.sequence) == (case["number"], expected)
    assert found.case_id == decode(case["id"])[1] != decode(other["id"])[1]


async def test_a_whole_chain_written_anew_shows_at_the_head(town: Town) -> None:
    """Even hashes that fit each other do not fit the head on the case."""
    case = await town.tree()
    [event] = await events_of(case)
    body = event.body.replace("carla", "caria")
    await overwrite(event, body=body, actor="caria", hash=chain("", body))
    [found] = await breaks(town)
    assert (found.sequence, found.finding) == (2, "the end of the history is missing or was added")


async def test_verifying_one_town_does_not_look_at_another(town: Town, stack: Stack) -> None:
    """Each tenant can be proved for itself."""
    case = await town.tree()
    await overwrite((await events_of(case))[0], actor="somebody")
    assert await breaks(Town.founded(stack)) == []
    assert len(await breaks(town)) == 1


async def test_a_refused_write_leaves_no_event(town: Town, monkeypatch: pytest.MonkeyPatch) -> None:
    """Not even when it fails after its rows were written."""
    case = await town.tree()

    async def broken(*whatever: Any) -> None:
        raise PluginError("the clocks broke", plugin="trees")

    monkeypatch.setattr(changes, "refresh_clocks", broken)
    async with nothing_changes(town.stack):
        assert codes(await town.clerk.do("addNote", "note { id }", id=case["id"], text="x")) == ["PLUGIN_ERROR"]
        opening = {"tag": "h", "street": "Elm Row", "foundOn": "2026-03-02"}
        assert codes(await town.clerk.do("openTreeCase", "treeCase { id }", **opening)) == ["PLUGIN_ERROR"]
