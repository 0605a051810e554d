"""The numbers that openIMIS gives to how far a claim is (tblClaim.ClaimStatus, read in 2026). Pure."""

from collections.abc import Mapping

REJECTED = 1

STATUS: Mapping[str, int] = {"entered": 2, "checked": 4, "processed": 8, "valuated": 16}
"""Of each stage of a medical claim."""


def openimis_status(stage: str, outcome: str | None) -> int | None:
    """The ClaimStatus of a medical claim; None where openIMIS has none: a duplicate, or one that was taken back."""
    if outcome in ("duplicate", "withdrawn"):
        return None
    return REJECTED if outcome == "rejected" else STATUS[stage]
