"""The proof of loss: what was asked of whom, and what is in. Pure."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from casewright_insurance.values import ShortText


class OwedBy(StrEnum):
    """Who is to send an item."""

    CLAIMANT = "claimant"
    """The period to decide does not begin without it."""
    THIRD_PARTY = "third_party"
    """Police, hospital, repair shop: nothing waits for it."""


@dataclass(frozen=True, kw_only=True)
class ProofItem:
    """Something that was asked for, and the day on which it came; None: not yet."""

    name: ShortText
    owed_by: OwedBy
    asked_on: date
    received_on: date | None = None


Items = tuple[ProofItem, ...]


def outstanding_items(items: Items) -> tuple[str, ...]:
    """What the claimant still owes."""
    return tuple(item.name for item in items if item.owed_by is OwedBy.CLAIMANT and item.received_on is None)
