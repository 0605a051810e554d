"""What is written down on a care plan: consent, findings, readmissions. Frozen records, no rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_healthcare.calendar import day_after
from casewright_healthcare.periods import READMISSION
from casewright_healthcare.values import FhirContent, ShortText, Text


@dataclass(frozen=True, kw_only=True)
class CareConsent:
    """The patient's consent to be enrolled and to have information shared."""

    purpose: ShortText
    scope: ShortText
    recipients: tuple[ShortText, ...] = ()
    """Who alone may be told, by name; none: whoever the scope covers."""
    given_on: date
    until: date | None = None
    """The last day it holds; None: until revoked."""
    revoked_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it covers that day."""
        ended = self.until is not None and day > self.until
        return self.given_on <= day and not ended and self.revoked_on is None

    def covers(self, recipient: str) -> bool:
        """Whether this recipient may be told."""
        named = {name.casefold() for name in self.recipients}
        return not named or recipient.casefold() in named


@dataclass(frozen=True, kw_only=True)
class ClinicalCode:
    """A coded value, with the system it comes from and the version of that system."""

    system: ShortText
    code: ShortText
    display: ShortText
    version: ShortText


@dataclass(frozen=True, kw_only=True)
class CareMedicine:
    """One medicine that the patient takes."""

    name: ShortText
    dose: ShortText | None = None
    """How much, and how often."""
    code: ClinicalCode | None = None
    """For instance in RxNorm."""


@dataclass(frozen=True, kw_only=True)
class CareAssessment:
    """What is going on, in depth. Scored instruments are not part of it."""

    findings: Text
    needs: tuple[ShortText, ...]
    strengths: tuple[ShortText, ...] = ()
    diagnoses: tuple[ClinicalCode, ...] = ()
    assessed_on: date


class DecisionComplexity(StrEnum):
    """Of the medical decisions after a discharge: it says how soon the visit is due."""

    MODERATE = "moderate"
    """CPT 99495."""
    HIGH = "high"
    """CPT 99496."""


class TransitionalCode(StrEnum):
    """What transitional care is claimed by."""

    CPT_99495 = "cpt_99495"
    """A visit within 14 days."""
    CPT_99496 = "cpt_99496"
    """Medical decisions of high complexity, and a visit within 7 days."""


@dataclass(frozen=True, kw_only=True)
class CareTransitionClaim:
    """The transitional care after a discharge was claimed."""

    discharged_on: date
    code: TransitionalCode
    claimed_on: date


@dataclass(frozen=True, kw_only=True)
class FhirSource:
    """A resource that the care plan was opened from, kept as it came."""

    resource: ShortText
    identifier: ShortText
    content: FhirContent


class ContactFrequency(StrEnum):
    """How often; from often to seldom."""

    WEEKLY = "weekly"
    FORTNIGHTLY = "fortnightly"
    MONTHLY = "monthly"
    QUARTERLY = "quarterly"

    def is_less_than(self, other: "ContactFrequency") -> bool:
        """Whether this is more seldom than the other."""
        order = tuple(ContactFrequency)
        return order.index(self) > order.index(other)


@dataclass(frozen=True, kw_only=True)
class CareReadmission:
    """The patient came back into hospital."""

    discharged_on: date
    readmitted_on: date

    @property
    def within_30_days(self) -> bool:
        """Whether it counts against the discharge."""
        return self.readmitted_on <= day_after(self.discharged_on, READMISSION.length)
