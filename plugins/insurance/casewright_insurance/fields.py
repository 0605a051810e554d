"""The fields of a claim: the notice, and what the insurer found, set aside, paid and recovered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casewright import indexed, managed
from casewright_insurance.coverage import CoverageVerdict
from casewright_insurance.exposures import ClosedExposure, Exposure, exposures_of
from casewright_insurance.lines import CostType
from casewright_insurance.notice import Notice
from casewright_insurance.observations import FraudObservation
from casewright_insurance.proof import ProofItem, outstanding_items
from casewright_insurance.red_flags import REVIEW_FROM, raised
from casewright_insurance.reserves import Payment, ReserveLine, paid_for
from casewright_insurance.segments import Segment, SegmentProposal, propose_segment
from casewright_insurance.siu import SiuFinding, SiuState, siu_state_of
from casewright_insurance.subrogation import Demand, Recovery, SubrogationState, subrogation_state_of, sue_by_of
from casewright_insurance.values import Count, Money

SPECIAL_INVESTIGATION = "special_investigation"
"""The field group that claimants and agents do not see."""


RESERVING = "reserving"
"""The field group of what the insurer expects to pay, which claimants do not see."""


class DenialReason(StrEnum):
    """The ground on which a claim is denied."""

    NOT_IN_FORCE = "not_in_force"
    PERIL_NOT_COVERED = "peril_not_covered"
    LATE_NOTICE = "late_notice"
    EXCLUSION = "exclusion"
    LOSS_NOT_PROVEN = "loss_not_proven"
    FRAUD = "fraud"


@dataclass(frozen=True, kw_only=True)
class Claim(Notice):
    """A policyholder's request to be paid for a loss."""

    duplicate_of: str | None = managed(label="Duplicate of", default=None)
    coverage_verdict: CoverageVerdict | None = managed(default=None)
    segment: Segment | None = indexed(managed=True, default=None)
    items: tuple[ProofItem, ...] = managed(label="Proof of loss", default=())
    proof_on: date | None = managed(label="Proof of loss complete on", default=None)
    extended_on: date | None = managed(label="Told that the decision takes longer on", default=None)
    extension_grounds: str | None = managed(default=None)
    findings: str | None = managed(default=None)
    loss_value: Money | None = managed(label="Value of the loss", group=RESERVING, default=None)
    reserves: tuple[ReserveLine, ...] = managed(group=RESERVING, default=())
    reserve_changes: Count = managed(label="Changes of a reserve after the first", group=RESERVING, default=0)
    closed_exposures: tuple[ClosedExposure, ...] = managed(default=())
    approved: Money = managed(default=Decimal(0))
    """What the insurer has agreed to pay for the loss, what is paid of it included."""
    approved_on: date | None = managed(label="Last agreed on", default=None)
    first_paid_on: date | None = managed(label="Agreement first paid on", default=None)
    payments: tuple[Payment, ...] = managed(default=())
    demand: Demand | None = managed(label="Demand on the party at fault", default=None)
    arbitration_on: date | None = managed(label="Arbitration asked for on", default=None)
    recoveries: tuple[Recovery, ...] = managed(default=())
    denial_reason: DenialReason | None = indexed(managed=True, default=None)
    review: str | None = managed(default=None)

    observations: tuple[FraudObservation, ...] = managed(group=SPECIAL_INVESTIGATION, default=())
    siu_referred_on: date | None = managed(label="Referred to SIU", group=SPECIAL_INVESTIGATION, default=None)
    siu_grounds: str | None = managed(label="Grounds of the referral", group=SPECIAL_INVESTIGATION, default=None)
    siu_accepted_on: date | None = managed(label="Accepted by SIU on", group=SPECIAL_INVESTIGATION, default=None)
    siu_begun_on: date | None = managed(label="SIU began on", group=SPECIAL_INVESTIGATION, default=None)
    siu_finding: SiuFinding | None = indexed(
        label="SIU finding", managed=True, group=SPECIAL_INVESTIGATION, default=None
    )
    siu_report: str | None = managed(label="SIU report", group=SPECIAL_INVESTIGATION, default=None)
    siu_bureau_reference: str | None = managed(
        label="Reported to the bureau as", group=SPECIAL_INVESTIGATION, default=None
    )

    @property
    def proposed_segment(self) -> SegmentProposal:
        """How much handling the claim seems to need, and why."""
        return propose_segment(self, suspicious=self.siu_proposed)

    @property
    def itemized(self) -> Decimal:
        """What is claimed item by item, to be held against the amount claimed."""
        return sum((item.amount for item in self.lost_items), Decimal(0))

    @property
    def proof_missing(self) -> tuple[str, ...]:
        """What the claimant still owes as proof of loss."""
        return outstanding_items(self.items)

    @property
    def exposures(self) -> tuple[Exposure, ...]:
        """Coverage by claimant: what each is reserved, paid and closed."""
        return exposures_of(self.reserves, self.closed_exposures)

    @property
    def subrogation_state(self) -> SubrogationState | None:
        """How far the recovery from the party at fault is; None where nobody else is at fault."""
        return subrogation_state_of(
            at_fault=self.third_party_at_fault,
            statute_on=self.statute_on,
            demand=self.demand,
            arbitration_on=self.arbitration_on,
            recoveries=self.recoveries,
        )

    @property
    def sue_by(self) -> date | None:
        """The last working day, well before the statute date, on which a suit is prepared without haste."""
        return self.statute_on and sue_by_of(self.statute_on)

    @property
    def siu_state(self) -> SiuState | None:
        """How far the special investigation is; None where there was none."""
        return siu_state_of(
            referred_on=self.siu_referred_on,
            accepted_on=self.siu_accepted_on,
            begun_on=self.siu_begun_on,
            finding=self.siu_finding,
            bureau_reference=self.siu_bureau_reference,
        )

    @property
    def flag_count(self) -> int:
        """How many fraud indicators the facts and observations raise; none of them is proof."""
        return len(raised(self)) + len({seen.indicator for seen in self.observations})

    @property
    def siu_proposed(self) -> bool:
        """Whether a special investigation is worth considering; nothing follows from it by itself."""
        return self.flag_count >= REVIEW_FROM

    @property
    def paid_total(self) -> Decimal:
        """What was paid, on all lines."""
        return sum((line.paid for line in self.reserves), Decimal(0))

    @property
    def reserve_total(self) -> Decimal:
        """What is still set aside, on all lines: the outstanding reserve."""
        return sum((line.outstanding for line in self.reserves), Decimal(0))

    @property
    def recovered(self) -> Decimal:
        """What came back."""
        return sum((recovery.amount for recovery in self.recoveries), Decimal(0))

    @property
    def incurred(self) -> Decimal:
        """What the claim costs as far as is known: paid + outstanding - recovered."""
        return self.paid_total + self.reserve_total - self.recovered


def indemnity_paid(claim: Claim) -> Decimal:
    """What was paid for the loss itself, without the expense of adjusting it."""
    return paid_for(claim.reserves, CostType.INDEMNITY)


def loss_so_far(claim: Claim) -> Decimal | None:
    """The value of the loss: as evaluated, before that as claimed; None while neither is known."""
    return claim.amount_claimed if claim.loss_value is None else claim.loss_value


def siu_open(claim: Claim) -> bool:
    """Whether a special investigation has begun and has no finding yet."""
    return claim.siu_referred_on is not None and claim.siu_finding is None
