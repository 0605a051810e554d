"""What a reserve line is about: coverage, claimant, cost type and cost category. Neutral names, no rules."""

from enum import StrEnum

POLICYHOLDER = "policyholder"
"""The claimant of a loss of one's own; anybody else is named."""


class LineOfBusiness(StrEnum):
    """The kind of policy: authority may differ by it."""

    MOTOR = "motor"
    PROPERTY = "property"
    LIABILITY = "liability"
    TRAVEL = "travel"


class CoverageType(StrEnum):
    """The part of a policy that answers for a part of the loss."""

    COLLISION = "collision"
    COMPREHENSIVE = "comprehensive"
    BODILY_INJURY = "bodily_injury"
    PROPERTY_DAMAGE = "property_damage"
    MEDICAL_PAYMENTS = "medical_payments"
    DWELLING = "dwelling"
    CONTENTS = "contents"
    LOSS_OF_USE = "loss_of_use"


class CostType(StrEnum):
    """What the money is for."""

    INDEMNITY = "indemnity"
    """The loss itself."""
    EXPENSE = "expense"
    """Adjusting it: experts, counsel, towing. Not part of what the policyholder is paid."""


class CostCategory(StrEnum):
    """What kind of cost, where that is kept apart."""

    UNSPECIFIED = "unspecified"
    PROPERTY = "property"
    MEDICAL = "medical"
    RENTAL = "rental"
    EXPERT = "expert"
    COUNSEL = "counsel"
