"""The states of a special investigation (SIU), as its facts say. Pure."""

from datetime import date
from enum import StrEnum


class SiuFinding(StrEnum):
    """How a special investigation ended. Only `confirmed` is proof."""

    FRAUD_NOT_FOUND = "fraud_not_found"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"


REPORTABLE = (SiuFinding.SUSPECTED, SiuFinding.CONFIRMED)
"""What is reported to the fraud bureau of the state."""


class SiuState(StrEnum):
    """How far a special investigation is."""

    REFERRED = "referred"
    ACCEPTED = "accepted"
    IN_INVESTIGATION = "in_investigation"
    FRAUD_NOT_FOUND = "fraud_not_found"
    SUSPECTED = "suspected"
    CONFIRMED = "confirmed"
    REPORTED_TO_BUREAU = "reported_to_bureau"


def siu_state_of(
    *,
    referred_on: date | None,
    accepted_on: date | None,
    begun_on: date | None,
    finding: SiuFinding | None,
    bureau_reference: str | None,
) -> SiuState | None:
    """The furthest state the facts bear out; None without a referral."""
    if referred_on is None:
        return None
    if bureau_reference is not None:
        return SiuState.REPORTED_TO_BUREAU
    if finding is not None:
        return SiuState(finding)
    if begun_on is not None:
        return SiuState.IN_INVESTIGATION
    return SiuState.REFERRED if accepted_on is None else SiuState.ACCEPTED
