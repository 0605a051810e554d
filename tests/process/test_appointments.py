"""Appointments: made, moved, cancelled, attended; and the calendar of whoever is to be there."""

from base64 import b64encode
from datetime import timedelta
from typing import Any

import pytest
from icalendar import Calendar

from kit import Person
from process.yard import Yard, told
from stack.town import codes, nothing_changes, rules

APPOINTMENT = "id title state attendances { id subject state note party { name } }"
TIMES = {"startsAt": "2026-03-03T09:00:00Z", "endsAt": "2026-03-03T10:00:00Z"}


async def made(yard: Yard, **values: Any) -> tuple[dict[str, Any], dict[str, Any]]:
    """A garden and an appointment of Nora and Greta in it."""
    case = await yard.garden()
    attendees = [{"partyId": await yard.nora(case)}, {"subject": "greta"}]
    given = {"title": "Walk round", "location": "At the gate", "attendees": attendees} | TIMES | values
    payload = await yard.gardener.done(
        "scheduleAppointment", f"appointment {{ {APPOINTMENT} }}", id=case["id"], **given
    )
    return case, payload["appointment"]


async def test_who_was_there_is_recorded(yard: Yard) -> None:
    """Of everybody, once it has begun."""
    _, appointment = await made(yard)
    nora, greta = appointment["attendances"]
    assert (nora["party"]["name"], greta["subject"], greta["state"]) == ("Nora Neighbour", "greta", None)
    there = [
        {"attendanceId": nora["id"], "state": "MISSED", "note": "Ill"},
        {"attendanceId": greta["id"], "state": "ATTENDED"},
    ]
    async with nothing_changes(yard.stack):
        early = await yard.gardener.do("recordAttendance", "case { id }", id=appointment["id"], attendances=there)
    assert rules(early) == ["appointment.begun"]
    yard.clock.now += timedelta(days=1)
    async with nothing_changes(yard.stack):
        half = await yard.gardener.do("recordAttendance", "case { id }", id=appointment["id"], attendances=there[:1])
    assert [problem["path"] for problem in half["problems"]] == [["input", "attendances"]]
    held = await yard.gardener.done(
        "recordAttendance", f"appointment {{ {APPOINTMENT} }}", id=appointment["id"], attendances=there
    )
    assert held["appointment"]["state"] == "HELD"
    assert [(each["state"], each["note"]) for each in held["appointment"]["attendances"]] == [
        ("MISSED", "Ill"),
        ("ATTENDED", None),
    ]
    async with nothing_changes(yard.stack):
        again = await yard.gardener.do("recordAttendance", "case { id }", id=appointment["id"], attendances=there)
    assert rules(again) == ["appointment.state"]


async def test_nobody_is_there_who_was_not_to_be(yard: Yard) -> None:
    """An attendance of another appointment is unknown here."""
    _, appointment = await made(yard)
    _, other = await made(yard)
    yard.clock.now += timedelta(days=1)
    foreign = [{"attendanceId": other["attendances"][0]["id"], "state": "ATTENDED"}]
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("recordAttendance", "case { id }", id=appointment["id"], attendances=foreign)
    assert codes(refused) == ["NOT_FOUND"]


async def test_an_appointment_is_moved_or_cancelled_with_a_reason(yard: Yard) -> None:
    """Not backwards in time, and not once it is cancelled."""
    _, appointment = await made(yard)
    later = {"startsAt": "2026-03-04T09:00:00Z", "endsAt": "2026-03-04T09:30:00Z"}
    moved = await yard.gardener.done(
        "rescheduleAppointment", "appointment { startsAt reason }", id=appointment["id"], reason="Rain", **later
    )
    assert moved["appointment"] == {"startsAt": "2026-03-04T09:00:00+00:00", "reason": "Rain"}
    backwards = {"startsAt": later["endsAt"], "endsAt": later["startsAt"]}
    async with nothing_changes(yard.stack):
        refused = [
            await yard.gardener.do(
                "rescheduleAppointment", "case { id }", id=appointment["id"], reason="x", **backwards
            ),
            await yard.gardener.do("rescheduleAppointment", "case { id }", id=appointment["id"], reason=" ", **later),
            await yard.gardener.do("cancelAppointment", "case { id }", id=appointment["id"], reason=""),
        ]
    assert [problem["path"] for payload in refused for problem in payload["problems"]] == [
        ["input", "endsAt"],
        ["input", "reason"],
        ["input", "reason"],
    ]
    gone = await yard.gardener.done(
        "cancelAppointment", f"appointment {{ {APPOINTMENT} }}", id=appointment["id"], reason="Snow"
    )
    assert gone["appointment"]["state"] == "CANCELLED"
    assert {each["state"] for each in gone["appointment"]["attendances"]} == {"CANCELLED"}
    async with nothing_changes(yard.stack):
        late = await yard.gardener.do("rescheduleAppointment", "case { id }", id=appointment["id"], reason="x", **later)
    assert rules(late) == ["appointment.state"]


