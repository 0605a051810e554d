"""Reactions that failed for good: who sees them, who may have them tried again, and that they then run."""

import asyncio
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from casewright import models
from casewright.db.sql import Sql
from casewright.events import verify
from casewright.operations import outbox
from casewright.platform import Platform
from casewright.settings import Settings
from casewright_gateway import ids
from casewright_gateway.cli import deliveries as command
from casewright_gateway.cli import main
from kit import Person, Stack
from stack.town import nothing_changes
from stack_production import lamps
from stack_production.keyed import NO_WORKER, lamp_town
from stack_production.lamps import ears

DEAD = "{ deadDeliveries { totalCount edges { cursor node { id subscriber state attempts error"
DEAD += " event { name sequence } case { id number } } } } }"
REACTION = "LampCase.call_the_electrician"
DELIVERY = "delivery { id state attempts error subscriber } case { id }"


class Clock:
    """The time of the platform."""

    def __init__(self) -> None:
        self.now = datetime(2026, 3, 2, 12, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.now


@pytest.fixture
def clock() -> Clock:
    """Noon."""
    return Clock()


@pytest.fixture
async def stack(database_url: str, tmp_path: Path, clock: Clock) -> AsyncIterator[Stack]:
    """A town with lamps, on each database, whose reactions work."""
    ears.heard, ears.broken = [], False
    async with lamp_town(database_url, tmp_path, clock) as running_stack:
        yield running_stack


@pytest.fixture
def work(stack: Stack, clock: Clock) -> Callable[[], Any]:
    """What a worker does in the hours that follow, until nothing is left to try."""

    async def until_quiet() -> None:
        while await outbox.fan_out(stack.platform):
            pass
        while taken := await outbox.take_deliveries(stack.platform):
            for delivery in taken:
                await outbox.react(stack.platform, delivery)
            clock.now += timedelta(hours=1)

    return until_quiet


@pytest.fixture
async def case(stack: Stack, work: Callable[[], Any]) -> str:
    """A lamp of the team north, about which two reactions to a note are dead; the line is mended."""
    clerk = stack.person("carla", "clerk")
    opened = await clerk.done("openLampCase", "lampCase { id }", street="Lime Street", team="north")
    await work()
    ears.broken = True
    await clerk.done("addNote", "note { id }", id=opened["lampCase"]["id"], text="still dark")
    await work()
    ears.heard, ears.broken = [], False
    found: str = opened["lampCase"]["id"]
    return found


@pytest.fixture
def chief(stack: Stack) -> Person:
    """Chris, who supervises all lamps."""
    return stack.person("chris", "chief")


async def dead(person: Person) -> list[dict[str, Any]]:
    """The dead deliveries somebody sees."""
    found = (await person.ask(DEAD))["deadDeliveries"]
    assert found["totalCount"] == len(found["edges"])
    return [edge["node"] for edge in found["edges"]]


async def replay(person: Person, delivery: str) -> list[str]:
    """The codes of the problems of a replay."""
    payload = await person.do("replayDelivery", DELIVERY, id=delivery)
    return [problem["code"] for problem in payload["problems"]]


async def test_a_supervisor_sees_what_failed_for_good(chief: Person, case: str) -> None:
    """Which reaction, how often it was tried, why it failed, and what it is about."""
    found = await dead(chief)
    assert sorted(node["subscriber"] for node in found) == [REACTION, "lamps.on_event"]
    for node in found:
        assert (node["state"], node["attempts"], node["error"]) == ("DEAD", 6, "OSError")
        assert node["event"] == {"name": "note_added", "sequence": 2}
        assert node["case"] == {"id": case, "number": "LMP-2026-00001"}
        query = "query($id: ID!) { node(id: $id) { id ... on Delivery { subscriber } } }"
        assert (await chief.ask(query, id=node["id"]))["node"] == {"id": node["id"], "subscriber": node["subscriber"]}


async def test_the_list_has_pages(chief: Person, case: str) -> None:
    """One after the other, forward and backward."""
    nodes = [node["id"] for node in await dead(chief)]
    page = "query($after: String) { deadDeliveries(first: 1, after: $after) {"
    page += " edges { node { id } } pageInfo { hasNextPage endCursor } } }"
    first = (await chief.ask(page))["deadDeliveries"]
    second = (await chief.ask(page, after=first["pageInfo"]["endCursor"]))["deadDeliveries"]
    last = (await chief.ask("{ deadDeliveries(last: 1) { edges { node { id } } } }"))["deadDeliveries"]
    assert [edge["node"]["id"] for edge in first["edges"] + second["edges"]] == nodes
    assert (first["pageInfo"]["hasNextPage"], second["pageInfo"]["hasNextPage"]) == (True, False)
    assert last["edges"] == second["edges"]


async def test_nobody_else_sees_them(stack: Stack, chief: Person, case: str) -> None:
    """Not without supervising, not of another team or tenant, not when excluded from the case."""
    delivery = (await dead(chief))[0]["id"]
    strangers = [
        stack.person("carla", "clerk"),
        stack.person("gus", "guest"),
        stack.person("wanda", "warden", teams=("south",)),
        stack.person("chris", "chief", tenant="elsewhere"),
        stack.person("dora"),
    ]
    await chief.done("excludePerson", "case { id }", id=case, subject="cleo", reason="it is her street")
    for person in [*strangers, stack.person("cleo", "chief")]:
        assert await dead(person) == []
        assert (await person.ask("query($id: ID!) { node(id: $id) { id } }", id=delivery))["node"] is None
    assert len(await dead(stack.person("wanda", "warden", teams=("north",)))) == 2


async def test_a_replayed_reaction_runs(stack: Stack, chief: Person, case: str, work: Callable[[], Any]) -> None:
    """It is pending, then done, and the history tells who had it tried again and what had happened."""
    one = next(node for node in await dead(chief) if node["subscriber"] == REACTION)
    payload = await chief.done("replayDelivery", DELIVERY, id=one["id"])
    assert payload == {
        "problems": [],
        "delivery": {
            "id": one["id"],
            "state": "PENDING",
            "attempts": 0,
            "error": None,
            "subscriber": REACTION,
        },
        "case": {"id": case},
    }
    await work()
    assert ears.heard == ["note on LMP-2026-00001"]
    assert [node["subscriber"] for node in await dead(chief)] == ["lamps.on_event"]
    query = "query($id: ID!) { case(id: $id) { version events { name actor data } } }"
    seen = (await chief.ask(query, id=case))["case"]
    last = seen["events"][-1]
    assert (seen["version"], last["name"], last["actor"]) == (1, "delivery_replayed", "chris")
    about = {"subscriber": REACTION, "event": "note_added", "sequence": 2, "error": "OSError"}
    assert last["data"] == {"delivery": str(ids.row_id(one["id"])), **about}
    assert [found async for _, found in verify(stack.platform.database)] == [None]


async def test_who_may_not_replay_changes_nothing(stack: Stack, chief: Person, case: str) -> None:
    """A foreign delivery is as absent as one that never was; another role is told what it lacks."""
    delivery = (await dead(chief))[0]["id"]
    unknown = ids.encode("Delivery", uuid4())
    await chief.done("excludePerson", "case { id }", id=case, subject="cleo", reason="it is her street")
    async with nothing_changes(stack):
        for person in (
            stack.person("chris", "chief", tenant="elsewhere"),
            stack.person("wanda", "warden", teams=("south",)),
            stack.person("cleo", "chief"),
            stack.person("dora"),
        ):
            answers = [await person.do("replayDelivery", DELIVERY, id=each) for each in (delivery, unknown)]
            assert answers[0] == answers[1]
            assert [problem["code"] for problem in answers[0]["problems"]] == ["NOT_FOUND"]
        for role in ("clerk", "guest"):
            assert await replay(stack.person("carla", role), delivery) == ["FORBIDDEN"]
        assert await replay(chief, case) == ["BAD_USER_INPUT"]


async def test_only_a_dead_delivery_is_replayed(stack: Stack, chief: Person, case: str) -> None:
    """One that is done or under way is refused."""
    done = await models.Delivery.filter(state="done").first()
    assert done is not None
    async with nothing_changes(stack):
        assert await replay(chief, ids.encode("Delivery", done.id)) == ["REFUSED"]
    one, other = [UUID(str(ids.row_id(node["id"]))) for node in await dead(chief)]
    await models.Delivery.filter(id=one).update(state="running")
    async with nothing_changes(stack):
        assert await replay(chief, ids.encode("Delivery", one)) == ["REFUSED"]
    assert [ids.row_id(node["id"]) for node in await dead(chief)] == [other]


async def test_what_was_for_a_webhook_is_not_among_them(
    stack: Stack, clock: Clock, chief: Person, case: str, operate: Callable[..., Any]
) -> None:
    """It has a log and a redelivery of its own."""
    known = {"tenant_id": "demo", "subject": "ina", "roles": [], "teams": [], "url": "https://example.org"}
    state = {"secret": "", "state": "active", "created_at": clock.now, "changed_by": "ina", "changed_at": clock.now}
    webhook = await models.Webhook.create(**known, **state, case_types=["LampCase"], events=[], query="")
    one, other = [ids.row_id(node["id"]) for node in await dead(chief)]
    await models.Delivery.filter(id=one).update(webhook_id=webhook.id)
    assert [ids.row_id(node["id"]) for node in await dead(chief)] == [other]
    async with nothing_changes(stack):
        assert await replay(chief, ids.encode("Delivery", one)) == ["NOT_FOUND"]
        assert (await operate("list"))[1].endswith("\n1 deliveries dead\n")


async def test_two_who_replay_at_once_have_one_effect(stack: Stack, chief: Person, case: str) -> None:
    """One succeeds, the other hears that it is not dead any more; there is one event."""
    delivery = (await dead(chief))[0]["id"]
    answers = await asyncio.gather(*(replay(chief, delivery) for _ in range(10)))
    assert sorted(answers) == [[]] + [["REFUSED"]] * 9
    assert await models.Event.filter(name="delivery_replayed").count() == 1


async def replay_in_vain(chief: Person, work: Callable[[], Any]) -> int:
    """Replay twice what is dead while the line is still down; how many deliveries are dead then."""
    ears.broken = True
    for _ in range(2):
        for node in await dead(chief):
            assert await replay(chief, node["id"]) == []
        await work()
    found = await dead(chief)
    assert {node["attempts"] for node in found} == {6}
    return len(found)


async def test_replaying_in_vain_makes_no_more_dead_letters(chief: Person, case: str, work: Callable[[], Any]) -> None:
    """What fails again is dead again, with all its attempts; nobody is told of the replay itself."""
    assert await replay_in_vain(chief, work) == 2


async def test_control_reactions_that_hear_of_replays(
    chief: Person, case: str, work: Callable[[], Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Told of replays, a reaction that hears every event has one more dead letter each time."""
    monkeypatch.setattr(outbox, "REPLAYED", "nothing of the kind")
    assert await replay_in_vain(chief, work) > 2


@pytest.fixture
def operate(
    database_url: str, stack: Stack, clock: Clock, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Any]:
    """`casewright deliveries ...` on the town's database: its exit status and what it prints."""
    settings = Settings(database_url=database_url, broker_url=NO_WORKER, data_dir=stack.platform.settings.data_dir)
    monkeypatch.setattr(command, "platform_of", lambda _: Platform(settings, plugins={"lamps": lamps}, now=clock))

    async def run(*words: str) -> tuple[int, str, str]:
        capsys.readouterr()
        status = await asyncio.to_thread(main, ["deliveries", *words])
        printed = capsys.readouterr()
        return status, printed.out, printed.err

    return run


async def test_an_operator_lists_and_replays_one(
    operate: Callable[..., Any], case: str, work: Callable[[], Any]
) -> None:
    """The list names the case, the event, the reaction and the error; the id in it is what replay takes."""
    status, printed, _ = await operate("list")
    *lines, total = printed.splitlines()
    assert (status, total) == (0, "2 deliveries dead")
    line = next(line for line in lines if REACTION in line)
    assert line.endswith(f"dead demo LMP-2026-00001 note_added for {REACTION}, 6 attempts: OSError")
    assert await operate("replay", line.split()[0]) == (0, "1 deliveries replayed\n", "")
    assert (await operate("list", "--state", "pending"))[1].endswith("\n1 deliveries pending\n")
    await work()
    assert ears.heard == ["note on LMP-2026-00001"]
    assert (await operate("list"))[1].endswith("\n1 deliveries dead\n")


async def test_an_operator_replays_all(
    stack: Stack, operate: Callable[..., Any], case: str, work: Callable[[], Any]
) -> None:
    """Of one tenant, or of all; the history says that it was the operator."""
    async with nothing_changes(stack):
        assert await operate("replay", "--all-dead", "--tenant", "elsewhere") == (0, "0 deliveries replayed\n", "")
        assert (await operate("list", "--tenant", "elsewhere"))[1] == "0 deliveries dead\n"
    assert await operate("replay", "--all-dead", "--tenant", "demo") == (0, "2 deliveries replayed\n", "")
    assert await operate("replay", "--all-dead") == (0, "0 deliveries replayed\n", "")
    await work()
    assert sorted(ears.heard) == ["note on LMP-2026-00001", "note_added"]
    actors = await stack.platform.database.rows(Sql("SELECT actor FROM event WHERE name = 'delivery_replayed'"))
    assert actors == [{"actor": "operator"}] * 2


async def test_an_operator_is_told_of_an_id_that_is_not_dead(
    stack: Stack, operate: Callable[..., Any], case: str
) -> None:
    """Exit 1 and the way out in one sentence; nothing changes."""
    done = await models.Delivery.filter(state="done").first()
    assert done is not None
    async with nothing_changes(stack):
        for identity in (done.id, uuid4()):
            status, printed, said = await operate("replay", str(identity))
            assert (status, printed) == (1, "")
            assert said == (
                "error [NOT_FOUND]: there is no dead delivery of this id; casewright deliveries list shows them\n"
            )
