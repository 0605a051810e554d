"""What a request says about where it came from, when it was made in another system: a portal, a city's 311 line."""

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright_service_requests.values import Moment, ShortText, Text


class SourceState(StrEnum):
    """What the other system says of the request (Open311 GeoReport v2: open, closed)."""

    OPEN = "open"
    IN_PROGRESS = "in_progress"
    CLOSED = "closed"


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
    """The request as the other system has it."""

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
