"""The fields of a care plan: the referral as it came in, and what was agreed, found, planned and reached."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright import indexed, managed
from casewright_healthcare.calendar import day_after
from casewright_healthcare.periods import FIRST_CONTACT, TRANSITION
from casewright_healthcare.records import (
    CareAssessment,
    CareConsent,
    CareContact,
    CareGoal,
    CareIntervention,
    CareReadmission,
    ContactFrequency,
)
from casewright_healthcare.values import Count, Rating, ShortText, Text

RESTRICTED = "restricted_notes"
"""The field group of mental-health notes and notes under 42 CFR Part 2."""


class ScreeningVerdict(StrEnum):
    """Whether a referral needs a care plan."""

    NEEDS_PLAN = "needs_plan"
    RESOLVED_QUICKLY = "resolved_quickly"
    NOT_ELIGIBLE = "not_eligible"


@dataclass(frozen=True, kw_only=True)
class CarePlan:
    """The care of one patient after a referral, from screening to what became of it."""

    patient_identifier: ShortText = indexed()
    programme: ShortText = indexed()
    referral_reason: Text
    referred_by: ShortText
    lives_alone: bool | None = None
    support_network: str | None = None
    emergency_admission: bool | None = None
    days_in_hospital: Count | None = None
    emergency_visits: Count | None = None
    """In the six months before, the present one not counted."""
    admissions: Count | None = None
    """In the twelve months before."""
    verdict: ScreeningVerdict | None = indexed(label="Screening verdict", managed=True, default=None)
    verdict_reason: str | None = managed(default=None)
    consent: CareConsent | None = managed(default=None)
    assessment: CareAssessment | None = managed(default=None)
    goals: tuple[CareGoal, ...] = managed(default=())
    interventions: tuple[CareIntervention, ...] = managed(default=())
    frequency: ContactFrequency | None = indexed(label="Contact frequency", managed=True, default=None)
    receiving_provider: str | None = managed(default=None)
    discharged_on: date | None = indexed(managed=True, default=None)
    contacts: tuple[CareContact, ...] = managed(default=())
    readmissions: tuple[CareReadmission, ...] = managed(default=())
    ended_early_because: str | None = managed(default=None)
    satisfaction: Rating | None = managed(default=None)
    report: str | None = managed(default=None)
    notes_restricted: str | None = managed(label="Restricted notes", group=RESTRICTED, default=None)

    @property
    def goals_reached(self) -> int:
        """How many goals are met."""
        return sum(goal.achievement.reached for goal in self.goals)

    @property
    def early_readmissions(self) -> int:
        """How many readmissions came within 30 days of the discharge."""
        return sum(readmission.within_30_days for readmission in self.readmissions)

    @property
    def first_contact_due(self) -> date | None:
        """The last day for the first contact, counted from the discharge itself."""
        return self.discharged_on and day_after(self.discharged_on, FIRST_CONTACT.length)

    @property
    def transition_ends_on(self) -> date | None:
        """The last of the 30 days of transitional care."""
        return self.discharged_on and day_after(self.discharged_on, TRANSITION.length)
