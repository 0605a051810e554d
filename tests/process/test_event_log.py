"""The history as an event log: read back by other means, it gives the figures that the API gives."""

import json
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple
from xml.etree import ElementTree

from casewright.process import Phase
from kit import Person
from process.conftest import NOW
from process.yard import Yard

FIGURES = """query($since: DateTime!, $before: DateTime!) { metrics(caseType: "Garden") {
  cycleTime { count median p90 } rework { part whole } throughput(since: $since, before: $before) {
  opened ended reopened } } }"""
XES = "{http://www.xes-standard.org/}"


class Line(NamedTuple):
    """An event as any reader of a log sees it."""

    activity: str
    at: datetime
    said: Mapping[str, str]


Log = Mapping[str, Sequence[Line]]
"""By case."""


async def fetched(person: Person, ending: str, query: str = "?caseType=Garden") -> str:
    """A log as it is sent."""
    headers = {"authorization": f"Bearer {person.token}"}
    answer = await person.client.get(f"/event-log.{ending}{query}", headers=headers)
    assert answer.status_code == 200
    return answer.text


def from_ocel(text: str) -> Log:
    """By the objects that events belong to."""
    found: dict[str, list[Line]] = {}
    for event in json.loads(text)["events"]:
        [case] = [each["objectId"] for each in event["relationships"] if each["qualifier"] == "case"]
        said = {each["name"]: each["value"] for each in event["attributes"]}
        found.setdefault(case, []).append(Line(event["type"], datetime.fromisoformat(event["time"]), said))
    return found


def from_xes(text: str) -> Log:
    """By trace."""
    found = {}
    for trace in ElementTree.fromstring(text).iter(f"{XES}trace"):
        case = keys(trace)["identity:id"]
        events = [keys(event) for event in trace.iter(f"{XES}event")]
        times = [datetime.fromisoformat(event["time:timestamp"]) for event in events]
        found[case] = [Line(e["concept:name"], at, e) for e, at in zip(events, times, strict=True)]
    return found


def keys(element: ElementTree.Element) -> dict[str, str]:
    """The attributes of a trace or event."""
    return {child.attrib["key"]: child.attrib["value"] for child in element if "key" in child.attrib}


def recomputed(log: Log) -> dict[str, Any]:
    """The figures from nothing but the log."""
    taken = sorted(span for events in log.values() if (span := cycle(events)) is not None)
    every = [event for events in log.values() for event in events]
    return {
        "cycleTime": {"count": len(taken), "median": rank(taken, 0.5), "p90": rank(taken, 0.9)},
        "rework": {"part": sum(map(went_back, log.values())), "whole": len(log)},
        "throughput": {
            "opened": sum(event.activity == "opened" for event in every),
            "ended": sum("outcome" in event.said for event in every),
            "reopened": sum(event.activity == "reopened" for event in every),
        },
    }


def cycle(events: Sequence[Line]) -> float | None:
    """Seconds from the first event to the last end, unless the case was taken up again after that."""
    ends = [place for place, event in enumerate(events) if "outcome" in event.said]
    if not ends or any(event.activity == "reopened" for event in events[ends[-1] :]):
        return None
    return (events[ends[-1]].at - events[0].at).total_seconds()


def went_back(events: Sequence[Line]) -> bool:
    """Whether a stage was entered that the case had been at, in the phase it was in or before it."""
    order, been, now = list(Phase), set[str](), 0
    for event in events:
        if "to" in event.said:
            entered = order.index(Phase(event.said["phase"]))
            if entered < now or (event.said["to"] in been and entered == now):
                return True
            been.add(event.said["to"])
            now = entered
    return False


def rank(ascending: Sequence[float], share: float) -> float | None:
    return ascending[ceil(share * len(ascending)) - 1] if ascending else None


async def lived(yard: Yard) -> None:
    """Five gardens: three given up after one, two and five hours, one of them taken up again, one planned twice."""
    yard.clock.now = NOW
    for hours in (1, 2, 5):
        case = await yard.garden()
        yard.clock.now += timedelta(hours=hours)
        await yard.move(case, "giveUp")
    await yard.foreman.done("reopenCase", "case { id }", id=case["id"], reason="Spring")
    again, _ = await yard.planned()
    await yard.move(again, "redesign", reason="Roots everywhere")
    await yard.garden()


async def test_what_other_readers_compute_from_the_log_is_what_the_api_says(yard: Yard) -> None:
    """Cycle times, rework and throughput, from either format."""
    await lived(yard)
    period = {"since": NOW.isoformat(), "before": (NOW + timedelta(days=9)).isoformat()}
    told = (await yard.gardener.ask(FIGURES, **period))["metrics"]
    assert told["cycleTime"] == {"count": 2, "median": 3600, "p90": 7200}
    ocel = from_ocel(await fetched(yard.gardener, "json"))
    assert recomputed(ocel) == told
    assert recomputed(from_xes(await fetched(yard.gardener, "xes"))) == told
    assert {len(events) > 0 for events in ocel.values()} == {True}


async def test_an_object_centric_log_holds_together(yard: Yard) -> None:
    """Ids are unique, every type and attribute is declared, and every relation leads to an object that is told."""
    await lived(yard)
    log = json.loads(await fetched(yard.gardener, "json"))
    assert set(log) == {"objectTypes", "eventTypes", "objects", "events"}
    for things, types in (("objects", "objectTypes"), ("events", "eventTypes")):
        declared = {kind["name"]: {attribute["name"] for attribute in kind["attributes"]} for kind in log[types]}
        assert len(declared) == len(log[types])
        assert len({each["id"] for each in log[things]}) == len(log[things])
        for each in log[things]:
            assert {attribute["name"] for attribute in each["attributes"]} <= declared[each["type"]]
    told = {each["id"] for each in log["objects"]}
    related = [relation for each in log["objects"] + log["events"] for relation in each.get("relationships", ())]
    assert {relation["objectId"] for relation in related} <= told
    assert {relation["qualifier"] for relation in related} == {"case", "neighbour"}


async def test_a_log_tells_what_its_reader_may_see(yard: Yard) -> None:
    """A neighbour their own gardens, a stranger nothing, and whoever has no token or asks for no type is refused."""
    await lived(yard)
    assert len(from_xes(await fetched(yard.neighbour, "xes"))) == 5
    stranger = yard.person("olga", "neighbour")
    assert from_xes(await fetched(stranger, "xes")) == {}
    empty = json.loads(await fetched(stranger, "json", ""))
    assert (empty["objects"], empty["events"]) == ([], [])
    client = yard.stack.client
    assert (await client.get("/event-log.json")).status_code == 401
    refused = await client.get(
        "/event-log.xes?caseType=Volcano", headers={"authorization": f"Bearer {yard.gardener.token}"}
    )
    assert (refused.status_code, refused.json()["code"]) == (400, "BAD_USER_INPUT")


async def test_markup_in_a_name_stays_text(yard: Yard) -> None:
    """Whoever is called like a tag gives a log that can be read."""
    odd = yard.person('<ada> & "co"', "gardener")
    await odd.done("openGarden", "garden { id }", name="Lime Yard")
    [events] = from_xes(await fetched(yard.gardener, "xes")).values()
    assert events[0].said["org:resource"] == '<ada> & "co"'
