"""The investigation matrix: how bad it would be, and how many it touches, decide how a complaint is handled. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class AllegationSeverity(StrEnum):
    """How bad it would be, were it true."""

    MINOR = "minor"
    SERIOUS = "serious"
    GROSS = "gross"


class ComplaintReach(StrEnum):
    """How many are touched."""

    ONE_PERSON = "one_person"
    TEAM = "team"
    ORGANISATION = "organisation"


class InvestigatorLevel(StrEnum):
    """Who investigates."""

    TRAINED_MANAGER = "trained_manager"
    HR = "hr"
    EXTERNAL = "external"


@dataclass(frozen=True, kw_only=True)
class ComplaintHandling:
    """What a cell of the matrix asks for."""

    investigated_by: InvestigatorLevel
    counsel: bool = False
    """Employment counsel is told."""


MATRIX_VERSION = "2026-01"
"""Of the table below: a practice of this plugin, no norm."""

_MANAGER = ComplaintHandling(investigated_by=InvestigatorLevel.TRAINED_MANAGER)
_HR = ComplaintHandling(investigated_by=InvestigatorLevel.HR)
_HR_WITH_COUNSEL = ComplaintHandling(investigated_by=InvestigatorLevel.HR, counsel=True)
_EXTERNAL = ComplaintHandling(investigated_by=InvestigatorLevel.EXTERNAL, counsel=True)

MATRIX: Mapping[AllegationSeverity, Mapping[ComplaintReach, ComplaintHandling]] = {
    AllegationSeverity.MINOR: {
        ComplaintReach.ONE_PERSON: _MANAGER,
        ComplaintReach.TEAM: _MANAGER,
        ComplaintReach.ORGANISATION: _HR,
    },
    AllegationSeverity.SERIOUS: {
        ComplaintReach.ONE_PERSON: _HR,
        ComplaintReach.TEAM: _HR,
        ComplaintReach.ORGANISATION: _HR_WITH_COUNSEL,
    },
    AllegationSeverity.GROSS: {
        ComplaintReach.ONE_PERSON: _HR_WITH_COUNSEL,
        ComplaintReach.TEAM: _HR_WITH_COUNSEL,
        ComplaintReach.ORGANISATION: _EXTERNAL,
    },
}


def handling_of(
    severity: AllegationSeverity | None, reach: ComplaintReach | None, about_a_superior: bool | None
) -> ComplaintHandling | None:
    """What the matrix says; None before the classification. What is about a superior is never left to a manager."""
    if severity is None or reach is None:
        return None
    found = MATRIX[severity][reach]
    return _HR if about_a_superior and found is _MANAGER else found
