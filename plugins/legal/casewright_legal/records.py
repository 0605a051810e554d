"""What is written down on a matter: conflict check, engagement, service, requests, settlement. Frozen, no rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_legal.court_days import due_after
from casewright_legal.deadlines import ANSWER, ANSWER_AFTER_WAIVER, DISCOVERY_RESPONSE, ServiceMethod
from casewright_legal.values import Money, Text


class ConflictResult(StrEnum):
    """What a conflict check found."""

    NO_CONFLICT = "no_conflict"
    WAIVABLE = "waivable"
    """With the informed consent of each affected client, confirmed in writing (ABA Model Rule 1.7(b)(4))."""
    NOT_WAIVABLE = "not_waivable"
    SCREENED = "screened"
    """With an ethical wall around the named people."""


@dataclass(frozen=True, kw_only=True)
class ConflictCheck:
    """A signed-off search for conflicts of interest, and the names it covered."""

    result: ConflictResult
    searched: tuple[str, ...]
    note: Text
    consent_on: date | None = None
    screened: tuple[str, ...] = ()
    checked_by: str
    checked_on: date


class FeeArrangement(StrEnum):
    """How the firm is paid."""

    HOURLY = "hourly"
    FLAT = "flat"
    CONTINGENCY = "contingency"


@dataclass(frozen=True, kw_only=True)
class Engagement:
    """The letter by which the client engaged the firm."""

    signed_on: date
    fee: FeeArrangement


@dataclass(frozen=True, kw_only=True)
class ServiceOfComplaint:
    """The day the complaint was served; with a waiver, the day the request for it was sent."""

    served_on: date
    waived: bool
    recorded_on: date

    @property
    def answer_due(self) -> date:
        """The last day to answer."""
        return due_after(self.served_on, (ANSWER_AFTER_WAIVER if self.waived else ANSWER).days)

    @property
    def days_late(self) -> int:
        """How many days after the service it was recorded."""
        return (self.recorded_on - self.served_on).days


@dataclass(frozen=True, kw_only=True)
class DiscoveryRequests:
    """Requests of the other side."""

    served_on: date
    served_by: ServiceMethod

    @property
    def response_due(self) -> date:
        """The last day to respond."""
        return due_after(self.served_on, DISCOVERY_RESPONSE.days, added=self.served_by.added_days)


@dataclass(frozen=True, kw_only=True)
class MatterSettlement:
    """What the parties agreed on."""

    amount: Money
    terms: Text
    agreed_on: date
