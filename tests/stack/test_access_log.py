"""The log of reads: where the type of a case asks for it, nobody is shown anything of it without leaving a record."""

from collections.abc import Mapping
from contextlib import aclosing
from datetime import UTC, datetime
from time import time
from typing import Any

import pytest

from casewright import models
from casewright.access.actor import Actor
from casewright.access.log import accesses
from casewright.db.database import Database
from casewright.errors import Unavailable
from casewright.operations import access_log
from casewright.storage.keys import new_key
from casewright.webhooks.message import Subject
from casewright_gateway.auth import Session
from casewright_gateway.bell import Bell
from casewright_gateway.context import Context
from casewright_gateway.following import Following
from casewright_gateway.rendering import renderer
from casewright_gateway.schema import compose
from kit import Person
from stack import nests
from stack.town import PLUGINS, Town, codes

CASE = "query($id: ID!) { case(id: $id) { title } }"


@pytest.fixture(scope="module")
def plugins() -> Mapping[str, object]:
    """The town, and its nests."""
    return {**PLUGINS, "nests": nests}


@pytest.fixture
async def nest(town: Town) -> dict[str, Any]:
    """A nest with a note and an appointment, of which nothing was read yet."""
    watcher = town.person("wes", "watcher")
    payload = await watcher.done("openNestCase", "problems { code }", species="heron")
    assert payload["problems"] == []
    row = await models.Case.get(tenant_id=town.tenant)
    identity = f"NestCase-{row.id}"
    await watcher.done("addNote", "problems { code }", id=identity, text="two eggs")
    assert await kept(town) == []
    return {"id": identity, "number": row.number, "key": row.id}


async def kept(town: Town) -> list[tuple[Any, ...]]:
    """Who read how what, oldest first."""
    rows = await models.CaseAccess.filter(tenant_id=town.tenant).order_by("id")
    return [(row.subject, row.means, tuple(row.parts)) for row in rows]


def reader(town: Town) -> Person:
    """Carla, who sees trees and nests."""
    return town.person("carla", "clerk", "watcher")


NESTED = "{ case { notes { text } events { name } } }"
READS: dict[str, tuple[str, tuple[str, ...]]] = {
    "by id": ("query($id: ID!) { case(id: $id) { title } }", ("case",)),
    "as a node": ("query($id: ID!) { node(id: $id) { id } }", ("case",)),
    "of its type": ("{ nestCases { edges { node { title } } } }", ("case",)),
    "among all": ("{ cases { totalCount edges { node { number } } } }", ("case",)),
    "with what belongs to it": (
        "query($id: ID!) { case(id: $id) { notes { text } events(first: 1) { name } visits { stage } } }",
        ("case", "event", "note", "phase_visit"),
    ),
    "by a word": ('{ cases(where: {text: "heron"}) { edges { node { id } } } }', ("case",)),
    "computed": (
        "query($id: ID!) { case(id: $id) { availableTransitions { name } } }",
        ("case", "phase_visit"),
    ),
}


@pytest.mark.parametrize("how", READS)
async def test_every_read_leaves_one_record(how: str, town: Town, nest: dict[str, Any]) -> None:
    """The same by strawberry's executor, which answers first, and by a plan, which answers the second time."""
    query, parts = READS[how]
    carla = reader(town)
    for times in (1, 2, 3):
        await carla.ask(query, **({"id": nest["id"]} if "$id" in query else {}))
        assert await kept(town) == [("carla", "api", parts)] * times


ALIKE = "query($double: ID!) { node(id: $double) { ... on Party { possibleDuplicates { party { name } } } } }"
PARTIES = {
    "as a double": ALIKE,
    "listed": "{ parties { totalCount edges { node { name phone } } } }",
    "by id": "query($party: ID!) { node(id: $party) { ... on Party { name } } }",
    "in a role": "query($id: ID!) { case(id: $id) { parties { party { name } } } }",
}


@pytest.mark.parametrize("how", PARTIES)
async def test_who_is_shown_a_person_is_on_record_in_their_cases(how: str, town: Town, nest: dict[str, Any]) -> None:
    """Of the types that ask for it, and as far as they see the role; nobody else in the list has one."""
    watcher, tree = town.person("wes", "watcher"), await town.tree()
    fay = {"role": "finder", "name": "Fay", "email": "fay@example.org"}
    added = await watcher.do("addParty", "role { party { id } }", id=nest["id"], party=fay)
    again = await town.clerk.done("addParty", "role { party { id } }", id=tree["id"], party=fay)
    await models.CaseAccess.filter(tenant_id=town.tenant).delete()
    carla, query = reader(town), PARTIES[how]
    given = {name: value for name, value in _places(nest, added, again).items() if f"${name}" in query}
    parts = ("case", "case_party", "party") if how == "in a role" else ("party",)
    for times in (1, 2, 3):
        assert "Fay" in str(await carla.ask(query, **given))
        assert await kept(town) == [("carla", "api", parts)] * times
    await town.clerk.ask("{ parties { edges { node { name } } } }")
    await carla.ask("{ parties { totalCount } }")
    assert len(await kept(town)) == 3


