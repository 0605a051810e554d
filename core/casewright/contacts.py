"""Contacts, and the programme of contacts after a transition: what is due when, and when it is over. Pure."""

from collections.abc import Collection, Iterable, Sequence
from datetime import datetime
from enum import StrEnum

from casewright.calendars import Calendar, Duration
from casewright.errors import Invalid


class Channel(StrEnum):
    """How people were in contact, or something reached them."""

    PHONE = "phone"
    VIDEO = "video"
    IN_PERSON = "in_person"
    MESSAGE = "message"
    EMAIL = "email"
    LETTER = "letter"
    PORTAL = "portal"
    """A site on which they sign in."""


class ContactDirection(StrEnum):
    """Who began it."""

    INCOMING = "incoming"
    OUTGOING = "outgoing"


class Readiness(StrEnum):
    """How far somebody manages on their own, the least first; a scale of this platform's own."""

    NOT_YET = "not_yet"
    WITH_HELP = "with_help"
    """Of their support network, for instance."""
    READY = "ready"


class ProgrammeState(StrEnum):
    """Where a contact programme stands."""

    RUNNING = "running"
    DONE = "done"
    ENDED = "ended"
    """Before it was done, with a reason."""


class PlannedState(StrEnum):
    """Where a planned contact stands."""

    DUE = "due"
    REACHED = "reached"
    NOT_REACHED = "not_reached"
    """It was tried as often as the case type asks for."""
    DROPPED = "dropped"
    """The programme ended before."""


def check_readiness(*, planned: bool, reached: bool) -> None:
    """It is read of somebody who was reached, by a contact that a programme asks for; raises Invalid."""
    if not planned or not reached:
        message = "readiness is told of somebody who was reached by a contact of a programme"
        raise Invalid(message, rule="contact.readiness", field="readiness")


def last_reached(
    contacts: Iterable[tuple[datetime, Collection[str]]], clients: Collection[str] | None
) -> datetime | None:
    """When one of the clients was last among those who were reached; None as `clients`: anybody is."""
    return max((at for at, people in contacts if clients is None or not set(people).isdisjoint(clients)), default=None)


def due_dates(schedule: Iterable[Duration], start: datetime, calendar: Calendar) -> list[datetime]:
    """When each contact of a programme is due at the latest."""
    return [calendar.add(start, after) for after in schedule]


def after_attempt(attempts: int, reached: bool, enough: int) -> PlannedState:
    """Where a planned contact stands after so many attempts, the last one included."""
    if reached:
        return PlannedState.REACHED
    return PlannedState.NOT_REACHED if attempts >= enough else PlannedState.DUE


def is_done(contacts: Sequence[str]) -> bool:
    """Whether no contact of a programme is due any more."""
    return PlannedState.DUE not in contacts