@pytest.mark.parametrize(
    ("values", "path"),
    [
        ({"title": ""}, ["input", "title"]),
        ({"endsAt": TIMES["startsAt"]}, ["input", "endsAt"]),
        ({"startsAt": "2026-03-03T09:00:00"}, ["input", "startsAt"]),
        ({"attendees": []}, ["input", "attendees"]),
        ({"attendees": [{}]}, ["input", "attendees", "0"]),
        ({"location": "x" * 301}, ["input", "location"]),
    ],
)
async def test_an_impossible_appointment_is_refused(yard: Yard, values: dict[str, Any], path: list[str]) -> None:
    """By its path, and nothing is written."""
    case = await yard.garden()
    given = {"title": "Walk", "attendees": [{"subject": "greta"}]} | TIMES | values
    async with nothing_changes(yard.stack):
        refused = await yard.gardener.do("scheduleAppointment", "case { id }", id=case["id"], **given)
    assert told(refused) == [("BAD_USER_INPUT", path)]


async def feed(yard: Yard, person: Person) -> list[Any]:
    """The events of somebody's calendar."""
    answer = await yard.stack.client.get("/calendar.ics", headers={"authorization": f"Bearer {person.token}"})
    assert (answer.status_code, answer.headers["content-type"]) == (200, "text/calendar; charset=utf-8")
    return list(Calendar.from_ical(answer.text).walk("VEVENT"))


async def test_the_calendar_has_the_appointments_of_whoever_asks(yard: Yard) -> None:
    """As a party or as staff; with the number of the case; changes count, and what is cancelled stays visible."""
    case, appointment = await made(yard)
    number = (await yard.seen(case, "number"))["number"]
    [event] = await feed(yard, yard.neighbour)
    assert (str(event["SUMMARY"]), str(event["LOCATION"])) == (f"Walk round ({number})", "At the gate")
    assert (event["DTSTART"].dt.isoformat(), event["SEQUENCE"]) == ("2026-03-03T09:00:00+00:00", 0)
    await yard.gardener.done("cancelAppointment", "case { id }", id=appointment["id"], reason="Snow")
    [event] = await feed(yard, yard.gardener)
    assert (str(event["STATUS"]), event["SEQUENCE"]) == ("CANCELLED", 1)


async def test_the_calendar_has_nothing_that_is_not_ones_own(yard: Yard) -> None:
    """Nor what lies far away, nor the appointment of a case one may not see any more; without a token, nothing."""
    await made(yard)
    await made(yard, startsAt="2028-03-03T09:00:00Z", endsAt="2028-03-03T10:00:00Z")
    assert await feed(yard, yard.foreman) == []
    assert len(await feed(yard, yard.gardener)) == 1
    assert await feed(yard, yard.person("greta", "stranger")) == []
    refused = await yard.stack.client.get("/calendar.ics")
    assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHENTICATED")
    assert refused.headers["www-authenticate"] == 'Bearer, Basic realm="casewright", charset="UTF-8"'


async def test_a_calendar_program_sends_a_key_as_its_password(yard: Yard) -> None:
    """It may be read by the key alone, and no more once that is revoked; what is no password is refused."""
    await made(yard)
    maker = yard.person("greta", "gardener", "integrator")
    made_key = await maker.done("createApiKey", "apiKey { id } secret", name="Phone", roles=["gardener"])
    secret = made_key["secret"]

    async def asked(credentials: bytes) -> tuple[int, int]:
        header = {"authorization": f"Basic {b64encode(credentials).decode()}"}
        answer = await yard.stack.client.get("/calendar.ics", headers=header)
        return answer.status_code, answer.text.count("BEGIN:VEVENT")

    assert await asked(f"greta:{secret}".encode()) == (200, 1)
    for credentials in (b"greta:", b"greta", b"greta:cwk_wrong", secret.encode(), b"\xff:\xff"):
        assert await asked(credentials) == (401, 0)
    revoked = "mutation($id: ID!) { revokeApiKey(input: {id: $id}) { problems { code } } }"
    assert (await maker.ask(revoked, id=made_key["apiKey"]["id"]))["revokeApiKey"] == {"problems": []}
    assert await asked(f"greta:{secret}".encode()) == (401, 0)
