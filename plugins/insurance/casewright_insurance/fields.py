"""The fields of a claim: the notice, and what the insurer found, set aside, paid and recovered."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from casewright import indexed, managed
from casewright_insurance.coverage import CoverageVerdict
from casewright_insurance.notice import Notice
from casewright_insurance.red_flags import REVIEW_FROM, raised
from casewright_insurance.reserves import CostType, Payment, ReserveLine
from casewright_insurance.values import Amount, Money, ShortText

SPECIAL_INVESTIGATION = "special_investigation"
"""The field group that claimants and agents do not see."""


class Segment(StrEnum):
    """How much handling a claim needs."""

    FAST_TRACK = "fast_track"
    STANDARD = "standard"
    COMPLEX = "complex"
    LITIGATED = "litigated"


class SiuFinding(StrEnum):
    """How a special investigation ended. Only `confirmed` is proof."""

    FRAUD_NOT_FOUND = "fraud_not_found"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


class DenialReason(StrEnum):
    """The ground on which a claim is denied."""

    NOT_IN_FORCE = "not_in_force"
    PERIL_NOT_COVERED = "peril_not_covered"
    LATE_NOTICE = "late_notice"
    EXCLUSION = "exclusion"
    LOSS_NOT_PROVEN = "loss_not_proven"
    FRAUD = "fraud"


class RecoverySource(StrEnum):
    """Where money came back from."""

    SUBROGATION = "subrogation"
    """The party at fault, or its insurer."""
    SALVAGE = "salvage"
    """What is left of the property."""
    DEDUCTIBLE = "deductible"
    """The policyholder, for a deductible the insurer had advanced."""


@dataclass(frozen=True, kw_only=True)
class Recovery:
    """Money that came back."""

    source: RecoverySource
    amount: Amount
    received_from: ShortText
    received_on: date


@dataclass(frozen=True, kw_only=True)
class Claim(Notice):
    """A policyholder's request to be paid for a loss."""

    duplicate_of: str | None = managed(label="Duplicate of", default=None)
    coverage_verdict: CoverageVerdict | None = managed(default=None)
    segment: Segment | None = indexed(managed=True, default=None)
    findings: str | None = managed(default=None)
    loss_value: Money | None = managed(label="Value of the loss", default=None)
    reserves: tuple[ReserveLine, ...] = managed(default=())
    approved: Money = managed(default=Decimal(0))
    """What the insurer has agreed to pay for the loss, what is paid of it included."""
    payments: tuple[Payment, ...] = managed(default=())
    recoveries: tuple[Recovery, ...] = managed(default=())
    denial_reason: DenialReason | None = indexed(managed=True, default=None)
    review: str | None = managed(default=None)

    siu_referred_on: date | None = managed(label="Referred to SIU", group=SPECIAL_INVESTIGATION, default=None)
    siu_grounds: str | None = managed(label="Grounds of the referral", group=SPECIAL_INVESTIGATION, default=None)
    siu_finding: SiuFinding | None = managed(label="SIU finding", group=SPECIAL_INVESTIGATION, default=None)
    siu_report: str | None = managed(label="SIU report", group=SPECIAL_INVESTIGATION, default=None)

    @property
    def flag_count(self) -> int:
        """How many fraud indicators the facts raise; none of them is proof."""
        return len(raised(self))

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
    return sum((line.paid for line in claim.reserves if line.cost_type is CostType.INDEMNITY), Decimal(0))


def loss_so_far(claim: Claim) -> Decimal | None:
    """The value of the loss: as evaluated, before that as claimed; None while neither is known."""
    return claim.amount_claimed if claim.loss_value is None else claim.loss_value


def siu_open(claim: Claim) -> bool:
    """Whether a special investigation has begun and has no finding yet."""
    return claim.siu_referred_on is not None and claim.siu_finding is None
