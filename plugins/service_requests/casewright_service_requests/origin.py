"""Where a request or an incident came from, when it was made elsewhere: a portal, a city's 311 line, another desk."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright import Refused
from casewright_service_requests.elapsed import minutes_between
from casewright_service_requests.values import Moment, ShortText, Text


class SourceState(StrEnum):
    """What the other system says of it (Open311 GeoReport v2: open, closed; ServiceNow: the others too)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    PENDING = "pending"
    """It waits, and the other system does not say for whom."""
    AWAITING_REQUESTER = "awaiting_requester"
    AWAITING_SUPPLIER = "awaiting_supplier"
    AWAITING_PROBLEM = "awaiting_problem"
    AWAITING_EVIDENCE = "awaiting_evidence"
    RESOLVED = "resolved"
    CLOSED = "closed"
    CLOSED_INCOMPLETE = "closed_incomplete"
    CLOSED_SKIPPED = "closed_skipped"


DONE = frozenset({SourceState.RESOLVED, SourceState.CLOSED})
LEFT_UNDONE = frozenset({SourceState.CLOSED_INCOMPLETE, SourceState.CLOSED_SKIPPED})
WAITS_FOR = {SourceState.AWAITING_REQUESTER: "requester", SourceState.AWAITING_SUPPLIER: "supplier"}
"""The roles that are waited for here as well; say so with `startWaiting`. What waits for anything else is suspended."""


@dataclass(frozen=True, kw_only=True)
class SourceDetail:
    """Something the other system knows that has no place of its own here: as it was written there."""

    name: ShortText
    value: Text


@dataclass(frozen=True, kw_only=True)
class SourcePlace:
    """Where it is, in words and in degrees (WGS 84)."""

    address: str | None = None
    postal_code: str | None = None
    latitude: Annotated[Decimal, Field(ge=-90, le=90)] | None = None
    longitude: Annotated[Decimal, Field(ge=-180, le=180)] | None = None


@dataclass(frozen=True, kw_only=True)
class RequestSource:
    """The request or the incident as the other system has it."""

    system: ShortText
    identifier: ShortText
    state: SourceState
    state_notes: str | None = None
    requested_at: Moment | None = None
    updated_at: Moment | None = None
    expected_at: Moment | None = None
    closed_at: Moment | None = None
    agency: str | None = None
    service_code: str | None = None
    notice: str | None = None
    media_url: str | None = None
    further: tuple[SourceDetail, ...] = ()

    @property
    def waits_for(self) -> str | None:
        """Whom it waits for there, by the role here; None: nobody, or nobody who has a role here."""
        return WAITS_FOR.get(self.state)

    @property
    def minutes_open(self) -> int | None:
        """From its beginning to its end there; None where one of them is not known."""
        if self.requested_at is None or self.closed_at is None:
            return None
        return minutes_between(self.requested_at, self.closed_at)


def settled(source: RequestSource | None) -> RequestSource:
    """The source of what has ended there; raises Refused."""
    if source is None or source.state not in DONE | LEFT_UNDONE:
        raise Refused("the system it came from has not closed it", rule="settle.source")
    return source


def settled_outcome(source: RequestSource | None) -> str:
    """How what has ended there ends here."""
    return "left_undone_elsewhere" if source and source.state in LEFT_UNDONE else "settled_elsewhere"
