"""The history as an event log: read back by other means, it gives the figures that the API gives."""

import json
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from math import ceil
from typing import Any, NamedTuple
from xml.etree import ElementTree

from casewright.process import Phase
from kit import Person
from process.conftest import NOW
from process.yard import Yard

FIGURES = """query($since: DateTime!, $before: DateTime!) { metrics(caseType: "Garden") {
  opened closed byPhase { value count } byOutcome { value count } reopened { part whole }
  cycleTime { count median p90 } backlogAge { count median p90 } timeInPhases { phase time { count median p90 } }
  rework { part whole } throughput(since: $since, before: $before) { opened ended reopened } } }"""
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


def recomputed(log: Log, now: datetime) -> dict[str, Any]:
    """The figures from nothing but the log."""
    cases = list(log.values())
    every = [event for events in cases for event in events]
    ended = [events for events in cases if cycle(events) is not None]
    waiting = [(now - events[0].at).total_seconds() for events in cases if cycle(events) is None]
    spent = [(phase, time) for events in cases for phase, time in in_phases(events).items()]
    return {
        "opened": len(cases),
        "closed": len(ended),
        "byPhase": counted([*map(last("phase"), cases)]),
        "byOutcome": counted([*map(last("outcome"), ended)]),
        "reopened": {
            "part": sum(any(event.activity == "reopened" for event in events) for events in cases),
            "whole": sum(any("outcome" in event.said for event in events) for events in cases),
        },
        "cycleTime": spread([time for events in ended if (time := cycle(events)) is not None]),
        "backlogAge": spread(waiting),
        "timeInPhases": [
            {"phase": phase.upper(), "time": spread(times)}
            for phase in Phase
            if (times := [time for each, time in spent if each == phase])
        ],
        "rework": {"part": sum(map(went_back, cases)), "whole": len(cases)},
        "throughput": {
            "opened": sum(event.activity == "opened" for event in every),
            "ended": sum("outcome" in event.said for event in every),
            "reopened": sum(event.activity == "reopened" for event in every),
        },
    }


def counted(values: Sequence[str]) -> list[dict[str, Any]]:
    """Most first, then by the value."""
    found = Counter(values)
    return [{"value": each, "count": found[each]} for each in sorted(found, key=lambda each: (-found[each], each))]


def last(key: str) -> Callable[[Sequence[Line]], str]:
    """What the last event says that says anything of it."""
    return lambda events: next(event.said[key] for event in reversed(events) if key in event.said)


def in_phases(events: Sequence[Line]) -> dict[str, float]:
    """Seconds of all finished stays of a case, by phase; an end of the case ends a stay."""
    spent: dict[str, float] = {}
    here: Line | None = None
    for event in events:
        if here and ("phase" in event.said or "outcome" in event.said):
            phase = here.said["phase"]
            spent[phase] = spent.get(phase, 0) + (event.at - here.at).total_seconds()
            here = None
        if "phase" in event.said:
            here = event
    return spent


def spread(times: Sequence[float]) -> dict[str, Any]:
    """Nearest-rank quantiles."""
    ascending = sorted(times)
    return {"count": len(ascending), "median": rank(ascending, 0.5), "p90": rank(ascending, 0.9)}


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
    """Where cases are, how they ended, how long they took and take, rework and throughput, from either format."""
    await lived(yard)
    yard.clock.now += timedelta(hours=7)
    period = {"since": NOW.isoformat(), "before": (NOW + timedelta(days=9)).isoformat()}
    told = (await yard.gardener.ask(FIGURES, **period))["metrics"]
    assert told["cycleTime"] == {"count": 2, "median": 3600, "p90": 7200}
    ocel = from_ocel(await fetched(yard.gardener, "json"))
    assert recomputed(ocel, yard.clock.now) == told
    assert recomputed(from_xes(await fetched(yard.gardener, "xes")), yard.clock.now) == told
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