def _places(nest: dict[str, Any], added: dict[str, Any], again: dict[str, Any]) -> dict[str, str]:
    """The ids of the nest, of Fay in it, and of the same Fay beside a tree."""
    return {"id": nest["id"], "party": added["role"]["party"]["id"], "double": again["role"]["party"]["id"]}


async def test_what_tells_of_no_case_leaves_none(town: Town, nest: dict[str, Any]) -> None:
    """A count, a figure, the cases of other types, and what was asked in vain."""
    await town.tree()
    before = await kept(town)
    for query in ("{ nestCases { totalCount } }", "{ metrics { byStatus { count } } }", "{ treeCases { totalCount } }"):
        for _ in range(2):
            await reader(town).ask(query)
    await reader(town).ask("{ treeCases { edges { node { title notes { text } } } } }")
    await town.clerk.ask(CASE, id=nest["id"])
    assert await kept(town) == before == []


async def test_a_record_says_who_when_what_by_which_request_and_why(town: Town, nest: dict[str, Any]) -> None:
    """Whoever broke the glass has given the reason; the id of the request is the one the client is told."""
    rita = town.person("rita", "ranger")
    await rita.done("breakGlass", "problems { code }", number=nest["number"], reason="a fire")
    response = await town.stack.client.post(
        "/graphql",
        json={"query": CASE, "variables": {"id": nest["id"]}},
        headers={"authorization": f"Bearer {rita.token}", "x-request-id": "call-7"},
    )
    assert response.json()["data"]["case"]["title"] == "Nest of heron"
    asked = "query($id: ID!) { accessLog(caseId: $id) { totalCount edges { node { %s } } } }"
    shown = "subject at means parts requestId reason case { number } document { name }"
    log = (await town.person("kim", "keeper").ask(asked % shown, id=nest["id"]))["accessLog"]
    [node] = [edge["node"] for edge in log["edges"]]
    assert abs(datetime.fromisoformat(node.pop("at")) - datetime.now(UTC)).total_seconds() < 3600
    assert node == {
        "subject": "rita",
        "means": "API",
        "parts": ["case"],
        "requestId": "call-7",
        "reason": "a fire",
        "case": {"number": nest["number"]},
        "document": None,
    }


async def test_the_log_is_for_those_who_supervise(town: Town, nest: dict[str, Any]) -> None:
    """To everybody else it is empty, also by the id of a record; it is searched by person and time."""
    await reader(town).ask(CASE, id=nest["id"])
    record = f"CaseAccess-{(await models.CaseAccess.get(tenant_id=town.tenant)).id}"
    every, one = "{ accessLog { totalCount } }", "query($id: ID!) { node(id: $id) { id } }"
    for person in (reader(town), town.head, Town.founded(town.stack).person("kim", "keeper")):
        assert (await person.ask(every))["accessLog"]["totalCount"] == 0
        assert (await person.ask(one, id=record))["node"] is None
    keeper = town.person("kim", "keeper")
    assert (await keeper.ask(one, id=record))["node"] == {"id": record}
    for given, found in (
        ('subject: "carla"', 1),
        ('subject: "nobody"', 0),
        ('since: "2200-01-01T00:00:00Z"', 0),
        ('until: "2200-01-01T00:00:00Z", subject: "carla"', 1),
    ):
        assert (await keeper.ask(f"{{ accessLog({given}) {{ totalCount }} }}"))["accessLog"]["totalCount"] == found


async def test_exports_and_calendars_leave_records(town: Town, nest: dict[str, Any]) -> None:
    """The history as a file, and the appointments of whoever asks; nothing for the cases of other types."""
    carla = reader(town)
    await town.tree()
    times = {"startsAt": "2026-03-03T09:00:00Z", "endsAt": "2026-03-03T10:00:00Z"}
    await carla.done(
        "scheduleAppointment",
        "problems { code }",
        id=nest["id"],
        title="look",
        attendees=[{"subject": "carla"}],
        **times,
    )
    await models.Appointment.filter(tenant_id=town.tenant).update(
        starts_at=datetime.now(UTC), ends_at=datetime.now(UTC)
    )
    headers = {"authorization": f"Bearer {carla.token}"}
    for path in ("/event-log.json", "/event-log.xes", "/calendar.ics"):
        assert nest["number"] in (await town.stack.client.get(path, headers=headers)).text
    log = ("carla", "event_log", ("case", "case_party", "event"))
    assert await kept(town) == [log, log, ("carla", "calendar", ("appointment", "case"))]


async def test_a_webhook_reads_for_its_owner(town: Town, nest: dict[str, Any]) -> None:
    """What its query is answered leaves a record before it is sent."""
    platform = town.stack.platform
    composition = compose(platform)
    render = renderer(platform, composition.schema, composition.case_classes)
    event = await models.Event.filter(case_id=nest["key"]).first()
    assert event is not None
    owner = Actor(tenant=town.tenant, subject="ivy", roles=frozenset({"watcher"}))
    data = await render(owner, CASE, Subject("NestCase", nest["key"], event.id))
    assert data == {"case": {"title": "Nest of heron"}}
    assert await kept(town) == [("ivy", "webhook", ("case",))]


