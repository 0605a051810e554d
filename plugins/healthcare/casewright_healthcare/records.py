"""What is written down on a care plan: consent, findings, goals, interventions, contacts. Frozen records, no rules."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_healthcare.calendar import day_after
from casewright_healthcare.periods import READMISSION
from casewright_healthcare.values import ShortText, Text


@dataclass(frozen=True, kw_only=True)
class CareConsent:
    """The patient's consent to be enrolled and to have information shared."""

    purpose: ShortText
    scope: ShortText
    given_on: date
    until: date | None = None
    """The last day it holds; None: until revoked."""
    revoked_on: date | None = None

    def holds_on(self, day: date) -> bool:
        """Whether it covers that day."""
        ended = self.until is not None and day > self.until
        return self.given_on <= day and not ended and self.revoked_on is None


@dataclass(frozen=True, kw_only=True)
class ClinicalCode:
    """A coded value, with the system it comes from and the version of that system."""

    system: ShortText
    code: ShortText
    display: ShortText
    version: ShortText


@dataclass(frozen=True, kw_only=True)
class CareAssessment:
    """What is going on, in depth. Scored instruments are not part of it."""

    findings: Text
    needs: tuple[ShortText, ...]
    strengths: tuple[ShortText, ...] = ()
    diagnoses: tuple[ClinicalCode, ...] = ()
    assessed_on: date


class GoalSetter(StrEnum):
    """Whose goal it is."""

    PATIENT = "patient"
    CARE_TEAM = "care_team"


class GoalAchievement(StrEnum):
    """How far a goal is reached (codes of FHIR R4 `goal-achievement`, with underscores)."""

    IN_PROGRESS = "in_progress"
    IMPROVING = "improving"
    WORSENING = "worsening"
    NO_CHANGE = "no_change"
    ACHIEVED = "achieved"
    SUSTAINING = "sustaining"
    NOT_ACHIEVED = "not_achieved"
    NO_PROGRESS = "no_progress"
    NOT_ATTAINABLE = "not_attainable"

    @property
    def reached(self) -> bool:
        """Whether the goal is met, now and still."""
        return self in (GoalAchievement.ACHIEVED, GoalAchievement.SUSTAINING)


@dataclass(frozen=True, kw_only=True)
class CareGoal:
    """What is to be reached, how that is measured, and how far it is."""

    description: ShortText
    set_by: GoalSetter
    measure: ShortText
    baseline: ShortText
    target: ShortText
    due_on: date
    achievement: GoalAchievement = GoalAchievement.IN_PROGRESS


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
class CareIntervention:
    """What is done for the goals, by whom, how often."""

    description: ShortText
    responsible: ShortText
    frequency: ContactFrequency


class ContactChannel(StrEnum):
    """How somebody was contacted."""

    PHONE = "phone"
    VIDEO = "video"
    VISIT = "visit"
    MESSAGE = "message"


@dataclass(frozen=True, kw_only=True)
class CareContact:
    """One attempt to speak with the patient or a caregiver."""

    made_on: date
    channel: ContactChannel
    reached: bool
    summary: ShortText


@dataclass(frozen=True, kw_only=True)
class CareReadmission:
    """The patient came back into hospital."""

    discharged_on: date
    readmitted_on: date

    @property
    def within_30_days(self) -> bool:
        """Whether it counts against the discharge."""
        return self.readmitted_on <= day_after(self.discharged_on, READMISSION.length)
