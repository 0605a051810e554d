"""The fields of a care plan: the referral as it came in, and what was agreed and found."""

from dataclasses import dataclass
from datetime import date

from casewright import indexed, managed, sealed
from casewright_healthcare.authorisations import CareAuthorisation, CareUnitBalance, balances
from casewright_healthcare.calendar import day_after
from casewright_healthcare.depression import DepressionProgress
from casewright_healthcare.periods import FIRST_CONTACT, TRANSITION, VISIT_HIGH, VISIT_MODERATE
from casewright_healthcare.records import (
    CareAssessment,
    CareConsent,
    CareMedicine,
    CareReadmission,
    CareTransitionClaim,
    ContactFrequency,
    DecisionComplexity,
    FhirSource,
    TransitionalCode,
)
from casewright_healthcare.values import Count, Rating, ShortText, Text

RESTRICTED = "restricted_notes"
"""The field group of mental-health notes and notes under 42 CFR Part 2."""


@dataclass(frozen=True, kw_only=True)
class CarePlan:
    """The care of one patient after a referral, from screening to what became of it."""

    patient_identifier: ShortText = indexed()
    programme: ShortText = indexed()
    referral_reason: Text
    referred_by: ShortText
    born_on: date | None = None
    lives_alone: bool | None = None
    support_network: str | None = None
    emergency_admission: bool | None = None
    days_in_hospital: Count | None = None
    emergency_visits: Count | None = None
    """In the six months before, the present one not counted."""
    admissions: Count | None = None
    """In the twelve months before."""
    fhir_sources: tuple[FhirSource, ...] = ()
    """What it was opened from, where another system sent it."""
    consent: CareConsent | None = managed(default=None)
    assessment: CareAssessment | None = managed(default=None)
    medicines: tuple[CareMedicine, ...] = managed(label="Medicines as last reviewed", default=())
    allergies: tuple[ShortText, ...] = managed(default=())
    frequency: ContactFrequency | None = indexed(label="Contact frequency", managed=True, default=None)
    receiving_provider: str | None = managed(default=None)
    complexity: DecisionComplexity | None = managed(label="Complexity of the medical decisions", default=None)
    discharged_on: date | None = indexed(managed=True, default=None)
    visited_on: date | None = managed(label="Seen after the discharge on", default=None)
    reconciled_on: date | None = managed(label="Medicines reconciled after the discharge on", default=None)
    claims: tuple[CareTransitionClaim, ...] = managed(label="Transitional care that was claimed", default=())
    authorisations: tuple[CareAuthorisation, ...] = managed(label="Authorised units", default=())
    readmissions: tuple[CareReadmission, ...] = managed(default=())
    depression: DepressionProgress | None = indexed(label="What became of the depression", managed=True, default=None)
    satisfaction: Rating | None = managed(default=None)
    entered_in_error: str | None = managed(label="Why it should never have been", default=None)
    notes_restricted: str | None = sealed(label="Restricted notes", group=RESTRICTED, managed=True, default=None)

    @property
    def early_readmissions(self) -> int:
        """How many readmissions came within 30 days of the discharge."""
        return sum(readmission.within_30_days for readmission in self.readmissions)

    @property
    def responded(self) -> bool | None:
        """Whether an elevated PHQ-9 fell by half at least; None: there is none to compare."""
        return None if self.depression is None else self.depression is not DepressionProgress.NO_RESPONSE

    @property
    def in_remission(self) -> bool | None:
        """Whether an elevated PHQ-9 fell below 5; None: there is none to compare."""
        return None if self.depression is None else self.depression is DepressionProgress.REMISSION

    @property
    def first_contact_due(self) -> date | None:
        """The last day for the first contact, counted from the discharge itself."""
        return self.discharged_on and day_after(self.discharged_on, FIRST_CONTACT.length)

    @property
    def visit_due(self) -> date | None:
        """The last day for the visit, and for the medicines to be reconciled, counted from the discharge itself."""
        period = VISIT_HIGH if self.complexity is DecisionComplexity.HIGH else VISIT_MODERATE
        return self.discharged_on and day_after(self.discharged_on, period.length)

    @property
    def transitional_code(self) -> TransitionalCode | None:
        """What the transitional care may be claimed by; None: there was no visit yet, or it came too late."""
        if self.discharged_on is None or self.visited_on is None:
            return None
        soon = self.visited_on <= day_after(self.discharged_on, VISIT_HIGH.length)
        if soon and self.complexity is DecisionComplexity.HIGH:
            return TransitionalCode.CPT_99496
        in_time = self.visited_on <= day_after(self.discharged_on, VISIT_MODERATE.length)
        return TransitionalCode.CPT_99495 if in_time else None

    @property
    def unit_balances(self) -> tuple[CareUnitBalance, ...]:
        """What is left of each authorisation."""
        return balances(self.authorisations)

    @property
    def transition_ends_on(self) -> date | None:
        """The last of the 30 days of transitional care."""
        return self.discharged_on and day_after(self.discharged_on, TRANSITION.length)