async def test_a_subscription_leaves_a_record_before_each_of_its_results(
    town: Town, nest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With what is selected below the case; and says that it cannot go on when there is no way to keep it."""
    platform = town.stack.platform
    composition = compose(platform)
    actor = Actor(tenant=town.tenant, subject="ivy", roles=frozenset({"watcher"}))
    session = Session(actor, time() + 3600)

    async def renew() -> Session:
        return session

    following = Following(Bell(platform), session, renew)
    context = Context(platform, actor, composition.case_classes, following=following)
    query = "subscription($id: ID!) { caseChanged(id: $id) { title notes { text } } }"
    given = {"variable_values": {"id": nest["id"]}, "context_value": context}
    async with aclosing(await composition.schema.stream(query, **given)) as results:
        assert (await anext(results)).data == {
            "caseChanged": {"title": "Nest of heron", "notes": [{"text": "two eggs"}]}
        }
        assert await kept(town) == [("ivy", "api", ("case", "note"))]

    monkeypatch.setattr(access_log, "_found", _lost)
    async with aclosing(await composition.schema.stream(query, **given)) as results:
        refused = await anext(results)
        assert (refused.data, refused.errors[0].extensions["code"]) == (None, "UNAVAILABLE")


async def _lost(readings: Any) -> None:
    raise Unavailable("the database does not answer")


async def test_nothing_is_shown_that_cannot_be_written(
    town: Town, nest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """While the log cannot be written its cases cannot be read, planned or not; all others can."""
    tree, carla = await town.tree(), reader(town)
    await carla.ask(CASE, id=nest["id"])

    monkeypatch.setattr(access_log, "_found", _lost)
    for query in (CASE, f"{CASE} # for the first time"):
        answer = await carla.send(query, id=nest["id"])
        assert "heron" not in str(answer)
        assert [error["extensions"]["code"] for error in answer["errors"]] == ["UNAVAILABLE"]
    assert (await carla.ask(CASE, id=tree["id"]))["case"] is not None
    assert len(await kept(town)) == 1


async def test_control_without_the_accounts_nobody_knows(
    town: Town, nest: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    """With the step left out that keeps them, what the tests above look for is not there."""

    async def nothing(self: Context) -> None:
        return None

    monkeypatch.setattr(Context, "account", nothing)
    await reader(town).ask(CASE, id=nest["id"])
    assert await kept(town) == []


async def test_an_answer_under_a_key_is_accounted_for_with_its_effect(town: Town, nest: dict[str, Any]) -> None:
    """In the one transaction of both."""
    response = await town.stack.client.post(
        "/graphql",
        json={
            "query": "mutation($i: AddNoteInput!) { addNote(input: $i) { note { text } } }",
            "variables": {"i": {"id": nest["id"], "text": "three"}},
        },
        headers={"authorization": f"Bearer {reader(town).token}", "idempotency-key": "once"},
    )
    assert response.json()["data"]["addNote"]["note"] == {"text": "three"}
    assert await kept(town) == [("carla", "api", ("note",))]


async def test_the_log_is_taken_away_as_a_whole(town: Town, nest: dict[str, Any]) -> None:
    """For an auditor elsewhere: every record of a tenant, oldest first, of a span of time or of all."""
    for _ in range(2):
        await reader(town).ask(CASE, id=nest["id"])
    database: Database = town.stack.platform.database
    found = [row async for row in accesses(database, town.tenant)]
    assert [(row["case"], row["subject"], row["parts"]) for row in found] == [(nest["number"], "carla", ["case"])] * 2
    assert [row async for row in accesses(database, town.tenant, since=datetime(2200, 1, 1, tzinfo=UTC))] == []
    assert [row async for row in accesses(database, "elsewhere")] == []


async def test_a_download_is_kept_with_its_document(town: Town, nest: dict[str, Any]) -> None:
    """Whoever may not have it is refused and leaves none."""
    case_id = nest["key"]
    by = {"tenant_id": town.tenant, "case_id": case_id, "created_by": "wes", "created_at": datetime.now(UTC)}
    document = await models.Document.create(name="map.txt", current=1, **by)
    stored = {"key": new_key(town.tenant), "state": "confirmed", "media_type": "text/plain", "size": 1, "number": 1}
    await models.DocumentVersion.create(document_id=document.id, **stored, **by)
    values = {"documentId": f"Document-{document.id}"}
    assert codes(await town.clerk.do("requestDownload", "download { url }", **values)) == ["NOT_FOUND"]
    await reader(town).done("requestDownload", "download { url }", **values)
    [row] = await models.CaseAccess.filter(tenant_id=town.tenant)
    assert (row.subject, row.means, row.parts, row.document_id) == ("carla", "download", ["document"], document.id)
