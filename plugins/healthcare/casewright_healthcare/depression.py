"""What PHQ-9 says beside its score: the diagnostic algorithm, and response and remission over time. Pure.

A finding is a suggestion to whoever examines the patient, no diagnosis.
"""

from collections.abc import Mapping
from enum import StrEnum

MORE_THAN_HALF_THE_DAYS = 2
CORE = ("interest", "mood")
SELF_HARM = "self_harm"
"""Counts when it is there at all (Kroenke, Spitzer and Williams 2001)."""

MAJOR_FROM, OTHER_FROM = 5, 2
"""How many of the nine symptoms make a syndrome, one of the core being among them (the same)."""

ESTIMATED_ITEMS = 2
"""So many missing items may be taken as the mean of the others; with more the form is of no use.

NHS Data Model and Dictionary, Patient Health Questionnaire-9, read in 2026; rounding a half up is this plugin's own.
"""

ELEVATED_FROM, REMISSION_BELOW = 10, 5
"""Response and remission are told of whoever began with an elevated score (NCQA, HEDIS measure DRR-E, 2023)."""


class DepressionFinding(StrEnum):
    """What the algorithm suggests."""

    MAJOR_DEPRESSIVE_SYNDROME = "major_depressive_syndrome"
    OTHER_DEPRESSIVE_SYNDROME = "other_depressive_syndrome"


class DepressionProgress(StrEnum):
    """What has become of an elevated score."""

    REMISSION = "remission"
    """Below 5."""
    RESPONSE = "response"
    """At most half of the first score."""
    NO_RESPONSE = "no_response"


def depressive_syndrome(points: Mapping[str, int]) -> DepressionFinding | None:
    """What the points of the nine items suggest; None: neither syndrome."""
    symptoms = [item for item, given in points.items() if item != "impairment" and _is_there(item, given)]
    if not any(item in CORE for item in symptoms):
        return None
    if len(symptoms) >= MAJOR_FROM:
        return DepressionFinding.MAJOR_DEPRESSIVE_SYNDROME
    return DepressionFinding.OTHER_DEPRESSIVE_SYNDROME if len(symptoms) >= OTHER_FROM else None


def _is_there(item: str, points: int) -> bool:
    return points >= (1 if item == SELF_HARM else MORE_THAN_HALF_THE_DAYS)


def depression_progress(first: int, now: int) -> DepressionProgress | None:
    """What has become of the first score; None when that was not elevated."""
    if first < ELEVATED_FROM:
        return None
    if now < REMISSION_BELOW:
        return DepressionProgress.REMISSION
    return DepressionProgress.RESPONSE if 2 * now <= first else DepressionProgress.NO_RESPONSE
