"""Fraud indicators that somebody has to see, beside those that the facts of the notice raise; never proof.

The indicators are a choice from the lists of the National Insurance Crime Bureau and the Ohio Department of Insurance.
"""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_insurance.values import ShortText


class FraudIndicator(StrEnum):
    """What an adjuster may observe."""

    COVERAGE_ASKED_ABOUT = "coverage_asked_about"
    QUICK_SETTLEMENT = "quick_settlement"
    KNOWS_INSURANCE = "knows_insurance"
    AVOIDS_IDENTIFICATION = "avoids_identification"
    HARD_TO_REACH = "hard_to_reach"
    CONFLICTING_STATEMENTS = "conflicting_statements"
    SAME_SITE = "same_site"
    FOR_SALE = "for_sale"
    OVER_INSURED = "over_insured"
    BEYOND_MEANS = "beyond_means"
    MUCH_CASH = "much_cash"
    NOTHING_SENTIMENTAL_LOST = "nothing_sentimental_lost"
    SEASONAL_STOCK = "seasonal_stock"
    DOUBTFUL_RECEIPTS = "doubtful_receipts"
    PO_BOX = "po_box"
    REFERRED_AT_THE_SCENE = "referred_at_the_scene"


SENTENCES = {
    FraudIndicator.COVERAGE_ASKED_ABOUT: ("The cover was asked about just before the loss", 15),
    FraudIndicator.QUICK_SETTLEMENT: ("Presses for a quick or a small settlement", 10),
    FraudIndicator.KNOWS_INSURANCE: ("Knows the trade of insurance unusually well", 5),
    FraudIndicator.AVOIDS_IDENTIFICATION: ("Avoids the mail or showing identification", 15),
    FraudIndicator.HARD_TO_REACH: ("Is hard to reach", 5),
    FraudIndicator.CONFLICTING_STATEMENTS: ("Statements contradict each other", 20),
    FraudIndicator.SAME_SITE: ("Another loss at the same site within a year", 15),
    FraudIndicator.FOR_SALE: ("The property was for sale", 10),
    FraudIndicator.OVER_INSURED: ("The property was insured above its worth", 15),
    FraudIndicator.BEYOND_MEANS: ("What was lost is beyond the means of the household", 10),
    FraudIndicator.MUCH_CASH: ("Much cash is said to be lost", 10),
    FraudIndicator.NOTHING_SENTIMENTAL_LOST: ("No keepsakes and no pets were lost", 10),
    FraudIndicator.SEASONAL_STOCK: ("Seasonal stock was lost at the end of its season", 15),
    FraudIndicator.DOUBTFUL_RECEIPTS: ("Receipts are handwritten, copied or too perfect", 15),
    FraudIndicator.PO_BOX: ("The address is a post office box", 5),
    FraudIndicator.REFERRED_AT_THE_SCENE: ("Attorney or doctor were recommended at the scene", 15),
}
"""What each says in the risk, and its points."""


@dataclass(frozen=True, kw_only=True)
class FraudObservation:
    """Who saw an indicator, when, and what exactly."""

    indicator: FraudIndicator
    note: ShortText
    seen_by: str
    seen_on: date
