"""The first notice of loss (FNOL): what the insurer is told, before it has found out anything itself."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Annotated

from pydantic import Field

from casewright import indexed
from casewright_insurance.lines import CoverageType, LineOfBusiness
from casewright_insurance.values import Count, Money, Place, ShortText


class Peril(StrEnum):
    """What caused the loss: neutral codes of this plugin, not those of a licensed list."""

    FIRE = "fire"
    WIND = "wind"
    HAIL = "hail"
    WATER = "water"
    THEFT = "theft"
    VANDALISM = "vandalism"
    COLLISION = "collision"
    GLASS = "glass"
    ANIMAL = "animal"
    LIABILITY_BI = "liability_bi"
    """Liability for bodily injury."""
    LIABILITY_PD = "liability_pd"
    """Liability for property damage."""


class DamageSeverity(StrEnum):
    """How bad the damage is."""

    TRIVIAL = "trivial"
    MINOR = "minor"
    MAJOR = "major"
    TOTAL_LOSS = "total_loss"
    """Repair would cost more than the property is worth."""


@dataclass(frozen=True, kw_only=True)
class Vehicle:
    """The insured vehicle."""

    make: ShortText
    model: ShortText
    year: Annotated[int, Field(ge=1886, le=2100)]


@dataclass(frozen=True, kw_only=True)
class LostItem:
    """One thing that was lost or damaged (itemized loss)."""

    what: ShortText
    amount: Money
    """What is claimed for it."""
    bought_on: date | None = None


@dataclass(frozen=True, kw_only=True)
class CoverageTerms:
    """What one coverage pays within the policy."""

    coverage: CoverageType
    limit: Money
    """The most that is paid under it for one loss (a sublimit of the policy)."""


@dataclass(frozen=True, kw_only=True)
class PolicySnapshot:
    """The policy as it stood on the date of the loss, whatever became of it since."""

    in_force_from: date
    in_force_to: date | None = None
    """The last day of cover; None: until cancelled."""
    limit: Money
    """The most that is paid for one loss."""
    deductible: Money
    """The part of each loss the policyholder bears."""
    covered_perils: tuple[Peril, ...]
    premium: Money | None = None
    """For one year."""
    notice_days: Count = 30
    """Within how many days the policy wants a loss reported."""
    increased_on: date | None = None
    """When the cover was last increased; None: never."""
    coverages: tuple[CoverageTerms, ...] = ()
    """Coverages with a limit of their own; any other is bounded by the limit of the policy alone."""


@dataclass(frozen=True, kw_only=True)
class Notice:
    """A loss as it was reported. What is None is not known yet."""

    policy_number: ShortText = indexed(label="Policy number")
    peril: Peril = indexed()
    lost_on: date = indexed(label="Date of loss")
    reported_on: date | None = None
    line_of_business: LineOfBusiness | None = indexed(label="Line of business", default=None)
    jurisdiction: Place | None = indexed(default=None)
    """The state whose law says how soon the claim is handled, as ISO 3166-2, for instance US-TX."""
    place: str = ""
    description: str = ""
    amount_claimed: Money | None = None
    lost_items: tuple[LostItem, ...] = ()
    catastrophe: ShortText | None = indexed(default=None)
    """The event that caused many losses at once, by the name or code that the insurer gave it."""
    severity: DamageSeverity | None = None
    vehicle: Vehicle | None = None
    injured: Count | None = None
    witnesses: Count | None = None
    police_report: bool | None = None
    arson_suspected: bool | None = None
    suit_filed: bool | None = None
    """Whether somebody went to court over the loss."""
    third_party_at_fault: bool | None = None
    """Then the insurer may recover what it pays (subrogation)."""
    statute_on: date | None = indexed(label="Statute date", default=None)
    """The last day to sue the party at fault."""
    prior_similar_losses: Count | None = None
    """Losses of this kind the policyholder had in the three years before."""
    policy: PolicySnapshot | None = None
