"""The appointments of whoever asks as a calendar (iCalendar, RFC 5545)."""

import binascii
from base64 import b64decode
from datetime import timedelta

from icalendar import Calendar, Event
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from casewright import models
from casewright.appointments import AppointmentState
from casewright.errors import CasewrightError
from casewright.operations.access_log import Means, log_reads
from casewright.platform import Platform
from casewright_gateway.auth import Authenticator, Unauthenticated, bearer
from casewright_gateway.reads.appointments import own_appointments

_BEFORE, _AFTER = timedelta(days=30), timedelta(days=366)
_READ = ("appointment", "case")
_CHALLENGE = 'Bearer, Basic realm="casewright", charset="UTF-8"'
_STATUS = {AppointmentState.CANCELLED.value: "CANCELLED"}


def calendar_route(platform: Platform, authenticator: Authenticator) -> Route:
    """`GET /calendar.ics`: from a month ago to a year ahead.

    With the same bearer token as the API; a calendar program sends an API key as the password of whatever name.
    """

    async def calendar(request: Request) -> Response:
        try:
            session = await authenticator.authenticate(_token(request.headers.get("authorization")))
            now = platform.now()
            found = await own_appointments(platform, session.actor, now - _BEFORE, now + _AFTER)
            read = {appointment.case_id: _READ for appointment, _ in found} if platform.reads_logged else {}
            await log_reads(platform, session.actor, read, Means.CALENDAR)
        except CasewrightError as error:
            refused = isinstance(error, Unauthenticated)
            headers = {"www-authenticate": _CHALLENGE} if refused else {}
            return JSONResponse({"code": error.code, "message": error.message}, 401 if refused else 503, headers)
        return Response(as_calendar(found), media_type="text/calendar", headers={"cache-control": "private, no-store"})

    return Route("/calendar.ics", calendar, methods=["GET"])


def _token(authorization: str | None) -> str:
    """The token, or the password (RFC 7617) where a program asks that knows no tokens; raises Unauthenticated."""
    scheme, _, credentials = (authorization or "").partition(" ")
    if scheme.lower() != "basic":
        return bearer(authorization)
    try:
        return b64decode(credentials, validate=True).decode().partition(":")[2]
    except (binascii.Error, UnicodeDecodeError):
        raise Unauthenticated("The name and the password must be written as RFC 7617 says.") from None


def as_calendar(found: list[tuple[models.Appointment, str]]) -> bytes:
    """The appointments, each with the number of its case, as one calendar."""
    calendar = Calendar()
    calendar.add("prodid", "-//casewright//EN")
    calendar.add("version", "2.0")
    for appointment, number in found:
        calendar.add_component(_event(appointment, number))
    text: bytes = calendar.to_ical()
    return text


def _event(appointment: models.Appointment, number: str) -> Event:
    event = Event()
    event.add("uid", f"{appointment.id}@casewright")
    event.add("sequence", appointment.revision)
    event.add("dtstamp", appointment.changed_at)
    event.add("dtstart", appointment.starts_at)
    event.add("dtend", appointment.ends_at)
    event.add("summary", f"{appointment.title} ({number})")
    event.add("status", _STATUS.get(appointment.state, "CONFIRMED"))
    if appointment.location:
        event.add("location", appointment.location)
    return event
